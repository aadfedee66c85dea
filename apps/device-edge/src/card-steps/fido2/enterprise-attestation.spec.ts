/** Enterprise attestation against the simulated card: switched on once, with its PIN, wherever it was cut, and off again with a reset. */
import { describe, expect, it } from '@jest/globals';
import type { CtapSession } from '@cardwright/card-session/ctap/ctap-session';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { attestedSerial, passkeyFor, PasskeyBench } from '../../../test/support/passkey-bench.js';
import { enterpriseAttestation } from './enterprise-attestation.js';
import type { StepContext } from './step.js';

const enable = { kind: 'enable-enterprise-attestation', pin: 'pin.fido' } as const;
const asked = passkeyFor('ada', { enterpriseAttestation: true });
const isOn = async (bench: PasskeyBench): Promise<boolean> => (await bench.card.snapshot()).fido!.enterpriseAttestation;

describe('enterprise attestation', () => {
  it('is off in a new key, switched on once, and the passkey that is made then says which key it is', async () => {
    const bench = await PasskeyBench.withPin();
    const plain = await bench.run(asked);
    expect([plain.credential!.enterpriseAttestation, attestedSerial(plain)]).toEqual([undefined, null]);
    await bench.begin();
    const before = bench.session.apdus;
    expect(await bench.run(enable)).toEqual({});
    // Key agreement, token, the setting, and what the key says of it then.
    expect(bench.session.apdus - before).toBe(4);
    expect(await bench.run(enable)).toEqual({ outcome: 'already' });
    expect(bench.session.apdus - before).toBe(4);
    const made = await bench.run(asked);
    expect([made.credential!.enterpriseAttestation, attestedSerial(made)]).toEqual([true, '10000001']);
    expect(await bench.tries()).toBe(8);
  });

  it('is off again after a reset', async () => {
    const bench = await PasskeyBench.withPin();
    await bench.run(enable);
    expect(await isOn(bench)).toBe(true);
    await bench.insert();
    await bench.run({ kind: 'reset-fido' });
    expect(await isOn(bench)).toBe(false);
    await bench.run({ kind: 'set-fido-pin', pin: 'pin.fido' });
    expect(await bench.run(enable)).toEqual({});
  });

  it('is switched on by the PIN of the device, where that is the one for passkeys', async () => {
    const bench = await PasskeyBench.with({ pin: 'shared' });
    bench.type('123456', 'pin.operation');
    expect(await bench.run({ ...enable, pin: 'pin.operation' })).toEqual({});
    expect(await isOn(bench)).toBe(true);
  });

  it('stays off with a wrong PIN, of which one try is spent', async () => {
    const bench = await PasskeyBench.withPin();
    bench.type('000000');
    await expect(bench.run(enable)).rejects.toMatchObject({
      ...{ code: 'FIDO_PIN_INCORRECT', details: { retriesRemaining: 7 } },
    });
    expect(await isOn(bench)).toBe(false);
  });

  it.each([
    ['cannot do it', {}, 'CARD_CAPABILITY_MISSING'],
    ['says that it is off all the same', { ep: false }, 'CARD_VERIFY_FAILED'],
  ])('of a key that %s is refused', async (_name, options, code) => {
    const bench = await PasskeyBench.withPin();
    const fido = {
      info: () => Promise.resolve({ options }),
      pin: bench.session.pin,
      enableEnterpriseAttestation: () => Promise.resolve(),
    } as unknown as CtapSession;
    const context = { fido, bag: bench.bag, refusedPins: { has: () => false } } as unknown as StepContext;
    await expect(enterpriseAttestation.execute(enable, context)).rejects.toMatchObject({ code });
  });

  const moments: readonly CutMoment[] = ['before', 'inside', 'after'];
  it.each([0, 1, 2, 3].flatMap((apdu) => moments.map((when) => ({ apdu, when }))))(
    'cut at APDU $apdu, $when, is on after the next attempt, and no try is spent',
    async (cut) => {
      const bench = await PasskeyBench.withPin();
      await bench.begin();
      bench.card.armCut(cut);
      await bench.run(enable).catch(() => undefined);
      bench.card.armCut(undefined);
      await bench.insert();
      await bench.run(enable);
      expect([await isOn(bench), await bench.tries()]).toEqual([true, 8]);
    },
  );
});
