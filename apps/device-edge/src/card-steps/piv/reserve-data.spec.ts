import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { concat } from '@cardwright/card-protocol/bytes';
import { decodeCertificateObject, encodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { readCardImage } from '@cardwright/card-session/piv/card-image';
import { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { ObjectRoom } from '@cardwright/contracts/card/card-step';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { wellKnownFactory } from '@cardwright/simulated-card/card/factory';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import { SimulatedReaders } from '../../reader/simulated-readers.js';
import { RefusedPins } from '../../secrets/refused-pins.js';
import { SecretBag } from '../../secrets/secret-bag.js';
import { CardKnowledge } from './card-knowledge.js';
import { executorOf } from './piv-steps.js';
import { SpecVault } from '../../../test/support/vault.js';
import type { StepContext } from './step.js';

const reader = 'Simulated 0';
const [tag9a, tag9c] = ['5FC105', '5FC10A'];
const cannotGrow = { quirks: ['objects-cannot-grow'] };
const certificateOf = (bytes: number): Uint8Array => concat(Uint8Array.of(0x30), randomBytes(bytes - 1));
const objectOf = (certificate: Uint8Array): Uint8Array => encodeCertificateObject({ certificate, gzip: false });

/** A card in a reader with its management key proved. */
async function connect(card: SimulatedCard): Promise<StepContext> {
  const readers = new SimulatedReaders([reader]);
  await card.powerOn();
  await readers.insert(reader, card);
  const piv = new PivSession(await readers.connectExclusive(reader));
  const context: StepContext = {
    ...{ piv, knowledge: new CardKnowledge(await readCardImage(piv)), bag: new SecretBag(), pinRule: undefined },
    refusedPins: new RefusedPins().of('request'),
    sealToVault: () => Promise.resolve('sealed'),
  };
  const vault = await SpecVault.create();
  vault.algorithm = card.printed.dialect === 'strict' ? '3DES' : 'AES192';
  const ask = { kind: 'request-witness', algorithm: vault.algorithm } as const;
  const { witnessHex } = await executorOf(ask).execute(ask, context);
  const answer = vault.answer(witnessHex!);
  await executorOf(answer).execute(answer, context);
  return context;
}
const reserve = (context: StepContext, ...objects: ObjectRoom[]) => {
  const step = { kind: 'reserve-data', objects } as const;
  return executorOf(step).execute(step, context);
};
const objectsOf = async (card: SimulatedCard) => (await card.snapshot()).objects;

/** Written by a card that grows; from then on it does not, as one that was issued before anybody asked. */
async function issuedEarlier(
  options: SimulatedCardOptions,
  contents: Record<number, Uint8Array>,
): Promise<SimulatedCard> {
  const store = new MemoryStore();
  const first = new SimulatedCard({ ...options, store });
  const { piv } = await connect(first);
  for (const [tag, content] of Object.entries(contents)) await piv.putData(Number(tag), content);
  return new SimulatedCard({ ...options, ...cannotGrow, store });
}

const delivered: SimulatedCardOptions[] = [
  { dialect: 'vendor' },
  { dialect: 'strict', factory: wellKnownFactory('3DES') },
];
describe.each(delivered)('room on a card: $dialect', (options) => {
  it('that cannot grow is refused one byte above what an object holds, and all stays as it was', async () => {
    const [a, c] = [objectOf(certificateOf(600)), objectOf(certificateOf(500))];
    const card = await issuedEarlier(options, { 0x5fc105: a, 0x5fc10a: c });
    const context = await connect(card);
    const before = await objectsOf(card);
    await expect(
      reserve(
        context,
        { tagHex: tag9a, bytes: 609, wishedBytes: 1100 },
        { tagHex: tag9c, bytes: 510, wishedBytes: 1000 },
      ),
    ).rejects.toMatchObject({ code: 'CARD_OBJECT_CANNOT_GROW', details: { tagHex: '5FC10A', bytes: 510 } });
    expect(await objectsOf(card)).toEqual(before);
  });

  it('that cannot grow is given to an empty object once, and is there for longer content later', async () => {
    const card = new SimulatedCard({ ...options, ...cannotGrow });
    const context = await connect(card);
    const first = { tagHex: tag9a, bytes: 700, wishedBytes: 1200 };
    const second = { tagHex: tag9c, bytes: 0, wishedBytes: 1500 };
    expect(await reserve(context, first, second)).toEqual({
      room: { fixed: true, bytes: { '5FC105': 1200, '5FC10A': 1500 } },
    });
    expect(Object.keys(await objectsOf(card))).not.toContain(tag9a);
    await context.piv.putData(0x5fc105, objectOf(certificateOf(600)));
    await context.piv.putData(0x5fc105, objectOf(certificateOf(1100)));
    await expect(context.piv.putData(0x5fc105, objectOf(certificateOf(1300)))).rejects.toMatchObject({
      code: 'CARD_NO_SPACE',
    });
  });

  it('that is less than wished for and enough is taken', async () => {
    const card = await issuedEarlier(options, { 0x5fc105: new Uint8Array(800).fill(1) });
    const context = await connect(card);
    await context.piv.putData(0x5fc105, objectOf(certificateOf(500)));
    const before = await objectsOf(card);
    expect(await reserve(context, { tagHex: tag9a, bytes: 800, wishedBytes: 1300 })).toEqual({
      room: { fixed: true, bytes: { '5FC105': 800 } },
    });
    expect(await objectsOf(card)).toEqual(before);
  });

  it('that grows is asked for one empty object alone', async () => {
    const card = new SimulatedCard(options);
    const context = await connect(card);
    const before = await objectsOf(card);
    const objects = [tag9a, tag9c, '5FC10B'].map((tagHex) => ({ tagHex, bytes: 700, wishedBytes: 1200 }));
    expect(await reserve(context, ...objects)).toEqual({ room: { fixed: false, bytes: { '5FC105': 1200 } } });
    expect(await objectsOf(card)).toEqual(before);
  });

  const moments: CutMoment[] = ['before', 'after'];
  it.each(moments)(
    'pulled %s any command leaves a certificate that can be read, and the next attempt ends the same',
    async (when) => {
      const certificate = certificateOf(600);
      let cuts = 0;
      for (let apdu = 0; ; apdu += 1) {
        const card = await issuedEarlier(
          { ...options, tornWrite: 'atomic' },
          { 0x5fc105: new Uint8Array(1500).fill(1) },
        );
        const context = await connect(card);
        await context.piv.putData(0x5fc105, objectOf(certificate));
        card.armCut({ apdu, when });
        const room = { tagHex: tag9a, bytes: 900, wishedBytes: 1400 };
        const ended = await reserve(context, room).then(
          () => 'done',
          () => 'cut',
        );
        card.armCut(undefined);
        const standing = (await objectsOf(card))[tag9a]!;
        expect(decodeCertificateObject(standing)).toEqual({ certificate, compression: 'none' });
        expect([609, 1400]).toContain(standing.length);
        if (ended === 'done') break;
        cuts += 1;
        await expect(reserve(await connect(card), room)).resolves.toMatchObject({ room: {} });
      }
      expect(cuts).toBeGreaterThanOrEqual(4);
    },
  );
});
