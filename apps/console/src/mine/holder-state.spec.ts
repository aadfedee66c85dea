import { expect, it } from '@jest/globals';
import type { Device } from '../api/types.js';
import { canBegin, isKey } from './holder-state.js';
import * as german from './mine.de.js';
import * as english from './mine.en.js';
import { happenedOf, purposeOf, saidOf, validityOf } from './mine.text.js';

it.each<[Device['state'], Device['pin'], string]>([
  ['ACTIVE', 'set', 'Active'],
  ['ACTIVE', 'blocked', 'PIN blocked'],
  ['ACTIVE', 'must-change', 'PIN to be chosen'],
  ['PENDING_ACTIVATION', 'initial', 'Pending'],
  ['ASSIGNED', null, 'To be set up'],
  ['ISSUING', null, 'Being set up'],
  ['SUSPENDED', 'blocked', 'Suspended'],
  ['TERMINATED', 'set', 'No longer valid'],
  ['REPLACED', 'set', 'Replaced'],
  ['EXPIRED', 'set', 'Expired'],
])('[C01, C15] a card that is %s with PIN %s is shown as %s', (state, pin, word) =>
  expect(saidOf({ state, pin }).word).toBe(word),
);

it.each([
  ['MISPLACED', 'Reported misplaced', 'If you have it again, choose “I have it again”.'],
  ['FORGOTTEN', 'Reported forgotten', 'If you have it again, choose “I have it again”.'],
  ['REPORTED_LOST', 'Reported lost', 'Ask your help desk if you have it again: an operator decides.'],
  ['REPORTED_STOLEN', 'Reported stolen', 'Ask your help desk if you have it again: an operator decides.'],
] as const)('a card that its holder reported as %s: %s, since when, and who decides', (reason, word, whose) => {
  const suspendedFor = [{ reason, since: '2026-11-28T12:00:00Z', byHolder: true }];
  expect(saidOf({ state: 'SUSPENDED', pin: 'set', suspendedFor })).toEqual({
    word,
    hint: `You reported it on Nov 28, 2026. Nobody can use it since then. ${whose}`,
  });
});

it('a card that an operator suspended is suspended, and its holder is not told why', () => {
  const suspendedFor = [{ reason: null, since: '2026-11-28T12:00:00Z', byHolder: false }];
  expect(saidOf({ state: 'SUSPENDED', pin: 'set', suspendedFor }).word).toBe('Suspended');
});

it.each([
  ['9A', 'Signing in'],
  ['9C', 'Signing documents and mail'],
  ['9D', 'Reading encrypted mail'],
  ['9E', 'Opening doors'],
  ['82', 'Reading old mail'],
])('the key %s is for: %s', (keyReference, said) => expect(purposeOf({ keyReference })).toBe(said));

it.each([
  ['9A', 'HELD', null, 'Suspended'],
  ['9A', 'REVOKED', '2027-01-01T00:00:00Z', 'No longer valid'],
  ['9A', 'REQUESTED', null, 'Not ready yet'],
  ['9A', 'ACTIVE', '2027-01-01T00:00:00Z', 'until Jan 1, 2027'],
  // Its certificate may have expired long ago: the key opens old mail all the same.
  ['82', 'ACTIVE', '2020-01-01T00:00:00Z', 'Stays on the card'],
] as const)('a certificate of %s that is %s: %s, %s', (keyReference, state, notAfter, said) =>
  expect(validityOf({ keyReference, state, notAfter })).toBe(said),
);

it.each([
  ['UPDATE', 'COMPLETED', '2026-11-28T00:00:00Z', 'The card was updated.'],
  ['UNLOCK', 'AWAITING_USER', null, 'A new PIN is to be chosen.'],
  ['UPDATE', 'CANCELLED', '2026-11-28T00:00:00Z', 'An update of the card was stopped.'],
] as const)('what happened: %s, %s, %s', (type, state, finishedAt, said) =>
  expect(happenedOf({ type, state, finishedAt })).toBe(said),
);

it('a security key is told from a card', () =>
  expect(['yubikey-5', 'strict'].map((modelId) => isKey({ modelId }))).toEqual([true, false]));

it('[C01] holders read none of our words, in neither language', () => {
  const said = [english, german].map((texts) => spoken(Object.values(texts)));
  expect(said[1]).toHaveLength(said[0]!.length);
  const ours =
    /\b(saga|APDU|PUK|slot|key ?set|reprovision(ed|ing)?|workflow|9[ACDE]|agent|workstation|PIV|profile?|certificateHold|Arbeitsplatz|Schlüsselsatz)\b/i;
  expect(said.flat().filter((sentence) => ours.test(sentence) && sentence !== 'Reprovision my card')).toEqual([]);
});

/** Every text in there, of functions what they say of something. */
function spoken(it: unknown): string[] {
  if (typeof it === 'string') return [it];
  if (typeof it === 'function') return spoken((it as (...args: string[]) => unknown)('x', 'x'));
  return typeof it === 'object' && it !== null ? Object.values(it).flatMap(spoken) : [];
}

it.each([
  ['nothing', null, [true, true, true]],
  ['something that is not known yet', undefined, [false, false, false]],
  ['an update that runs', { type: 'UPDATE', state: 'IN_PROGRESS' }, [false, false, false]],
  [
    'a change of the PIN that waits for the PINs',
    { type: 'CHANGE_PIN', state: 'AWAITING_USER' },
    [false, false, false],
  ],
  ['an update that has stopped', { type: 'UPDATE', state: 'FAILED' }, [true, true, true]],
  ['a change of the PIN that has stopped', { type: 'CHANGE_PIN', state: 'FAILED' }, [true, true, true]],
  ['a reprovision that has stopped', { type: 'REPROVISION', state: 'FAILED' }, [false, false, true]],
] as const)(
  '[C01] while %s is under way, a PIN, a change of it and a reprovision can be begun: %j',
  (_what, underWay, can) => {
    const kinds = ['UNLOCK', 'CHANGE_PIN', 'REPROVISION'] as const;
    expect(kinds.map((type) => canBegin(type, underWay))).toEqual(can);
  },
);
