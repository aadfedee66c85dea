import { expect, it } from '@jest/globals';
import { credentialHash } from './credential-hash.js';
import { isRecorded, recordedIdOf } from './recorded-passkey.js';

const listed = {
  ...{ providerId: 'p-1', credentialIds: ['AAEC', 'AAECAA'], displayName: '', aaguid: null },
  createdAt: '2026-11-30T10:00:00.000Z',
};

it.each([
  ['by the id of the provider', 'p-1', null, true],
  ['by either form of the id of its credential', 'p-2', credentialHash('AAECAA'), true],
  ['not by another one', 'p-2', credentialHash('AAED'), false],
  ['not where nothing is known yet', null, null, false],
])('is the one on record %s', (_how, providerId, credentialIdSha256Hex, expected) => {
  expect(isRecorded(listed, { providerId, credentialIdSha256Hex })).toBe(expected);
});

it('says the id of the credential that has the hash', () => {
  expect(recordedIdOf(listed, { credentialIdSha256Hex: credentialHash('AAECAA') })).toBe('AAECAA');
  expect(recordedIdOf(listed, { credentialIdSha256Hex: null })).toBeUndefined();
});
