import { describe, expect, it } from '@jest/globals';
import type { Device, Inspection } from '../api/types.js';
import { type Candidate, isAddition, lookedAt, mayPass, onlyOne, planned, whyNot } from './candidates.js';
import type { Choice } from './choices.js';

const device = (more: Partial<Device> = {}): Device =>
  ({ deviceId: 'd1', state: 'AVAILABLE', personId: null, profileName: null, activeRequestId: null, ...more }) as Device;
const seen = (more: Partial<Device> = {}, possible = true, code?: string): Inspection =>
  ({
    device: device(more),
    actions: [{ action: 'issue', possible, ...(code && { code }) }],
  }) as unknown as Inspection;
const offered = [{ profileName: 'my-card', title: 'My card' }];

describe('lookedAt', () => {
  it('[C08] has a blank card planned for with every profile that the person may choose', () => {
    expect(lookedAt(seen(), 'grace', offered)).toEqual({ as: offered });
    expect(lookedAt(seen(), 'grace', [])).toEqual({ can: 'not', why: 'nothing-offered' });
  });

  it('[B06] has a card that is bound to them planned for with its own profile', () => {
    expect(lookedAt(seen({ state: 'ASSIGNED', personId: 'grace', profileName: 'piv-four' }), 'grace', offered)).toEqual(
      {
        as: [{ profileName: 'piv-four', title: '' }],
      },
    );
  });

  it.each([
    ['yours', { state: 'ACTIVE', personId: 'grace' }],
    ['yours', { state: 'PENDING_ACTIVATION', personId: 'grace' }],
    ['somebody-else', { state: 'ACTIVE', personId: 'ada' }],
    ['used', { state: 'TERMINATED' }],
    ['used', { state: 'ISSUE_FAILED', personId: 'grace' }],
  ] as const)('[C08] says %s of a card that is %j', (why, more) => {
    expect(lookedAt(seen(more, false), 'grace', offered)).toEqual({ can: 'not', why });
  });

  it('[C23] leads to the work on a card that was begun', () => {
    expect(
      lookedAt(seen({ state: 'ISSUING', personId: 'grace', activeRequestId: 'r1' }, false), 'grace', offered),
    ).toEqual({ can: 'not', why: 'setting-up', requestId: 'r1' });
  });
});

describe('whyNot', () => {
  it.each([
    ['AUTH_FORBIDDEN', 'somebody-else'],
    ['LIFECYCLE_ASSIGNED_TO_OTHER', 'somebody-else'],
    ['AUTH_SEPARATION_OF_DUTIES', 'not-allowed'],
    ['LIFECYCLE_GROUP_OCCUPIED', 'no-more'],
    ['CARD_UNSUPPORTED', 'other-kind'],
    ['CARD_UNRESPONSIVE', 'broken'],
    ['FIDO_MODEL_NOT_ACCEPTED', 'other-kind'],
    ['FIDO_KEY_FULL', 'passkeys-full'],
    ['FIDO_PIN_BLOCKED', 'passkey-pin-blocked'],
    ['FIDO_PIN_MUST_CHANGE', 'passkey-pin-change'],
    ['CARD_BUSY', 'in-use'],
    ['CARD_IN_WORK', 'in-work'],
    ['REQUEST_TIMEOUT', 'not-now'],
  ])('[C08] makes of %s: %s', (code, why) => expect(whyNot(code)).toEqual({ can: 'not', why, code }));

  it('is asked again where it may pass without the card being taken out', () => {
    expect(['CARD_BUSY', 'CARD_IN_WORK', 'REQUEST_TIMEOUT'].map((code) => mayPass(whyNot(code)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['AUTH_FORBIDDEN', 'CARD_UNSUPPORTED'].map((code) => mayPass(whyNot(code)))).toEqual([false, false]);
  });
});

describe('planned', () => {
  const two = [...offered, { profileName: 'other', title: 'Other' }];

  it('[C08] offers what fits, and of a card that fits nothing the first refusal', () => {
    expect(planned(device(), two, [null, 'CARD_CAPABILITY_MISSING'])).toMatchObject({ can: 'add', choices: offered });
    expect(planned(device(), two, ['LIFECYCLE_GROUP_OCCUPIED', 'CARD_UNSUPPORTED'])).toEqual({
      can: 'not',
      why: 'no-more',
      code: 'LIFECYCLE_GROUP_OCCUPIED',
    });
  });

  it('[B07] says so where the card in the place of another one is prepared already', () => {
    const [choice] = offered;
    const both = [{ ...choice!, inPlaceOf: { requestId: 'r1', label: 'Card 1' } }, choice!];
    const busy = ['REQUEST_DEVICE_BUSY', 'LIFECYCLE_GROUP_OCCUPIED'];
    expect(planned(device(), both, busy)).toMatchObject({ can: 'not', why: 'other-prepared' });
    expect(planned(device(), both, ['REQUEST_DEVICE_BUSY', null])).toMatchObject({ can: 'add', choices: offered });
    expect(planned(device(), offered, ['REQUEST_DEVICE_BUSY'])).toMatchObject({ why: 'not-now' });
  });
});

describe('onlyOne', () => {
  const add = (readerName: string, choices: readonly Choice[] = offered): Candidate => ({
    readerName,
    verdict: { can: 'add', device: device(), choices },
  });
  const not: Candidate = { readerName: 'b', verdict: whyNot('CARD_UNSUPPORTED') };

  it('[C09] is the one card with the one profile, beside others that cannot be added', () => {
    expect(onlyOne([add('a'), not])).toMatchObject({ readerName: 'a', choice: { profileName: 'my-card' } });
  });

  it.each([
    ['no card fits', [not]],
    ['two fit', [add('a'), add('b')]],
    ['two profiles fit', [add('a', [...offered, { profileName: 'other', title: 'Other' }])]],
    [
      'another card would be replaced',
      [add('a', [{ ...offered[0]!, inPlaceOf: { requestId: 'r1', label: 'Card 1' } }])],
    ],
    ['a reader is still being looked at', [add('a'), { readerName: 'b', verdict: null }]],
  ])('[C11] is none where %s', (_, candidates) => expect(onlyOne(candidates)).toBeNull());
});

it.each([
  ['ISSUE', 'IN_PROGRESS', null, true],
  ['ISSUE', 'FAILED', null, true],
  ['ISSUE', 'AWAITING_USER', null, true],
  ['ISSUE', 'READY', null, false],
  ['ISSUE', 'COMPLETED', '2026-11-28T08:00:00.000Z', false],
  ['UPDATE', 'IN_PROGRESS', null, false],
] as const)('[C12] %s that is %s and ended at %s: an addition to come back to is %s', (type, state, finishedAt, is) =>
  expect(isAddition({ type, state, finishedAt })).toBe(is),
);
