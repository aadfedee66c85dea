import { expect, it } from '@jest/globals';
import { credentialHash } from './credential-hash.js';
import { newAmong, newSince } from './new-passkeys.js';

const passkey = (providerId: string, credentialIds: string[]) => ({
  ...{ providerId, credentialIds, displayName: '', aaguid: null, createdAt: '2026-11-30T10:00:00.000Z' },
});

it('is new what nobody knows by its credential id, whichever of its forms that is', () => {
  const listed = [
    passkey('p-1', ['AAEC']),
    passkey('p-2', ['AAED', 'AAEDAA']),
    passkey('p-3', ['AAEE']),
    passkey('p-4', []),
  ];
  const known = ['AAEC', 'AAEDAA'].map(credentialHash);
  expect(newAmong(listed, known).map(({ providerId }) => providerId)).toEqual(['p-3']);
});

it.each([
  ['5 s before the others were asked for, as clocks differ', '2026-11-30T10:00:05.000Z', ['p-1']],
  ['earlier: not', '2026-11-30T10:00:05.001Z', []],
  ['at any time, where that was not kept', undefined, ['p-1']],
])('is new what was registered %s', (_when, askedAt, expected) => {
  const remembered = { known: [credentialHash('AAED')], ...(askedAt !== undefined && { askedAt }) };
  const listed = [passkey('p-1', ['AAEC']), passkey('p-2', ['AAED']), passkey('p-3', ['AAEE'])];
  expect(newSince(listed, remembered, [credentialHash('AAEE')]).map(({ providerId }) => providerId)).toEqual(expected);
});
