import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../bytes.js';
import { encodeAuthenticatorData, parseAuthenticatorData } from './authenticator-data.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const [hash, x, y] = ['11'.repeat(32), 'aa'.repeat(32), 'bb'.repeat(32)];
const plain = `${hash} 05 00000007`;
const attested = `${hash} c5 00000001 000102030405060708090a0b0c0d0e0f 0002 cafe a5010203262001215820${x}225820${y} a16b6372656450726f7465637402`;

describe('authenticator data', () => {
  it('of an assertion', () => {
    const data = {
      rpIdHash: fromHex(hash),
      userPresent: true,
      userVerified: true,
      backupEligible: false,
      backupState: false,
      signCount: 7,
    };
    expect(parseAuthenticatorData(fromHex(plain))).toEqual(data);
    expect(toHex(encodeAuthenticatorData(data))).toBe(plain.replaceAll(' ', ''));
  });

  it('of a new credential, with extensions', () => {
    const data = {
      rpIdHash: fromHex(hash),
      userPresent: true,
      userVerified: true,
      backupEligible: false,
      backupState: false,
      signCount: 1,
      attestedCredential: {
        aaguid: fromHex('000102030405060708090a0b0c0d0e0f'),
        credentialId: fromHex('cafe'),
        publicKey: { x: fromHex(x), y: fromHex(y) },
      },
      extensions: new Map([['credProtect', 2]]),
    };
    expect(parseAuthenticatorData(fromHex(attested))).toEqual(data);
    expect(toHex(encodeAuthenticatorData(data))).toBe(attested.replaceAll(' ', ''));
  });

  it('of a synced passkey', () =>
    expect(parseAuthenticatorData(fromHex(`${hash} 19 00000000`))).toMatchObject({
      userPresent: true,
      userVerified: false,
      backupEligible: true,
      backupState: true,
    }));

  it.each([
    ['nothing', '', 'FIELD_LENGTH'],
    ['a counter cut short', `${hash} 05 000000`, 'FIELD_LENGTH'],
    ['bytes that no flag announces', `${plain} 00`, 'FIELD_LENGTH'],
    ['a credential that is announced and not there', `${hash} 41 00000007`, 'FIELD_LENGTH'],
    ['an id longer than the data', `${hash} 41 00000007 ${'00'.repeat(16)} ffff cafe`, 'FIELD_LENGTH'],
    ['a key of another algorithm', attested.replace('a501020326', 'a501020327'), 'FIELD_VALUE'],
    ['a key that is cut', attested.slice(0, 160), 'CBOR_INVALID'],
    ['extensions that are announced and not there', `${hash} 85 00000007`, 'CBOR_INVALID'],
  ])('refuses / %s', (_name, hex, code) => expect(() => parseAuthenticatorData(fromHex(hex))).toThrow(failure(code)));
});
