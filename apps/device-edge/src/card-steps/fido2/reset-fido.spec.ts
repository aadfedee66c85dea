/** The reset of the FIDO application against the simulated card: only right after it got its power, with a touch, and whatever is cut it can be asked again. */
import { describe, expect, it } from '@jest/globals';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import type { FidoTouch } from '@cardwright/simulated-card/fido/authenticator/touch';
import { passkeyFor, PasskeyBench } from '../../../test/support/passkey-bench.js';

const reset = { kind: 'reset-fido' } as const;
const personal = passkeyFor('ada', { relyingPartyId: 'personal.example' });

/** With a PIN and a passkey of its holder, and the time of the card. */
async function used(): Promise<{ bench: PasskeyBench; pass: (ms: number) => void; touched: (how: FidoTouch) => void }> {
  let now = 0;
  let touch: FidoTouch = 'given';
  const bench = await PasskeyBench.withPin({ now: () => now, touch: () => touch });
  await bench.run(personal);
  return { bench, pass: (ms) => void (now += ms), touched: (how) => void (touch = how) };
}

describe('the reset of the FIDO application', () => {
  it('asks for the card to be put in again when it comes too late, and leaves everything as it was', async () => {
    const { bench, pass } = await used();
    pass(10_000);
    for (let times = 0; times < 2; times++)
      await expect(bench.run(reset)).rejects.toMatchObject({ code: 'FIDO_RESET_NEEDS_REINSERT' });
    // Another operation is no new power-up.
    await bench.begin();
    await expect(bench.run(reset)).rejects.toMatchObject({ code: 'FIDO_RESET_NEEDS_REINSERT' });
    expect(await bench.credentials()).toHaveLength(1);
    await bench.insert();
    expect(await bench.run(reset)).toEqual({});
    const { fido } = await bench.card.snapshot();
    expect([fido!.credentials, fido!.pinSet]).toEqual([[], false]);
  });

  it('waits for a touch, and without one asks for the card again afterwards', async () => {
    const { bench, pass, touched } = await used();
    await bench.insert();
    touched('refused');
    await expect(bench.run(reset)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(await bench.credentials()).toHaveLength(1);
    touched('given');
    pass(30_000);
    await expect(bench.run(reset)).rejects.toMatchObject({ code: 'FIDO_RESET_NEEDS_REINSERT' });
  });

  it('may be repeated', async () => {
    const { bench } = await used();
    await bench.insert();
    await bench.run(reset);
    expect(await bench.run(reset)).toEqual({});
  });

  const moments: readonly CutMoment[] = ['before', 'inside', 'after'];
  it.each([0, 1, 2, 3].flatMap((apdu) => moments.map((when) => ({ apdu, when }))))(
    'cut at APDU $apdu, $when, ends with nothing when the card is put in again',
    async (cut) => {
      const { bench } = await used();
      await bench.insert();
      bench.card.armCut(cut);
      await bench.run(reset).catch(() => undefined);
      bench.card.armCut(undefined);
      await bench.insert();
      await bench.run(reset);
      const { fido } = await bench.card.snapshot();
      expect([fido!.credentials, fido!.pinSet]).toEqual([[], false]);
    },
  );
});
