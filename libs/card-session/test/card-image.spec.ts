/** What an image says of cards that do not answer by the book: the quirks of the simulated card, one at a time. */
import { describe, expect, it } from '@jest/globals';
import { deflateSync, gzipSync } from 'node:zlib';
import { concat, fromHex } from '@cardwright/card-protocol/bytes';
import { encodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { AttestationRoot } from '@cardwright/simulated-card/attestation/attestation';
import { newCardState, factoryState } from '@cardwright/simulated-card/card/factory';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import type { CardState } from '@cardwright/simulated-card/card/card-state';
import { readCardImage, type ReadCardImageOptions } from '../src/piv/card-image.js';
import { certificateIn } from '../src/piv/certificate-content.js';
import { ExtendedLengthMemory } from '../src/apdu/extended-length.js';
import { PivSession } from '../src/piv/piv-session.js';
import { InProcessTransport } from './in-process.transport.js';
import { ascii, authenticate, stockManagementKey } from './management-key.js';

const failure = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ name: 'CardwrightError', code, details: expect.objectContaining(details) });

const sessionOf = (card: SimulatedCard, memory = new ExtendedLengthMemory()): PivSession =>
  new PivSession(new InProcessTransport(card), { extendedLengths: memory });
const imageOf = (options: SimulatedCardOptions, scope: ReadCardImageOptions = {}) =>
  readCardImage(sessionOf(new SimulatedCard(options)), scope);
/** A vendor card that holds these objects (content of tag 53). */
async function holding(objects: Record<string, Uint8Array>, quirks: string[] = []): Promise<SimulatedCard> {
  const state: CardState = newCardState('vendor', 4711, factoryState('vendor'));
  for (const [tag, content] of Object.entries(objects)) state.objects[tag] = Buffer.from(content).toString('hex');
  const store = new MemoryStore();
  await store.save(state);
  return new SimulatedCard({ store, quirks });
}

describe('extended APDUs that the card does not take', () => {
  it.each(['extended-6f00', 'extended-not-transacted'])(
    '%s: an issued card does not inspect as blank',
    async (quirk) => {
      const { certificateDer } = await AttestationRoot.create();
      const objects = {
        '5FC105': concat(encodeTlv(0x70, certificateDer), fromHex('710100FE00')),
        '5FC107': fromHex('F000FE00'),
      };
      const memory = new ExtendedLengthMemory();
      const card = await holding(objects, [quirk]);
      const image = await readCardImage(sessionOf(card, memory));
      expect(image.extendedLength).toBe(false);
      expect(image.dataObjects.map(({ tagHex }) => tagHex)).toEqual(['5FC105', '5FC107', '7E']);
      expect(image.keyReferences[0]!.certificateDerBase64).toBe(Buffer.from(certificateDer).toString('base64'));
      expect(image.unanswered).toEqual([]);
      // Remembered: the next session of this process asks short from the start.
      const again = await readCardImage(sessionOf(card, memory));
      expect(again.apdus).toBe(image.apdus - 1);
    },
  );

  it('extended data that the card does not take: read back, written in pieces, and nothing is lost', async () => {
    const card = new SimulatedCard({ quirks: ['extended-data-6f00'] });
    const session = sessionOf(card);
    await readCardImage(session);
    await authenticate(session, 'AES192', stockManagementKey('AES192'));
    const content = Uint8Array.from({ length: 1500 }, (_, i) => i & 0xff);
    await session.putData(0x5fc105, content);
    expect(await session.getData(0x5fc105)).toEqual(content);
    const before = session.apdus;
    await session.putData(0x5fc10a, content);
    // Six pieces, and no second try in one.
    expect(session.apdus - before).toBe(6);
    await session.verifyPin(ascii('123456'));
  });
});

describe('"could not ask" is not "is not there"', () => {
  it.each<[what: string, quirk: string, unanswered: { subject: string; statusHex: string }]>([
    ['a certificate object', 'refuse=CB.5FC105:6F00', { subject: '5FC105', statusHex: '6F00' }],
    ['the CHUID', 'refuse=CB.5FC102:6581', { subject: '5FC102', statusHex: '6581' }],
    ['the CCC', 'refuse=CB.5FC107:6985', { subject: '5FC107', statusHex: '6985' }],
    ['the Security Object, shown after the PIN', 'refuse=CB.5FC106:6982', { subject: '5FC106', statusHex: '6982' }],
    ['the key of 9C', 'refuse=F7.9C:6F00', { subject: '9C', statusHex: '6F00' }],
  ])('%s', async (_what, quirk, unanswered) => {
    const image = await imageOf({ quirks: [quirk] });
    expect(image.unanswered).toEqual([unanswered]);
    expect(image.keyReferences.map(({ keyPresent }) => keyPresent)).toEqual(
      ['9A', '9C', '9D', '9E'].map((name) => (name === unanswered.subject ? null : false)),
    );
  });

  it('the same word for an object that is there: nothing of it is claimed', async () => {
    const card = await holding({ '5FC105': fromHex('7000710100FE00') }, ['refuse=CB.5FC105:6F00']);
    const image = await readCardImage(sessionOf(card));
    expect(image.dataObjects.map(({ tagHex }) => tagHex)).toEqual(['7E']);
    expect(image.unanswered).toEqual([{ subject: '5FC105', statusHex: '6F00' }]);
  });

  it.each(['6A82', '6A88'])('%s is absent', async (sw) => {
    expect((await imageOf({ quirks: [`refuse=CB.5FC107:${sw}`] })).unanswered).toEqual([]);
  });

  it.each(['6A88', '6A80', '6A82'])('%s to GET METADATA is no key', async (sw) => {
    const image = await imageOf({ quirks: [`refuse=F7.9A:${sw}`] });
    expect([image.keyReferences[0]!.keyPresent, image.unanswered]).toEqual([false, []]);
  });

  it('a Key History that was not answered says nothing: every retired key reference is looked at', async () => {
    const image = await imageOf({ quirks: ['refuse=CB.5FC10C:6F00'] });
    expect(image.keyReferences).toHaveLength(24);
  });

  it('tries of PIN and PUK: unknown, and reported for the one that nothing else shows', async () => {
    const image = await imageOf({ quirks: ['refuse=F7.80:6F00', 'refuse=20:6F00'] });
    expect(image.pin).toEqual({ retriesRemaining: null, retriesTotal: null, factory: null, blocked: false });
    expect(image.unanswered).toEqual([{ subject: 'PIN', statusHex: '6F00' }]);
    expect((await imageOf({ quirks: ['refuse=F7.80:6F00'] })).pin.retriesRemaining).toBe(3);
  });

  it('the management key’s algorithm', async () => {
    const image = await imageOf({ dialect: 'strict', quirks: ['refuse=87.9B:6F00'] });
    expect(image.managementKey.algorithm).toBeNull();
    expect(image.unanswered).toEqual([{ subject: '9B', statusHex: '6F00' }]);
  });
});

describe('which card it is', () => {
  it.each([
    ['serial number', 'refuse=F8:6F00', '6F00'],
    ['version', 'refuse=FD:6581', '6581'],
  ])('a vendor card that does not answer its %s is an error, not another card', async (_what, quirk, sw) => {
    await expect(imageOf({ quirks: [quirk] })).rejects.toThrow(failure('CARD_UNEXPECTED_STATUS', { sw }));
  });

  it('a card without vendor instructions that answers them with 6F00 is known by its CPLC, and that is said', async () => {
    const image = await imageOf({ dialect: 'strict', serial: 7, quirks: ['refuse=F8:6F00', 'refuse=FD:6F00'] });
    expect(image.identity).toEqual((await imageOf({ dialect: 'strict', serial: 7 })).identity);
    expect(image.unanswered).toEqual([
      { subject: 'version', statusHex: '6F00' },
      { subject: 'serial', statusHex: '6F00' },
    ]);
  });

  it('neither answered and nothing else to know it by: an error, not "no identity"', async () => {
    await expect(imageOf({ quirks: ['refuse=F8:6F00', 'refuse=FD:6F00'] })).rejects.toThrow(
      failure('CARD_UNEXPECTED_STATUS', { sw: '6F00', subject: 'identity' }),
    );
  });

  it('a CPLC that was not answered does not make a card image number of it', async () => {
    await expect(imageOf({ dialect: 'strict', quirks: ['refuse=CA.7F:6F00'] })).rejects.toThrow(
      failure('CARD_UNEXPECTED_STATUS', { sw: '6F00', subject: 'identity' }),
    );
  });
});

describe('phantom keys', () => {
  it('metadata of nothing: no key', async () => {
    const image = await imageOf({ quirks: ['metadata-empty'] });
    expect(image.keyReferences.map(({ keyPresent }) => keyPresent)).toEqual([false, false, false, false]);
    expect(image.managementKey).toEqual({ algorithm: 'AES192', factory: true });
  });

  it('a card that answers 9000 to whatever it does not know says nothing of its keys', async () => {
    const image = await imageOf({ quirks: ['metadata-silent'] });
    expect(image.keyReferences.map(({ keyPresent }) => keyPresent)).toEqual([null, null, null, null]);
    expect(image).toMatchObject({ managementKey: { algorithm: 'AES192' }, pin: { retriesRemaining: 3 } });
    expect(image.unanswered).toEqual([]);
  });
});

describe('certificates in the forms of the field', () => {
  it.each([
    'certinfo-80-gzip',
    'certinfo-81-gzip',
    'certinfo-00-gzip',
    'certinfo-01-zlib',
    'certinfo-81-plain',
    'certificate-mscuid-lrc',
    'certificate-no-fe',
    'certificate-fe-filled',
  ])('%s is read', async (quirk) => {
    const image = await imageOf({ quirks: [quirk] });
    expect(image.keyReferences[0]!.certificateDerBase64).toMatch(/^MII/);
    expect(image.dataObjects[0]).toEqual({
      tagHex: '5FC105',
      sha256Hex: expect.any(String),
      length: expect.any(Number),
    });
  });

  it('anything else is present and unreadable', async () => {
    const image = await imageOf({ quirks: ['certificate-garbled'] });
    expect(image.keyReferences[0]!.certificateDerBase64).toBeNull();
    expect(image.dataObjects[0]).toMatchObject({ tagHex: '5FC105', unreadable: true });
  });

  it('the same for every object', async () => {
    const card = await holding({
      '5FC102': fromHex('3019AA'),
      '5FC107': fromHex('0102'),
      '5FC106': fromHex('BA0100'),
      '5FC10C': fromHex('C10102'),
      '5FC10B': fromHex('70820300'),
    });
    const image = await readCardImage(sessionOf(card));
    const seen = Object.fromEntries(image.dataObjects.map(({ tagHex, unreadable }) => [tagHex, unreadable]));
    expect(seen).toEqual({
      '5FC102': true,
      '5FC107': true,
      '5FC106': true,
      '5FC10C': true,
      '5FC10B': true,
      '7E': undefined,
    });
    expect([image.chuid, image.keyReferences.length]).toEqual([null, 24]);
  });

  it('a few KiB that unpack to far more are refused, not unpacked', () => {
    for (const pack of [gzipSync, deflateSync]) {
      const bomb = concat(encodeTlv(0x70, pack(new Uint8Array(10_000_000).fill(0x30))), fromHex('710181FE00'));
      expect(bomb.length).toBeLessThan(20_000);
      expect(certificateIn(bomb)).toBeUndefined();
    }
  });

  it('filling bytes behind a certificate are none of it', async () => {
    const { certificateDer } = await AttestationRoot.create();
    const content = concat(encodeTlv(0x70, certificateDer, new Uint8Array(40)), fromHex('710100FE00'));
    expect(certificateIn(content)).toEqual(Uint8Array.from(certificateDer));
  });
});

describe('the attestation key, before anything is attested', () => {
  it('its certificate is in the image; a card without one says so', async () => {
    const attestationRoot = await AttestationRoot.create();
    const image = await imageOf({ attestationRoot });
    expect(image.attesterDerBase64).toMatch(/^MII/);
    expect(image.dataObjects.map(({ tagHex }) => tagHex)).toEqual(['7E']);
    expect((await readCardImage(sessionOf(await holding({})))).attesterDerBase64).toBeNull();
  });

  it('one that cannot be read is none; one that was not answered is not said; a standard card is not asked', async () => {
    expect((await readCardImage(sessionOf(await holding({ '5FFF01': fromHex('0102') })))).attesterDerBase64).toBeNull();
    const unanswered = await imageOf({ quirks: ['refuse=CB.5FFF01:6F00'] });
    expect([unanswered.attesterDerBase64, unanswered.unanswered]).toEqual([undefined, []]);
    expect(await imageOf({ dialect: 'strict' })).not.toHaveProperty('attesterDerBase64');
  });
});
