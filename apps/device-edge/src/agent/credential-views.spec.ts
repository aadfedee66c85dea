import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Visitor } from '../desk-link/desk-door.js';
import type { FromService } from '../desk-link/protocol.js';
import { CredentialViews } from './credential-views.js';

const thumbprint = 'A1'.repeat(32);
let heard: FromService[];
let seated: Visitor | undefined;
let views: CredentialViews;

const visitor = (): Visitor => ({
  ...{ role: 'desk', userId: 1001, sessionId: null },
  send: (message) => heard.push(message),
  close: () => undefined,
});
const asked = async (): Promise<Extract<FromService, { say: 'look' }>> => {
  await new Promise((resolve) => setImmediate(resolve));
  return heard.at(-1) as Extract<FromService, { say: 'look' }>;
};

beforeEach(() => {
  heard = [];
  seated = visitor();
  views = new CredentialViews({ seated: () => Promise.resolve(seated) });
});

describe('what programs of the person see', () => {
  it('is asked of the desk part at the seat; thumbprints and nothing else are taken from it', async () => {
    const answer = views.ask('look', 'R0', [thumbprint]);
    const { lookId, ...question } = await asked();
    expect(question).toEqual({ say: 'look', readerName: 'R0', want: 'look', thumbprints: [thumbprint] });
    const junk = [1, null, 'x', '../etc', { thumbprint }];
    views.answered(seated!, lookId, { by: 'pkcs11', thumbprints: [thumbprint, ...junk], more: 'x' });
    expect(await answer).toEqual({ by: 'pkcs11', thumbprints: [thumbprint] });
  });

  it('only who was asked has an answer', async () => {
    const answer = views.ask('look', 'R0', []);
    const { lookId } = await asked();
    views.answered(visitor(), lookId, { by: 'pkcs11', thumbprints: ['BB'.repeat(32)] });
    views.answered(seated!, lookId, { by: 'pcsc', why: 'no-pkcs11' });
    expect(await answer).toEqual({ by: 'pcsc', why: 'no-pkcs11' });
  });

  it.each([
    ['an answer that is none', undefined],
    ['another reason', { by: 'pcsc', why: 'no-reason' }],
    ['gave way', null],
  ])('%s: nobody has looked', async (_case, said) => {
    const answer = views.ask('look', 'R0', []);
    views.answered(seated!, (await asked()).lookId, said);
    await expect(answer).rejects.toMatchObject({ code: 'CARD_IN_WORK' });
  });

  it('a desk part that ends in the middle: nobody has looked', async () => {
    const answer = views.ask('look', 'R0', []);
    await asked();
    views.left(seated!);
    await expect(answer).rejects.toMatchObject({ code: 'CARD_IN_WORK' });
  });

  it('nobody at the seat: PC/SC alone', async () => {
    seated = undefined;
    expect(await views.ask('look', 'R0', [])).toEqual({ by: 'pcsc', why: 'no-desk' });
  });
});

describe('a saga that wants the card', () => {
  it('waits for nobody where nobody looks', async () => {
    await views.giveWay();
    expect(heard).toEqual([]);
  });

  it('has it as soon as the look is stopped, and not before', async () => {
    const answer = views.ask('look', 'R0', []);
    answer.catch(() => undefined);
    const { lookId } = await asked();
    let free = false;
    const waiting = views.giveWay().then(() => (free = true));
    expect(await asked()).toEqual({ say: 'give-way', lookId });
    expect(free).toBe(false);
    views.answered(seated!, lookId, null);
    await waiting;
    await expect(answer).rejects.toMatchObject({ code: 'CARD_IN_WORK' });
  });

  it('does not wait for a desk part that does not give way', async () => {
    const answer = views.ask('look', 'R0', []);
    answer.catch(() => undefined);
    await asked();
    await views.giveWay();
    views.left(seated!);
    await expect(answer).rejects.toMatchObject({ code: 'CARD_IN_WORK' });
  });
});
