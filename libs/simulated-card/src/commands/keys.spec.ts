import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { concat, toHex } from '@cardwright/card-protocol/bytes';
import { decodeTlvs, encodeTlv, requireValue, unwrapTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { Terminal, ascii, factoryPin } from '../../test/terminal.js';
import { wellKnownManagementKey } from '../card/factory.js';

const administered = async (options = {}): Promise<Terminal> => {
  const terminal = await Terminal.with(options);
  expect(await terminal.administer()).toBe('9000');
  return terminal;
};
const strictAdministered = async (): Promise<Terminal> => {
  const terminal = await Terminal.with({ dialect: 'strict', factory: { managementKeyAlgorithm: 'AES256' } });
  expect(await terminal.administer('AES256')).toBe('9000');
  return terminal;
};

describe('GENERATE ASYMMETRIC KEY PAIR', () => {
  it.each([
    ['07', 'RSA2048'],
    ['05', 'RSA3072'],
    ['11', 'ECCP256'],
    ['14', 'ECCP384'],
    ['e0', 'ED25519'],
    ['e1', 'X25519'],
  ])(
    'makes a key of algorithm %s (%s) and answers its public half',
    async (id, name) => {
      const terminal = await administered();
      const parts = decodeTlvs(unwrapTlv(await terminal.generate('9a', id), 0x7f49));
      const key = (await terminal.card.snapshot()).keys['9A']!;
      expect(key).toMatchObject({ algorithm: name, origin: 'generated', pinPolicy: 'once' });
      const spki = Buffer.from(key.publicKeySpkiBase64, 'base64');
      const value = requireValue(parts, id === '07' || id === '05' ? 0x81 : 0x86);
      expect(spki.includes(Buffer.from(value))).toBe(true);
    },
    30_000,
  );

  it('replaces a key', async () => {
    const terminal = await administered();
    expect(await terminal.generate('9a', '11')).not.toEqual(await terminal.generate('9a', '11'));
  });

  it.each([
    ['6a86', '0047009b05ac03800111', 'no key reference'],
    ['6a86', '0047019a05ac03800111', 'P1'],
    ['6a80', '0047009a05ac03800115', 'an unknown algorithm'],
    ['6a80', '0047009a03ac018011', 'TLV cut short'],
    ['6a80', '0047009a00', 'no data'],
  ])('refuses / %s for %s: %s', async (sw, command) => {
    expect(await (await administered()).sw(command)).toBe(sw);
  });

  it('refuses / without 9B', async () => {
    expect(await (await Terminal.with()).sw('0047009a05ac03800111')).toBe('6982');
  });

  it('works on the strict card for 04 9A 9C 9D 9E, and with the algorithms of SP 800-78', async () => {
    const terminal = await strictAdministered();
    for (const reference of ['9a', '9c', '9d', '9e']) await terminal.generate(reference, '11');
    await terminal.generate('04', '27');
    for (const reference of ['82', '95', 'f9'])
      expect(await terminal.sw(`004700${reference}05ac03800111`)).toBe('6a86');
    for (const id of ['06', '16', 'e0', 'e1']) expect(await terminal.sw(`0047009a05ac038001${id}`)).toBe('6a80');
  });
});

describe('GET METADATA', () => {
  it('reports keys, PIN, PUK and 9B', async () => {
    const terminal = await administered();
    const point = requireValue(decodeTlvs(unwrapTlv(await terminal.generate('9c', '11', 'ab0103'), 0x7f49)), 0x86);
    const key = toHex(encodeTlv(0x86, point));
    expect(toHex(await terminal.ok('00f7009c00'))).toBe(`01011102020303030101${`0443${key}`}`);
    expect(toHex(await terminal.ok('00f7009b00'))).toBe('01010a02020001050101');
    await terminal.verify(ascii('99999999'));
    expect(toHex(await terminal.ok('00f7008000'))).toBe('0101ff05010106020302');
    await terminal.sw(`0024008110${ascii('12345678')}${ascii('87654321')}`);
    expect(toHex(await terminal.ok('00f7008100'))).toBe('0101ff05010006020303');
    expect(await terminal.sw('00f7009a00')).toBe('6a88');
  });
});

/** Data of IMPORT for a key of node:crypto. */
function importData(key: KeyObject): Uint8Array {
  const jwk = key.export({ format: 'jwk' });
  const part = (tag: number, value: string | undefined) => encodeTlv(tag, Buffer.from(value!, 'base64url'));
  if (jwk.kty === 'RSA')
    return concat(part(1, jwk.p), part(2, jwk.q), part(3, jwk.dp), part(4, jwk.dq), part(5, jwk.qi));
  return part(jwk.kty === 'EC' ? 6 : jwk.crv === 'Ed25519' ? 7 : 8, jwk.d);
}

describe('IMPORT, MOVE and DELETE KEY', () => {
  it.each([
    ['07', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
    ['11', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    ['14', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
    ['e0', () => generateKeyPairSync('ed25519').privateKey],
    ['e1', () => generateKeyPairSync('x25519').privateKey],
  ])('imports a key of algorithm %s', async (id, make) => {
    const terminal = await administered();
    const key = make();
    expect(await terminal.chain(`fe${id}82`, importData(key))).toBe('9000');
    const { publicKeySpkiBase64, origin } = (await terminal.card.snapshot()).keys['82']!;
    const pkcs8 = key.export({ format: 'pem', type: 'pkcs8' });
    const { createPublicKey } = await import('node:crypto');
    const expected = createPublicKey(createPrivateKey(pkcs8)).export({ format: 'der', type: 'spki' });
    expect([origin, publicKeySpkiBase64]).toEqual(['imported', expected.toString('base64')]);
  });

  it('refuses / to import without 9B, of the wrong size, with parts that do not fit together, into 9B', async () => {
    const key = importData(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    expect(await (await Terminal.with()).chain('fe1182', key)).toBe('6982');
    const terminal = await administered();
    expect(await terminal.chain('fe1482', key)).toBe('6a80');
    expect(await terminal.chain('fe1182', encodeTlv(6, new Uint8Array(32)))).toBe('6a80');
    expect(await terminal.chain('fe119b', key)).toBe('6a86');
    const rsa = importData(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
    rsa[rsa.length - 300]! ^= 1;
    expect(await terminal.chain('fe0782', rsa)).toBe('6a80');
    expect((await terminal.card.snapshot()).keys['82']).toBeUndefined();
  });

  it('moves a key to an empty place with all its properties, and deletes it', async () => {
    const terminal = await administered();
    await terminal.generate('9d', '11', 'aa0103');
    const before = (await terminal.card.snapshot()).keys['9D'];
    expect(await terminal.sw('00f6829d')).toBe('9000');
    expect((await terminal.card.snapshot()).keys).toMatchObject({ '82': before });
    expect((await terminal.card.snapshot()).keys['9D']).toBeUndefined();
    expect(await terminal.sw('00f6839d')).toBe('6a88');
    await terminal.generate('9d', '11');
    expect(await terminal.sw('00f6829d')).toBe('6985');
    expect(await terminal.sw('00f6ff82')).toBe('9000');
    expect(await terminal.sw('00f6ff82')).toBe('6a88');
    expect(await terminal.sw('00f682f9')).toBe('6a86');
    expect(await terminal.sw('00f6f99d')).toBe('6a86');
    expect(await (await Terminal.with()).sw('00f6829d')).toBe('6982');
  });
});

describe('SET MANAGEMENT KEY', () => {
  it('changes algorithm and value', async () => {
    const terminal = await administered();
    const key = new Uint8Array(32).fill(0x42);
    expect(await terminal.sw(`00ffffff230c9b20${toHex(key)}`)).toBe('9000');
    expect((await terminal.card.snapshot()).managementKey).toEqual({
      algorithm: 'AES256',
      factory: false,
      touchPolicy: 'never',
    });
    await terminal.card.reset();
    await terminal.ok('00a4040005a000000308');
    expect(await terminal.administer('AES256', key)).toBe('9000');
    expect(await terminal.sw(`00fffffe130a9b10${'00'.repeat(16)}`)).toBe('6a80');
    expect(await terminal.sw(`00fffffe13089b10${'07'.repeat(16)}`)).toBe('9000');
    expect((await terminal.card.snapshot()).managementKey).toMatchObject({
      algorithm: 'AES128',
      touchPolicy: 'always',
    });
  });

  it('refuses / without 9B', async () => {
    expect(await (await Terminal.with()).sw(`00ffffff230c9b20${'42'.repeat(32)}`)).toBe('6982');
  });
});

describe('SET PIN RETRIES and RESET', () => {
  it('sets limits and puts PIN and PUK back to factory', async () => {
    const terminal = await administered();
    await terminal.sw(`0024008010${factoryPin}${ascii('24681357')}`);
    expect(await terminal.sw('00fa0508')).toBe('9000');
    expect(await terminal.card.snapshot()).toMatchObject({
      pin: { retriesRemaining: 5, retriesTotal: 5, factory: true },
      puk: { retriesRemaining: 8, retriesTotal: 8, factory: true },
    });
    expect(await terminal.sw('00fa0303')).toBe('6982');
    await terminal.verify();
    expect(await terminal.sw('00fa0003')).toBe('6a86');
  });

  it('resets only a card whose PIN and PUK are blocked, and keeps the attestation key', async () => {
    const terminal = await administered();
    await terminal.generate('9a', '11');
    await terminal.putData('5fc102', Uint8Array.of(1, 2, 3));
    await terminal.sw(`00ffffff230c9b20${'42'.repeat(32)}`);
    const attestation = (await terminal.card.snapshot()).keys['F9'];
    expect(await terminal.sw('00fb0000')).toBe('6985');
    for (let i = 0; i < 3; i++) await terminal.verify(ascii('99999999'));
    expect(await terminal.sw('00fb0000')).toBe('6985');
    for (let i = 0; i < 3; i++) await terminal.sw(`002c008010${ascii('99999999')}${factoryPin}`);
    expect(await terminal.sw('00fb0000')).toBe('9000');
    const snapshot = await terminal.card.snapshot();
    expect(snapshot).toMatchObject({
      pin: { factory: true },
      puk: { factory: true },
      managementKey: { factory: true },
    });
    expect(snapshot.keys).toEqual({ F9: attestation });
    expect(Object.keys(snapshot.objects)).toEqual(['5FFF01']);
    expect(await terminal.card.hasManagementKey(wellKnownManagementKey('AES192'))).toBe(true);
    expect(await terminal.sw('0047009a05ac03800111')).toBe('6982');
  });
});
