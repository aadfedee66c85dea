/** Everything that an issue does to a card, by PivSession, against both dialects of the simulated card in process. */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  verify as verifySignature,
  diffieHellman,
  createPrivateKey,
} from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { concat, fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { encodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { encodeChuid } from '@cardwright/card-protocol/piv/chuid';
import { encodeKeyHistory } from '@cardwright/card-protocol/piv/key-history';
import { emsaPkcs1v15 } from '@cardwright/card-protocol/piv/pkcs1';
import { encodeSpki } from '@cardwright/card-protocol/piv/public-key';
import { uuidBytes } from '@cardwright/card-protocol/piv/uuid';
import { AttestationRoot } from '@cardwright/simulated-card/attestation/attestation';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { readCardImage } from '../src/piv/card-image.js';
import { wellKnownFactory } from '@cardwright/simulated-card/card/factory';
import { PivSession } from '../src/piv/piv-session.js';
import { InProcessTransport } from './in-process.transport.js';
import { ascii, authenticate, stockManagementKey } from './management-key.js';

const failure = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ name: 'CardwrightError', code, details: expect.objectContaining(details) });
const spkiKey = (spki: Uint8Array): ReturnType<typeof createPublicKey> =>
  createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });

let card: SimulatedCard;
let session: PivSession;
const open = async (dialect: 'vendor' | 'strict'): Promise<void> => {
  card = new SimulatedCard({ dialect, ...(dialect === 'strict' && { factory: wellKnownFactory('3DES') }) });
  session = new PivSession(new InProcessTransport(card));
  await session.select();
};

describe.each([
  ['vendor', 'AES192'],
  ['strict', '3DES'],
] as const)('%s dialect', (dialect, algorithm) => {
  beforeEach(() => open(dialect));

  it('9B by relayed witness; a wrong key is CARD_KEY_REJECTED', async () => {
    await expect(authenticate(session, algorithm, stockManagementKey(algorithm).reverse())).rejects.toThrow(
      failure('CARD_KEY_REJECTED'),
    );
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    await session.putData(0x5fc107, fromHex('f000fe00'));
    expect(toHex(await session.getData(0x5fc107))).toBe('f000fe00');
  });

  it('refuses / a write without 9B', async () => {
    await expect(session.putData(0x5fc107, fromHex('fe00'))).rejects.toThrow(
      failure('CARD_SECURITY_STATUS', { sw: '6982' }),
    );
  });

  it('a long object, chained and extended, reads back; erased it is gone', async () => {
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    const content = Uint8Array.from({ length: 1500 }, (_, i) => i & 0xff);
    await session.putData(0x5fc105, content);
    expect(await session.findData(0x5fc105)).toEqual(content);
    session.channel.offerExtendedLength(dialect);
    expect(await session.findData(0x5fc102)).toBeUndefined();
    await session.putData(0x5fc10a, content);
    expect(await session.findData(0x5fc10a)).toEqual(content);
    expect(session.channel.extendedLength).toBe(dialect === 'vendor');
    await session.putData(0x5fc105, new Uint8Array(0));
    expect(await session.findData(0x5fc105)).toBeUndefined();
  });

  it('generates and proves an ECC key by signature', async () => {
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    const key = await session.generateKeyPair(0x9a, 'ECCP256');
    const digest = createHash('sha256').update('nonce').digest();
    await expect(session.signOrDecipher(0x9a, 'ECCP256', digest)).rejects.toThrow(failure('CARD_SECURITY_STATUS'));
    await session.verifyPin(ascii('123456'));
    const signature = await session.signOrDecipher(0x9a, 'ECCP256', digest);
    expect(verifySignature('sha256', Buffer.from('nonce'), spkiKey(encodeSpki(key)), signature)).toBe(true);
  });

  it('generates and proves an RSA key by signature', async () => {
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    const key = await session.generateKeyPair(0x9c, 'RSA2048');
    await session.verifyPin(ascii('123456'));
    const block = emsaPkcs1v15('SHA-256', createHash('sha256').update('nonce').digest(), 256);
    const signature = await session.signOrDecipher(0x9c, 'RSA2048', block);
    expect(verifySignature('sha256', Buffer.from('nonce'), spkiKey(encodeSpki(key)), signature)).toBe(true);
    // 9C asks for the PIN before every use.
    await expect(session.signOrDecipher(0x9c, 'RSA2048', block)).rejects.toThrow(failure('CARD_SECURITY_STATUS'));
  });

  it('agrees by ECDH', async () => {
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    const key = await session.generateKeyPair(0x9d, 'ECCP384');
    await session.verifyPin(ascii('123456'));
    const peer = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const { x, y } = peer.publicKey.export({ format: 'jwk' });
    const point = concat(Uint8Array.of(4), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url'));
    const privateKey = createPrivateKey({
      key: peer.privateKey.export({ format: 'der', type: 'pkcs8' }),
      format: 'der',
      type: 'pkcs8',
    });
    expect(toHex(await session.keyAgreement(0x9d, 'ECCP384', point))).toBe(
      diffieHellman({ privateKey, publicKey: spkiKey(encodeSpki(key)) }).toString('hex'),
    );
  });

  it('PIN: wrong, changed, blocked, reset by the PUK', async () => {
    await expect(session.verifyPin(ascii('000000'))).rejects.toThrow(
      failure('CARD_PIN_INCORRECT', { retriesRemaining: 2 }),
    );
    expect(await session.pinStatus()).toEqual({ verified: false, retriesRemaining: 2, blocked: false });
    await session.changePin(ascii('123456'), ascii('13579246'));
    await session.verifyPin(ascii('13579246'));
    expect(await session.pinStatus()).toEqual({ verified: true, retriesRemaining: null, blocked: false });
    await session.forgetPin();
    expect((await session.pinStatus()).verified).toBe(false);
    for (const left of [2, 1])
      await expect(session.verifyPin(ascii('000000'))).rejects.toThrow(
        failure('CARD_PIN_INCORRECT', { retriesRemaining: left }),
      );
    await expect(session.verifyPin(ascii('000000'))).rejects.toThrow(failure('CARD_PIN_BLOCKED'));
    expect(await session.pinStatus()).toMatchObject({ blocked: true, retriesRemaining: 0 });
    await expect(session.resetPin(ascii('00000000'), ascii('24681357'))).rejects.toThrow(
      failure('CARD_PUK_INCORRECT', { retriesRemaining: 2 }),
    );
    await session.resetPin(ascii('12345678'), ascii('24681357'));
    await session.verifyPin(ascii('24681357'));
    expect(await card.hasPin('24681357')).toBe(true);
  });

  it('refuses / a PIN that the wire cannot carry, before sending anything', async () => {
    const before = session.apdus;
    await expect(session.verifyPin(ascii('123456789'))).rejects.toThrow(failure('PIN_POLICY'));
    expect(session.apdus).toBe(before);
  });

  it('[D21] the card image: no authentication, no write, no PIN try', async () => {
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    const key = await session.generateKeyPair(0x9a, 'ECCP256');
    const { certificateDer: certificate } = await AttestationRoot.create();
    await session.putData(0x5fc105, encodeCertificateObject({ certificate: gzipSync(certificate), gzip: true }));
    await session.putData(
      0x5fc102,
      encodeChuid(
        {
          fascN: {
            agencyCode: '9999',
            systemCode: '9999',
            credentialNumber: '999999',
            credentialSeries: '0',
            individualCredentialIssue: '1',
            personIdentifier: '0000000000',
            organizationalCategory: '3',
            organizationalIdentifier: '0000',
            associationCategory: '1',
          },
          cardUuid: uuidBytes('6ba7b810-9dad-41d1-80b4-00c04fd430c8'),
          expirationDate: '2031-01-31',
        },
        fromHex('3000'),
      ),
    );
    await session.close('reset');
    const before = await card.snapshot();
    const image = await readCardImage(session);
    expect(await card.snapshot()).toEqual(before);
    const vendor = dialect === 'vendor';
    expect(image).toMatchObject({
      identity: vendor ? { scheme: 'ykserial', value: '10000001' } : { scheme: 'cplc' },
      version: vendor ? '5.7.2' : null,
      extendedLength: vendor,
      managementKey: { algorithm, factory: vendor ? true : null },
      pin: { retriesRemaining: 3, blocked: false, factory: vendor ? true : null },
      puk: { retriesRemaining: vendor ? 3 : null },
      chuid: { guidHex: '6BA7B8109DAD41D180B400C04FD430C8', expirationDate: '2031-01-31' },
    });
    expect(image.keyReferences.map((each) => each.keyReference)).toEqual(['9A', '9C', '9D', '9E']);
    expect(image.keyReferences[0]).toMatchObject({
      keyPresent: vendor ? true : null,
      algorithm: vendor ? 'ECCP256' : null,
      publicKeySpkiBase64: vendor ? Buffer.from(encodeSpki(key)).toString('base64') : null,
      certificateDerBase64: Buffer.from(certificate).toString('base64'),
    });
    const chuid = image.dataObjects.find((each) => each.tagHex === '5FC102')!;
    expect(chuid.sha256Hex.toLowerCase()).toBe(
      createHash('sha256')
        .update(await session.getData(0x5fc102))
        .digest('hex'),
    );
    expect(image.apdus).toBeLessThanOrEqual(20);
  });

  it('the image looks at retired key references that Key History names, or at all', async () => {
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    await session.putData(
      0x5fc10c,
      encodeKeyHistory({ keysWithOnCardCerts: 1, keysWithOffCardCerts: 2, offCardCertUrl: 'http://a/b' }),
    );
    const names = (image: Awaited<ReturnType<typeof readCardImage>>): string[] =>
      image.keyReferences.map((each) => each.keyReference);
    expect(names(await readCardImage(session))).toEqual(['9A', '9C', '9D', '9E', '82', '94', '95']);
    expect(names(await readCardImage(session, { scope: 'full' }))).toHaveLength(24);
  });

  it('a torn certificate object is in the image, without a certificate', async () => {
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    await session.putData(0x5fc101, fromHex('7081ff01'));
    const image = await readCardImage(session);
    expect(image.dataObjects.map((each) => each.tagHex)).toContain('5FC101');
    expect(image.keyReferences.find((each) => each.keyReference === '9E')?.certificateDerBase64).toBeNull();
  });

  it('[D10] power gone in the middle of a write is CARD_OUTCOME_UNKNOWN, in a read CARD_REMOVED', async () => {
    await authenticate(session, algorithm, stockManagementKey(algorithm));
    card.armCut({ apdu: 2, when: 'inside' });
    await expect(session.putData(0x5fc105, new Uint8Array(900))).rejects.toThrow(failure('CARD_OUTCOME_UNKNOWN'));
    await card.powerOn();
    await session.select();
    card.armCut({ apdu: 0, when: 'before' });
    await expect(session.getData(0x5fc105)).rejects.toThrow(failure('CARD_REMOVED'));
  });
});

describe('vendor extensions', () => {
  beforeEach(async () => {
    await open('vendor');
    await authenticate(session, 'AES192', stockManagementKey('AES192'));
  });

  it('version, serial, metadata; no metadata where no key is', async () => {
    expect([await session.getVersion(), await session.getSerial()]).toEqual(['5.7.2', '10000001']);
    expect(await session.getMetadata(0x80)).toMatchObject({ factory: true, retriesTotal: 3 });
    await expect(session.getMetadata(0x9a)).rejects.toThrow(failure('CARD_OBJECT_NOT_FOUND'));
  });

  it('management key, PUK and try limits', async () => {
    await session.verifyPin(ascii('123456'));
    await session.setPinTries(5, 4);
    expect(await session.getMetadata(0x81)).toMatchObject({ retriesTotal: 4, factory: true });
    const next = new Uint8Array(32).fill(0x5a);
    await session.setManagementKey('AES256', next);
    expect([...new Set(next)]).toEqual([0x5a]);
    await session.changePuk(ascii('12345678'), ascii('87654321'));
    expect([await card.hasPuk('87654321'), await card.hasManagementKey(next)]).toEqual([true, true]);
    await session.close('reset');
    await session.select();
    await authenticate(session, 'AES256', next);
  });

  it('import, move, delete, attest', async () => {
    const { d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    await session.importKey(0x9d, 'ECCP256', { scalar: Uint8Array.from(Buffer.from(d!, 'base64url')) });
    expect(await session.getMetadata(0x9d)).toMatchObject({ origin: 'imported' });
    await session.moveKey(0x9d, 0x82);
    await expect(session.getMetadata(0x9d)).rejects.toThrow(failure('CARD_OBJECT_NOT_FOUND'));
    await session.deleteKey(0x82);
    await expect(session.getMetadata(0x82)).rejects.toThrow(failure('CARD_OBJECT_NOT_FOUND'));
    await session.generateKeyPair(0x9a, 'ECCP256', { pinPolicy: 'always', touchPolicy: 'cached' });
    expect(await session.getMetadata(0x9a)).toMatchObject({
      pinPolicy: 'always',
      touchPolicy: 'cached',
      origin: 'generated',
    });
    expect((await session.attestKey(0x9a))[0]).toBe(0x30);
  });

  it('reset only once PIN and PUK are blocked', async () => {
    await expect(session.resetApplication()).rejects.toThrow(failure('CARD_UNEXPECTED_STATUS'));
    for (let i = 0; i < 3; i++) await session.verifyPin(ascii('000000')).catch(() => undefined);
    for (let i = 0; i < 3; i++) await session.resetPin(ascii('00000000'), ascii('111111')).catch(() => undefined);
    await session.resetApplication();
    expect(await card.hasPin('123456')).toBe(true);
  });
});

describe('strict dialect', () => {
  it('has no vendor instruction: CARD_CAPABILITY_MISSING', async () => {
    await open('strict');
    await expect(session.getVersion()).rejects.toThrow(failure('CARD_CAPABILITY_MISSING', { sw: '6D00' }));
    await expect(session.setManagementKey('AES128', new Uint8Array(16))).rejects.toThrow(
      failure('CARD_CAPABILITY_MISSING'),
    );
  });
});

describe('another card', () => {
  it.each(['6A82', '6A88', '6999', '6D00', '6E00', '6A81', '6A86'])(
    'that answers %s to SELECT is CARD_NOT_PIV',
    async (sw) => {
      const other = new PivSession({
        readerName: 'x',
        contactless: false,
        atr: fromHex('3B00'),
        transmit: () => Promise.resolve(fromHex(sw)),
        close: () => Promise.resolve(),
      });
      await expect(readCardImage(other)).rejects.toThrow(failure('CARD_NOT_PIV', { sw }));
    },
  );
});
