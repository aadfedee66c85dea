/** A change of a PIN that is known, against the simulated card: what it costs, and what a cut leaves. */
import { describe, expect, it } from '@jest/globals';
import { readCardImage } from '@cardwright/card-session/piv/card-image';
import { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { SimulatedReaders } from '../../reader/simulated-readers.js';
import { RefusedPins } from '../../secrets/refused-pins.js';
import { SecretBag } from '../../secrets/secret-bag.js';
import { CardKnowledge } from './card-knowledge.js';
import { executorOf } from './piv-steps.js';
import type { StepContext, StepFields } from './step.js';

const change = { kind: 'change-pin', from: 'pin.old', to: 'pin.holder' } as const;
/** After an attempt that was cut off. */
const cut = { ...change, mayBeSet: true } as const;

/** A card with the PIN 123456 and three tries, in a reader and connected. */
async function changing() {
  const readers = new SimulatedReaders(['Simulated 0']);
  const card = new SimulatedCard({});
  await readers.insert('Simulated 0', card);
  const piv = new PivSession(await readers.connectExclusive('Simulated 0'));
  const bag = new SecretBag();
  const context: StepContext = {
    piv,
    knowledge: new CardKnowledge(await readCardImage(piv)),
    bag,
    refusedPins: new RefusedPins().of('request'),
    pinRule: undefined,
    sealToVault: () => Promise.reject(new Error('nothing is sealed here')),
  };
  return {
    ...{ bag, card, piv },
    /** Answers how many APDUs it took. */
    run: async (step: CardStep): Promise<number> => {
      const before = piv.apdus;
      const fields: StepFields = await executorOf(step).execute(step, context);
      expect(fields).toEqual({});
      return piv.apdus - before;
    },
    typed: (old: string, next: string): void => {
      bag.hold('pin.old', new TextEncoder().encode(old));
      bag.hold('pin.holder', new TextEncoder().encode(next));
    },
    tries: async () => (await card.snapshot()).pin.retriesRemaining,
  };
}

describe('a change of a PIN that is known', () => {
  it('[C01] takes the old PIN, and one that was refused costs no second try and is forgotten with the new one', async () => {
    const { run, bag, card, typed, tries } = await changing();
    for (const next of ['73920518', '28645179']) {
      typed('99998888', next);
      await expect(run(change)).rejects.toMatchObject({
        code: 'CARD_PIN_INCORRECT',
        details: { retriesRemaining: 2 },
      });
      expect([bag.has('pin.old'), bag.has('pin.holder'), await tries()]).toEqual([false, false, 2]);
    }
    typed('123456', '73920518');
    expect(await run(change)).toBe(2);
    expect([await card.hasPin('73920518'), await tries()]).toEqual([true, 3]);
  });

  it('[C01] after a cut, a card that has the new PIN already is left as it is', async () => {
    const { run, card, piv, typed, tries } = await changing();
    typed('123456', '73920518');
    await run(change);
    // As the reset at the end of the card session does.
    await piv.forgetPin();
    // Its answer was lost, and the person types the same two again.
    typed('123456', '73920518');
    expect(await run(cut)).toBe(2);
    expect([await card.hasPin('73920518'), await tries()]).toEqual([true, 3]);
  });

  it('[C01] after a cut, a card that has the old PIN takes the new one and has all its tries', async () => {
    const { run, card, typed, tries } = await changing();
    typed('123456', '73920518');
    expect(await run(cut)).toBe(4);
    expect([await card.hasPin('73920518'), await tries()]).toEqual([true, 3]);
  });

  it('[C01] after a cut, a card that lacks a try is not asked for the new PIN: it did not take one just now', async () => {
    const { run, card, typed, tries } = await changing();
    typed('99998888', '73920518');
    await expect(run(change)).rejects.toMatchObject({ code: 'CARD_PIN_INCORRECT' });
    typed('77777777', '73920518');
    await expect(run(cut)).rejects.toMatchObject({ code: 'CARD_PIN_INCORRECT', details: { retriesRemaining: 1 } });
    expect(await tries()).toBe(1);
    // A value that was refused is not sent with the last try either.
    typed('77777777', '73920518');
    await expect(run(cut)).rejects.toMatchObject({ code: 'CARD_PIN_INCORRECT', details: { sent: false } });
    expect(await tries()).toBe(1);
    typed('123456', '73920518');
    await run(cut);
    expect([await card.hasPin('73920518'), await tries()]).toEqual([true, 3]);
  });
});
