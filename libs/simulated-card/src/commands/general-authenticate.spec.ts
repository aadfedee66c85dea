import {
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  publicDecrypt,
  constants,
  createHash,
  verify,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { concat, toHex } from '@cardwright/card-protocol/bytes';
import { symmetricAlgorithms } from '@cardwright/card-protocol/piv/algorithm';
import { decodeTlvs, encodeTlv, requireValue, unwrapTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { Terminal } from '../../test/terminal.js';
import { encryptBlock } from '../crypto/block-cipher.js';
import { wellKnownManagementKey } from '../card/factory.js';

const publicKey = async (terminal: Terminal, reference: string) =>
  createPublicKey({
    key: Buffer.from((await terminal.card.snapshot()).keys[reference]!.publicKeySpkiBase64, 'base64'),
    format: 'der',
    type: 'spki',
  });

const use = (algorithm: string, reference: string, tag: number, input: Uint8Array): [string, Uint8Array] => [
  `87${algorithm}${reference}`,
  encodeTlv(0x7c, concat(encodeTlv(0x82), encodeTlv(tag, input))),
];
const result = (answer: Uint8Array): Uint8Array => requireValue(decodeTlvs(unwrapTlv(answer, 0x7c)), 0x82);

/** The answer of a use of a private key, over short pieces. */
async function used(terminal: Terminal, algorithm: string, reference: string, tag: number, input: Uint8Array) {
  const [header, data] = use(algorithm, reference, tag, input);
  let rest = data;
  for (; rest.length > 255; rest = rest.subarray(255))
    await terminal.ok(`10${header}ff${toHex(rest.subarray(0, 255))}`);
  return result(await terminal.ok(`00${header}${toHex(Uint8Array.of(rest.length))}${toHex(rest)}00`));
}

describe('9B', () => {
  it.each(symmetricAlgorithms.map(({ name }) => name))('authenticates mutually with %s', async (algorithm) => {
    const terminal = await Terminal.with({ factory: { managementKeyAlgorithm: algorithm } });
    const { id, blockLength } = symmetricAlgorithms.find((row) => row.name === algorithm)!;
    const p1 = toHex(Uint8Array.of(id));
    const key = wellKnownManagementKey(algorithm);
    const witness = requireValue(decodeTlvs(unwrapTlv(await terminal.ok(`0087${p1}9b047c028000`), 0x7c)), 0x80);
    const { createDecipheriv } = await import('node:crypto');
    const name = algorithm === '3DES' ? 'des-ede3-ecb' : `aes-${key.length * 8}-ecb`;
    const decipher = createDecipheriv(name, key, null).setAutoPadding(false);
    const plain = Buffer.concat([decipher.update(witness), decipher.final()]);
    const challenge = new Uint8Array(blockLength).fill(7);
    const data = encodeTlv(0x7c, concat(encodeTlv(0x80, plain), encodeTlv(0x81, challenge)));
    const answer = await terminal.ok(`0087${p1}9b${toHex(Uint8Array.of(data.length))}${toHex(data)}`);
    expect(result(answer)).toEqual(encryptBlock(algorithm, key, challenge));
    expect(await terminal.sw('0047009a05ac03800111')).not.toBe('6982');
  });

  it('answers a witness request under its own algorithm only', async () => {
    for (const dialect of ['vendor', 'strict'] as const) {
      const terminal = await Terminal.with({ dialect, factory: { managementKeyAlgorithm: 'AES256' } });
      const answers = await Promise.all(['03', '08', '0a', '0c'].map((id) => terminal.sw(`0087${id}9b047c028000`)));
      expect(answers.map((sw) => sw === '9000')).toEqual([false, false, false, true]);
    }
  });

  it('refuses / a wrong key, a witness used twice, an answer without a question', async () => {
    const terminal = await Terminal.with();
    expect(await terminal.administer('AES192', new Uint8Array(24))).toBe('6982');
    expect(await terminal.sw('0047009a05ac03800111')).toBe('6982');
    expect(await terminal.administer()).toBe('9000');
    const challenge = (await terminal.ok('00870a9b047c02810000')).slice(4);
    expect(await terminal.sw('0047009a05ac03800111')).toBe('6982');
    const answer = toHex(encryptBlock('AES192', wellKnownManagementKey('AES192'), challenge));
    expect(await terminal.sw(`00870a9b147c128210${'00'.repeat(16)}`)).toBe('6982');
    expect(await terminal.sw(`00870a9b147c128210${answer}`)).toBe('6982');
  });
});

describe('private keys', () => {
  it('sign a ready digest with ECDSA, shorter ones padded in front', async () => {
    const terminal = await Terminal.with();
    await terminal.administer();
    await terminal.verify();
    for (const [id, hash, curve] of [
      ['11', 'sha256', 'P-256'],
      ['14', 'sha384', 'P-384'],
      ['14', 'sha256', 'P-384'],
    ] as const) {
      await terminal.generate('9a', id);
      const key = await publicKey(terminal, '9A');
      expect(key.export({ format: 'jwk' }).crv).toBe(curve);
      const signature = await used(terminal, id, '9a', 0x81, createHash(hash).update('text').digest());
      expect(verify(hash, Buffer.from('text'), key, signature)).toBe(true);
    }
  });

  it('do RSA on whole blocks', async () => {
    const terminal = await Terminal.with();
    await terminal.administer();
    await terminal.verify();
    await terminal.generate('9d', '07');
    const block = new Uint8Array(256).fill(0x5a);
    block[0] = 0;
    const answer = await used(terminal, '07', '9d', 0x81, block);
    const key = { key: await publicKey(terminal, '9D'), padding: constants.RSA_NO_PADDING };
    expect(new Uint8Array(publicDecrypt(key, answer))).toEqual(block);
    const [header, short] = use('07', '9d', 0x81, block.subarray(1));
    expect(await terminal.chain(header, short)).toBe('6a80');
    const [, above] = use('07', '9d', 0x81, new Uint8Array(256).fill(0xff));
    expect(await terminal.chain(header, above)).toBe('6a80');
  });

  it('agree keys over P-256, P-384 and X25519, and refuse a point off the curve', async () => {
    const terminal = await Terminal.with();
    await terminal.administer();
    await terminal.verify();
    for (const [id, curve, length] of [
      ['11', 'P-256', 32],
      ['14', 'P-384', 48],
    ] as const) {
      await terminal.generate('9d', id);
      const ours = generateKeyPairSync('ec', { namedCurve: curve });
      const jwk = ours.publicKey.export({ format: 'jwk' });
      const point = concat(Uint8Array.of(4), Buffer.from(jwk.x!, 'base64url'), Buffer.from(jwk.y!, 'base64url'));
      const secret = diffieHellman({ privateKey: ours.privateKey, publicKey: await publicKey(terminal, '9D') });
      expect(await used(terminal, id, '9d', 0x85, point)).toEqual(new Uint8Array(secret));
      const off = Uint8Array.from(point);
      off[length * 2]! ^= 1;
      expect(await terminal.chain(...use(id, '9d', 0x85, off))).toBe('6a80');
    }
    await terminal.generate('9d', 'e1');
    const ours = generateKeyPairSync('x25519');
    const raw = Buffer.from(ours.publicKey.export({ format: 'jwk' }).x!, 'base64url');
    const secret = diffieHellman({ privateKey: ours.privateKey, publicKey: await publicKey(terminal, '9D') });
    expect(await used(terminal, 'e1', '9d', 0x85, raw)).toEqual(new Uint8Array(secret));
    expect(await terminal.chain(...use('e1', '9d', 0x85, new Uint8Array(32)))).toBe('6a80');
    expect(await terminal.chain(...use('e1', '9d', 0x81, new Uint8Array(32)))).toBe('6a80');
  });

  it('refuse / no key, another algorithm, a digest that is too long, the attestation key', async () => {
    const terminal = await Terminal.with();
    await terminal.administer();
    await terminal.verify();
    const digest = new Uint8Array(32).fill(1);
    expect(await terminal.chain(...use('11', '9a', 0x81, digest))).toBe('6a80');
    await terminal.generate('9a', '11');
    expect(await terminal.chain(...use('14', '9a', 0x81, digest))).toBe('6a80');
    expect(await terminal.chain(...use('11', '9a', 0x81, new Uint8Array(33)))).toBe('6a80');
    expect(await terminal.chain(...use('11', '9a', 0x81, new Uint8Array(0)))).toBe('6a80');
    expect(await terminal.chain(...use('11', 'f9', 0x81, digest))).toBe('6a80');
    const strict = await Terminal.with({ dialect: 'strict' });
    expect(await strict.chain(...use('11', '9a', 0x81, digest))).toBe('6a88');
  });
});

describe('PIN rules', () => {
  const digest = new Uint8Array(32).fill(1);
  const sign = (terminal: Terminal, reference: string) => terminal.chain(...use('11', reference, 0x81, digest));

  it.each(['vendor', 'strict'] as const)('9A once, 9C before each use, 9E never: %s', async (dialect) => {
    const terminal = await Terminal.with({ dialect, factory: { managementKeyAlgorithm: 'AES128' } });
    await terminal.administer('AES128');
    for (const reference of ['9a', '9c', '9e']) await terminal.generate(reference, '11');
    expect(await sign(terminal, '9e')).toBe('9000');
    expect(await sign(terminal, '9a')).toBe('6982');
    await terminal.verify();
    expect([await sign(terminal, '9a'), await sign(terminal, '9a')]).toEqual(['9000', '9000']);
    await terminal.verify();
    expect([await sign(terminal, '9c'), await sign(terminal, '9c')]).toEqual(['9000', '6982']);
    await terminal.verify();
    await terminal.sw('00cb3fff035c017e00');
    // The standard: VERIFY directly before; the vendor: VERIFY since the last use.
    expect(await sign(terminal, '9c')).toBe(dialect === 'vendor' ? '9000' : '6982');
  });

  it('are the ones given at generation on the vendor card, and 6A80 on the strict one', async () => {
    const terminal = await Terminal.with();
    await terminal.administer();
    await terminal.generate('9a', '11', 'aa0101ab0101');
    await terminal.generate('9e', '11', 'aa0103');
    expect(await sign(terminal, '9a')).toBe('9000');
    expect(await sign(terminal, '9e')).toBe('6982');
    await terminal.verify();
    expect([await sign(terminal, '9e'), await sign(terminal, '9e')]).toEqual(['9000', '6982']);
    expect(await terminal.sw('0047009a08ac06800111aa0109')).toBe('6a80');
    const strict = await Terminal.with({ dialect: 'strict', factory: { managementKeyAlgorithm: '3DES' } });
    await strict.administer('3DES');
    expect(await strict.sw('0047009a08ac06800111aa0101')).toBe('6a80');
  });

  it('ask for a touch where the key does', async () => {
    let touched = true;
    const terminal = await Terminal.with({ touch: () => touched });
    await terminal.administer();
    await terminal.verify();
    await terminal.generate('9a', '11', 'ab0102');
    expect(await sign(terminal, '9a')).toBe('9000');
    touched = false;
    expect(await sign(terminal, '9a')).toBe('6982');
  });
});
