/** The PIN of the FIDO application against the simulated card: what a wrong one costs, and what is never sent. */
import { describe, expect, it } from '@jest/globals';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { fidoPin, passkeyFor, PasskeyBench } from '../../../test/support/passkey-bench.js';

const set = { kind: 'set-fido-pin', pin: 'pin.fido' } as const;
const force = { kind: 'configure-fido-pin', minPinLength: 6, forceChange: true, pin: 'pin.fido' } as const;
const outcome = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    (fields) => fields,
    (error: { code: string; details: Record<string, unknown> }) => [error.code, error.details],
  );

describe('the PIN for passkeys', () => {
  it('is set, and one that is set already is compared', async () => {
    const bench = await PasskeyBench.with();
    expect(await bench.run(set)).toEqual({});
    expect(await bench.run(set)).toEqual({ outcome: 'already' });
    expect([await bench.card.hasFidoPin(fidoPin), await bench.tries()]).toEqual([true, 8]);
  });

  it('that is another one costs one try, is forgotten, and is not sent again', async () => {
    const bench = await PasskeyBench.withPin();
    bench.type('999999');
    expect(await outcome(bench.run(set))).toEqual(['FIDO_PIN_INCORRECT', { retriesRemaining: 7 }]);
    expect(bench.bag.has('pin.fido')).toBe(false);
    expect(await outcome(bench.run(set))).toEqual(['PIN_KEY_EXPIRED', {}]);
    bench.type('999999');
    expect(await outcome(bench.run(set))).toEqual(['FIDO_PIN_INCORRECT', { retriesRemaining: 7, sent: false }]);
    expect(await bench.tries()).toBe(7);
    bench.type(fidoPin);
    await bench.run(passkeyFor());
    expect(await bench.tries()).toBe(8);
  });

  it('is not sent a third time in one power-up after two wrong ones, in another operation either', async () => {
    const bench = await PasskeyBench.withPin();
    for (const wrong of ['111111', '222222']) {
      bench.type(wrong);
      await outcome(bench.run(set));
      await bench.begin();
    }
    bench.type(fidoPin);
    expect(await outcome(bench.run(passkeyFor()))).toEqual(['FIDO_PIN_NEEDS_REINSERT', { sent: false }]);
    expect(await bench.tries()).toBe(6);
    await bench.insert();
    await bench.run(passkeyFor());
    expect(await bench.tries()).toBe(8);
  });

  it('that must be changed is not called wrong, and costs nothing', async () => {
    const bench = await PasskeyBench.withPin();
    await bench.run(force);
    for (const step of [set, passkeyFor(), { ...force, minPinLength: 8 }])
      expect(await outcome(bench.run(step))).toEqual(['FIDO_PIN_MUST_CHANGE', {}]);
    expect([await bench.tries(), bench.bag.has('pin.fido')]).toEqual([8, true]);
  });

  it.each([
    ['too short', '123', 'FIDO_PIN_REFUSED'],
    ['too long', '7'.repeat(64), 'FIDO_PIN_REFUSED'],
  ])('is refused when it is %s, and is not set', async (_name, pin, code) => {
    const bench = await PasskeyBench.with();
    bench.type(pin);
    expect(await outcome(bench.run(set))).toEqual([code, {}]);
    expect((await bench.card.snapshot()).fido!.pinSet).toBe(false);
  });

  it('is needed for a passkey, and is not where there is none to delete', async () => {
    const bench = await PasskeyBench.with();
    expect(await outcome(bench.run(passkeyFor()))).toEqual(['FIDO_PIN_NOT_SET', {}]);
    const gone = { kind: 'delete-credential', credentialIdBase64url: 'AAAA', pin: 'pin.fido' } as const;
    expect(await bench.run(gone)).toEqual({ outcome: 'already' });
  });

  it('is blocked after eight wrong ones, which are never sent by one operation', async () => {
    const bench = await PasskeyBench.withPin();
    const seen: unknown[] = [];
    for (let tries = 0; tries < 8; tries++) {
      if (tries % 2 === 0) await bench.insert();
      bench.type(`00000${tries}`);
      seen.push(await outcome(bench.run(set)));
    }
    expect(seen.slice(-2)).toEqual([
      ['FIDO_PIN_INCORRECT', { retriesRemaining: 1 }],
      ['FIDO_PIN_BLOCKED', { retriesRemaining: 0 }],
    ]);
  });

  it('gets its rules in one message, once', async () => {
    const bench = await PasskeyBench.withPin();
    expect(await bench.run(force)).toEqual({});
    expect((await bench.card.snapshot()).fido).toMatchObject({ minPinLength: 6, forcePinChange: true });
    expect(await bench.run(force)).toEqual({ outcome: 'already' });
    expect(await bench.run({ ...force, minPinLength: 4 })).toEqual({ outcome: 'already' });
  });

  const moments: readonly CutMoment[] = ['before', 'inside', 'after'];
  it.each([0, 1, 2, 3].flatMap((apdu) => moments.map((when) => ({ apdu, when }))))(
    'whose setting was cut at APDU $apdu, $when, is set by the next attempt, and no try is spent',
    async (cut) => {
      const bench = await PasskeyBench.with();
      bench.card.armCut(cut);
      await outcome(bench.run(set));
      bench.card.armCut(undefined);
      await bench.insert();
      await bench.run(set);
      expect([await bench.card.hasFidoPin(fidoPin), await bench.tries()]).toEqual([true, 8]);
    },
  );
});

describe('a passkey that is there', () => {
  it('is found without touch and PIN by the key that has it, and by no other', async () => {
    const bench = await PasskeyBench.withPin();
    const { credential } = await bench.run(passkeyFor());
    const { credentialIdBase64url } = credential!;
    const check = { kind: 'check-credential', relyingPartyId: 'example.org', credentialIdBase64url } as const;
    expect(await bench.run(check)).toEqual({ present: true });
    expect(await bench.run({ ...check, relyingPartyId: 'example.com' })).toEqual({ present: false });
    expect(await (await PasskeyBench.withPin()).run(check)).toEqual({ present: false });
  });

  it('is deleted, once', async () => {
    const bench = await PasskeyBench.withPin();
    const { credential } = await bench.run(passkeyFor());
    const other = await bench.run(passkeyFor('grace'));
    const { credentialIdBase64url } = credential!;
    const gone = { kind: 'delete-credential', credentialIdBase64url, pin: 'pin.fido' } as const;
    expect(await bench.run(gone)).toEqual({});
    expect(await bench.run(gone)).toEqual({ outcome: 'already' });
    expect(await bench.credentials()).toEqual([
      `example.org grace@example.org ${Buffer.from(other.credential!.credentialIdBase64url, 'base64url').toString('hex')}`,
    ]);
  });
});
