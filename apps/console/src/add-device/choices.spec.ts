import { describe, expect, it } from '@jest/globals';
import { type Choice, choiceKey, issueOf, offeredOf, proposed } from './choices.js';

const profile = (name: string, more: { selfService?: boolean; withdrawnAt?: string } = {}) => ({
  ...{ name, title: `The ${name}`, selfService: true, withdrawnAt: null },
  ...more,
});
const waiting = (requestId: string, more = {}) => ({
  ...{ requestId, deviceId: 'old', profileName: 'my-card' },
  ...more,
});
const mine = [{ deviceId: 'old', label: 'Card 1' }];
const plain: Choice = { profileName: 'my-card', title: 'The my-card' };
const replacing = (requestId: string): Choice => ({ ...plain, inPlaceOf: { requestId, label: 'Card 1' } });

describe('offeredOf', () => {
  it('[C08] is what is for self-service and not withdrawn', () => {
    const profiles = [
      profile('my-card'),
      profile('piv-four', { selfService: false }),
      profile('old-card', { withdrawnAt: '2026-11-28T08:00:00.000Z' }),
    ];
    expect(offeredOf(profiles, [], mine)).toEqual({ choices: [plain], madeByOthers: [] });
  });

  it('[B07] puts a replacement that waits first, and names the card in whose place it is', () => {
    expect(offeredOf([profile('my-card')], [waiting('r1')], mine)).toEqual({
      ...{ choices: [replacing('r1'), plain], madeByOthers: [] },
    });
  });

  it('[B07] tells apart what operators issue, and leaves out what waits for a card of somebody else', () => {
    const profiles = [profile('my-card'), profile('piv-four', { selfService: false })];
    const request = waiting('r1', { profileName: 'piv-four' });
    expect(offeredOf(profiles, [request], mine)).toEqual({ choices: [plain], madeByOthers: ['Card 1'] });
    expect(offeredOf(profiles, [request], [])).toEqual({ choices: [plain], madeByOthers: [] });
  });
});

it('[B07] asks for the replacement by its request, at the dry run and at the start', () => {
  const asked = { personId: 'grace', profileName: 'my-card', pinChange: 'holder' };
  expect(issueOf(plain, 'grace')).toEqual(asked);
  expect(issueOf(replacing('r1'), 'grace')).toEqual({ ...asked, replacementRequestId: 'r1' });
});

it('tells the replacement from the same profile beside it, and proposes it where there is one', () => {
  expect([choiceKey(plain), choiceKey(replacing('r1'))]).toEqual(['my-card', 'r1']);
  expect(proposed([replacing('r1'), plain])).toEqual(replacing('r1'));
  expect(proposed([plain])).toEqual(plain);
  expect(proposed([plain, { ...plain, profileName: 'other' }])).toBeUndefined();
  expect(proposed([replacing('r1'), replacing('r2'), plain])).toBeUndefined();
});
