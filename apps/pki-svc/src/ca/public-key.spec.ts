import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { cardKey } from '../../test/memory-ca.js';
import { certifiablePublicKey } from './public-key.js';

interface Vector {
  name: string;
  what: string;
  kind: string | null;
  spkiBase64: string;
}
const { keys } = JSON.parse(
  readFileSync(new URL('../../test/vectors/rsa-public-keys.json', import.meta.url), 'utf8'),
) as { keys: Vector[] };

const openssl = (argv: string[], input?: Buffer): Buffer =>
  execFileSync('openssl', argv, { ...(input && { input }), stdio: ['pipe', 'pipe', 'ignore'] });
const generated = (options: string[], publicOptions: string[] = []): Buffer =>
  openssl(['pkey', '-pubout', '-outform', 'DER', ...publicOptions], openssl(['genpkey', ...options]));
const p256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const curve25519 = (oidEnd: '6e' | '70', keyHex: string): Buffer =>
  Buffer.from(`302a300506032b65${oidEnd}032100${keyHex}`, 'hex');

/** undefined: the CA certifies the key. */
const refusedAs = (spki: Buffer): string | undefined => {
  try {
    certifiablePublicKey(spki);
    return undefined;
  } catch (error) {
    const { code, details } = error as { code: string; details: { kind: string } };
    return `${code} ${details.kind}`;
  }
};

describe('public keys that are certified', () => {
  it.each(['ECCP256', 'ECCP384', 'ED25519', 'X25519', 'RSA2048'] as const)('%s', (algorithm) => {
    expect(certifiablePublicKey(cardKey(algorithm).spki).algorithm).toBe(algorithm);
  });

  it('the key identifier is SHA-256 cut to 160 bits (RFC 7093)', () => {
    expect(certifiablePublicKey(cardKey('ECCP256').spki).keyIdentifier).toHaveLength(20);
  });

  it('the same key is looked at again with the same result', () => {
    const { spki } = cardKey('ED25519');
    expect(certifiablePublicKey(Buffer.from(spki))).toEqual(certifiablePublicKey(spki));
  });
});

describe('RSA keys of kinds that are known to be bad', () => {
  it.each(keys.map(({ name, what, kind, spkiBase64 }) => [name, what, kind, spkiBase64] as const))(
    '%s (%s): %s',
    (_name, _what, kind, spkiBase64) => {
      expect(refusedAs(Buffer.from(spkiBase64, 'base64'))).toBe(
        kind === null ? undefined : `PKI_PUBLIC_KEY_REJECTED ${kind}`,
      );
    },
  );

  it('the refusal says in words which kind it is', () => {
    const roca = keys.find(({ name }) => name === 'roca-2048')!;
    expect(() => certifiablePublicKey(Buffer.from(roca.spkiBase64, 'base64'))).toThrow(
      'The public key is not allowed: it has the ROCA fingerprint (CVE-2017-15361), so its private key can be computed',
    );
  });

  it('refuses / RSA 1024', () => {
    const spki = generated(['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024']);
    expect(refusedAs(spki)).toBe('PKI_PUBLIC_KEY_REJECTED algorithm');
  });

  it('refuses / a key whose private key is published (RFC 9500)', () => {
    const published =
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjVuKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==';
    expect(refusedAs(Buffer.from(published, 'base64'))).toBe('PKI_PUBLIC_KEY_REJECTED published');
  });
});

describe('elliptic curve keys', () => {
  it.each([
    ['another curve', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
    ['Ed448', ['-algorithm', 'ED448']],
  ])('refuses / %s', (_, options) => {
    expect(refusedAs(generated(options))).toBe('PKI_PUBLIC_KEY_REJECTED algorithm');
  });

  it('refuses / a point off the curve, the point at infinity, coordinates beyond the field', () => {
    const { spki } = cardKey('ECCP256');
    const head = spki.subarray(0, -65);
    const off = Buffer.from(spki);
    off[off.length - 1]! ^= 1;
    const infinity = Buffer.from('3019301306072a8648ce3d020106082a8648ce3d03010703020000', 'hex');
    const beyond = Buffer.concat([head, Buffer.of(0x04), Buffer.alloc(64, 0xff)]);
    // Node 20 aborts its process when the details of the second one are asked for.
    for (const each of [off, infinity, beyond]) expect(refusedAs(each)).toBe('PKI_PUBLIC_KEY_REJECTED not-a-key');
  });

  it('refuses / the same key in a second encoding: compressed, hybrid, with its curve spelled out', () => {
    const { spki } = cardKey('ECCP256');
    const [x, y] = [spki.subarray(-64, -32), spki.subarray(-32)];
    const odd = y[31]! & 1;
    const hybrid = Buffer.concat([spki.subarray(0, -65), Buffer.of(6 + odd), x, y]);
    const compressed = Buffer.concat([
      Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'),
      Buffer.of(2 + odd),
      x,
    ]);
    const explicit = openssl(
      ['ec', '-pubin', '-inform', 'DER', '-pubout', '-outform', 'DER', '-param_enc', 'explicit'],
      spki,
    );
    for (const each of [hybrid, compressed, explicit]) {
      // OpenSSL takes each of them for the same key.
      expect(createPublicKey({ key: each, format: 'der', type: 'spki' }).asymmetricKeyDetails?.namedCurve).toBe(
        'prime256v1',
      );
      expect(refusedAs(each)).toBe('PKI_PUBLIC_KEY_REJECTED encoding');
    }
    expect(explicit.length).toBeGreaterThan(spki.length);
  });

  it('refuses / trailing bytes, no key at all', () => {
    const trailing = Buffer.concat([generated(p256), Buffer.of(0)]);
    for (const each of [trailing, Buffer.alloc(0), Buffer.from('no key')])
      expect(refusedAs(each)).toMatch(/^PKI_PUBLIC_KEY_REJECTED (not-a-key|encoding)$/);
  });

  // RFC 8032: the eight points of small order and other encodings of them; 32 octets that are no point.
  it.each([
    ['0000000000000000000000000000000000000000000000000000000000000000', 'small-order'],
    ['0100000000000000000000000000000000000000000000000000000000000000', 'small-order'],
    ['ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'small-order'],
    ['c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'small-order'],
    ['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'small-order'],
    ['0200000000000000000000000000000000000000000000000000000000000000', 'off-curve'],
    ['eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'off-curve'],
    ['0100000000000000000000000000000000000000000000000000000000000080', 'off-curve'],
    // [1]B + the point of order 8 above.
    ['98519eadf35b995233b51b5cd23e9cc5a28b639b5a4af0ec903cb960d81b7819', 'mixed-order'],
  ])('refuses / Ed25519 %s: %s', (hex, kind) => {
    expect(refusedAs(curve25519('70', hex))).toBe(`PKI_PUBLIC_KEY_REJECTED ${kind}`);
  });

  it.each([
    ['0000000000000000000000000000000000000000000000000000000000000000', 'small-order'],
    ['0100000000000000000000000000000000000000000000000000000000000000', 'small-order'],
    ['e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'small-order'],
    ['5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157', 'small-order'],
    ['ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'small-order'],
    ['edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'off-curve'],
    ['0900000000000000000000000000000000000000000000000000000000000080', 'off-curve'],
  ])('refuses / X25519 %s: %s', (hex, kind) => {
    expect(refusedAs(curve25519('6e', hex))).toBe(`PKI_PUBLIC_KEY_REJECTED ${kind}`);
  });
});
