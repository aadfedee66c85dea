/**
 * [A13] A card that another program keeps open for others as well: each batch has the card to itself, neither program can use what the other
 * has shown to the card, and what the other changes while a person is waited for is not worked on.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { selectPiv } from '@cardwright/card-protocol/piv/application';
import { encodeShort, type CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { padReferenceData, referenceData } from '@cardwright/card-protocol/piv/pin-format';
import { changeReferenceData, verify, verifyStatus } from '@cardwright/card-protocol/piv/reference-data-commands';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import { PivSession } from '@cardwright/card-session/piv/piv-session';
import { sealPin } from '@cardwright/sealing/sealed-pin';
import type { SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';
import type { OtherProgram } from '../reader/simulated-readers.js';

const identityText = 'ykserial:10000001';
const readerName = 'Reader 0';
/** Of a PIN that the card has: it may be older than any rule. */
const pinRule: PinRule = { minLength: 6, maxLength: 8, alphabet: 'ascii', forbidSequences: false };
const holderPin = '73920518';
const wrongPin = '40718263';
const written = { kind: 'put-data', tagHex: '5FC109', contentBase64: 'AAEC' } as const;

let bench: Workbench;
let other: OtherProgram;
let opened: BatchResult;
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});

const short = { usualMs: 20, verifiedMs: 60_000 };
const beside = async (turnPauses = short, card: SimulatedCardOptions = {}): Promise<void> => {
  bench = await makeWorkbench([card], { turnPauses });
  other = bench.readers.openElsewhere(readerName);
  await says(selectPiv());
  expect(await says(changeReferenceData(referenceData.pin, pin('123456'), pin(holderPin)))).toBe('9000');
};
let sequence: number;
const run = (steps: CardStep[], change: object = {}): Promise<BatchResult> =>
  bench.operations.execute(bench.batch({ batchId: `r-1/1/${(sequence += 1)}`, steps, ...change }));
const open = async ({ mayShare = true } = {}): Promise<void> => {
  sequence = 0;
  opened = await run([{ kind: 'request-witness' }], {
    open: { identityText, ...(mayShare && { mayShare }) },
  });
};
const supply = async (pin: string): Promise<void> => {
  const jwe = await sealPin({ pin, sessionKey: opened.sessionKey!, purpose: 'holder-pin', now: Date.now() });
  await bench.operations.sessionOf('d-1')!.takeHolderPin(jwe, 'holder-pin', pinRule, Date.now());
};
/** What the saga sends once the holder has typed the PIN. */
const verifyPin = async (pin = holderPin): Promise<BatchResult> => {
  await supply(pin);
  return run([{ kind: 'verify-pin', pin: 'pin.holder' }, { kind: 'request-witness' }]);
};
const write = (verified: BatchResult): Promise<BatchResult> =>
  run([bench.vault.answer(verified.results.at(-1)!.witnessHex!), written, { kind: 'request-witness' }]);

/** As the other program says it; answers the status word. */
const says = async (apdu: CommandApdu): Promise<string> =>
  toHex((await other.transmit(encodeShort(apdu))).slice(-2)).toUpperCase();
const pin = (text: string): Uint8Array =>
  padReferenceData(Buffer.from(text), { minLength: 6, maxLength: 8, alphabet: 'ascii' });
const otherVerifies = async (text = holderPin): Promise<string> => {
  await says(selectPiv());
  return says(verify(pin(text)));
};

const countResets = (): { count: number } => {
  const counted = { count: 0 };
  const card = bench.readers.cardIn(readerName)!;
  const reset = card.reset.bind(card);
  card.reset = () => {
    counted.count += 1;
    return reset();
  };
  return counted;
};

/** With the management key, as a program of a vendor does. */
const otherWrites = async (): Promise<void> => {
  const piv = new PivSession({
    ...{ readerName, atr: new Uint8Array(0), contactless: false },
    ...{ transmit: (command) => other.transmit(command), close: () => Promise.resolve() },
  });
  await piv.select();
  const answer = bench.vault.answer(toHex(await piv.requestWitness('AES192')));
  if (answer.kind !== 'authenticate-management-key') throw new TypeError('the vault answers a witness');
  await piv.answerWitness('AES192', fromHex(answer.witnessAnswerHex), fromHex(answer.challengeHex));
  await piv.putData(0x5fc102, fromHex('0101'));
};

describe('[A13, E6] beside another program', () => {
  it('a server that does not allow it: busy, and nothing went to the card', async () => {
    const seen: number[] = [];
    await beside(short, { cutAt: ({ ins }) => void seen.push(ins) });
    const before = seen.length;
    await expect(open({ mayShare: false })).rejects.toMatchObject({ code: 'CARD_BUSY' });
    expect(seen.slice(before)).toEqual([]);
  });

  it('the PIN and a write go through, each with the card to itself', async () => {
    await beside();
    await open();
    expect((await write(await verifyPin())).failure).toBeUndefined();
    const { objects } = await bench.readers.cardIn(readerName)!.snapshot();
    expect(Object.keys(objects)).toContain('5FC109');
  });

  it('while a person is waited for the other program works, without what we showed the card', async () => {
    await beside();
    await open();
    // The PIV application is not selected any more: the card was reset.
    expect(await says(verifyStatus())).not.toMatch(/^9000/);
    expect(await otherVerifies()).toBe('9000');
  });

  it('between the batches of one turn it waits, and finds no PIN and no 9B status afterwards', async () => {
    await beside();
    await open();
    const verified = await verifyPin();
    let answered: string | undefined;
    const waiting = says(verifyStatus()).then((status) => (answered = status));
    expect((await write(verified)).failure).toBeUndefined();
    expect(answered).toBeUndefined();
    await bench.operations.close(bench.lease());
    await waiting;
    expect(answered).not.toBe('9000');
    await says(selectPiv());
    expect(await says(verifyStatus())).toMatch(/^63C/);
  });

  it('a PIN that the other program has verified counts for nothing: a wrong one is refused', async () => {
    await beside();
    await otherVerifies();
    await open();
    expect(opened.image!.pin.retriesRemaining).toBe(3);
    await otherVerifies();
    const { failure } = await verifyPin(wrongPin);
    expect(failure?.error.code).toBe('CARD_PIN_INCORRECT');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['uses up a try of the PIN', () => otherVerifies(wrongPin)],
    ['writes to the card', () => otherWrites()],
  ])('the other program %s meanwhile: the card is opened again, and nothing was written', async (_, meanwhile) => {
    await beside();
    await open();
    await meanwhile();
    const before = await bench.readers.cardIn(readerName)!.snapshot();
    await expect(verifyPin()).rejects.toMatchObject({ code: 'CARD_WAS_RESET', details: { sent: false } });
    expect(await bench.readers.cardIn(readerName)!.snapshot()).toEqual(before);
    expect(bench.operations.heldBy(readerName)).toBeUndefined();
  });

  it('a reset by the other program while the PIN is typed changes nothing', async () => {
    await beside();
    await open();
    await other.transmit(encodeShort(selectPiv()));
    await bench.readers.cardIn(readerName)!.reset();
    expect((await write(await verifyPin())).failure).toBeUndefined();
  });

  it('a witness from before the wait is not answered: the card would take that for a wrong key', async () => {
    await beside();
    await open();
    await says(selectPiv());
    await expect(write(opened)).rejects.toMatchObject({ code: 'CARD_WAS_RESET', details: { sent: false } });
  });

  it('the server stays away after the PIN: the card is given back, and the next batch reads it first', async () => {
    await beside({ usualMs: 20, verifiedMs: 30 });
    await open();
    const verified = await verifyPin();
    expect(await says(selectPiv())).toBe('9000');
    await expect(write(verified)).rejects.toMatchObject({ code: 'CARD_WAS_RESET' });
  });

  it('reading does not reset the card; once its identity is known nothing at all is sent for it', async () => {
    const seen: number[] = [];
    await beside(short, { cutAt: ({ ins }) => void seen.push(ins) });
    const resets = countResets();
    bench.seen.inserted(readerName);
    expect((await bench.cards.inspect(readerName)).identity?.value).toBe('10000001');
    await otherVerifies();
    const before = seen.length;
    expect(await bench.cards.identify(readerName)).toBe(identityText);
    expect(await says(verifyStatus())).toBe('9000');
    expect([seen.length - before, resets.count]).toEqual([1, 0]);
  });

  it('looking for its card does not reset another one that is in use', async () => {
    bench = await makeWorkbench([{}, {}], { turnPauses: short });
    other = bench.readers.openElsewhere(readerName);
    const resets = countResets();
    const second = { identityText: 'ykserial:10000002', readerName, mayShare: true };
    await bench.operations.execute(bench.batch({ open: second, steps: [] }));
    expect(resets.count).toBe(0);
    expect(bench.operations.heldBy('Reader 1')).toBe('r-1');
  });

  it('the card pulled in a turn: the other program is not left waiting', async () => {
    await beside();
    await open();
    await verifyPin();
    const waiting = says(verifyStatus());
    await Promise.all([
      bench.readers.remove(readerName),
      expect(waiting).rejects.toMatchObject({ code: 'CARD_REMOVED' }),
    ]);
  });
});

describe.each(['before', 'after'] as const)(
  'the power goes %s a command that is no read, beside another program',
  (when) => {
    it('at every one: what is written is whole or was not begun', async () => {
      const reading = [0xa4, 0xcb, 0xc0, 0xfd, 0xf8, 0xf7];
      for (let cut = 0; ; cut++) {
        await beside({ usualMs: 1, verifiedMs: 60_000 });
        const card = bench.readers.cardIn(readerName)!;
        await open();
        const before = await card.snapshot();
        await says(selectPiv());
        let reached = -1;
        card.armCut(({ ins }) => (!reading.includes(ins) && (reached += 1) === cut ? when : undefined));
        const outcome = await verifyPin()
          .then((verified) => (verified.failure === undefined ? write(verified) : verified))
          .then(({ failure }) => failure?.error.code ?? 'done');
        card.armCut(undefined);
        if (reached < cut) {
          // VERIFY, a witness and its answer, PUT DATA, the next witness.
          expect([outcome, cut]).toEqual(['done', 5]);
          break;
        }
        expect(['CARD_REMOVED', 'CARD_OUTCOME_UNKNOWN']).toContain(outcome);
        const { objects } = await card.snapshot();
        const content = objects['5FC109'];
        expect([undefined, '000102']).toContain(content && toHex(content));
        expect({ ...objects, '5FC109': undefined }).toEqual({ ...before.objects, '5FC109': undefined });
        await bench.operations.stop();
        await bench.remove();
      }
    }, 30_000);
  },
);
