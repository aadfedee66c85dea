/** The steps with a key from between CTAP 2.0 and 2.1: its credential management is a prototype, its tokens have no permissions. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { credentialText, passkeyFor, PasskeyBench } from '../../../test/support/passkey-bench.js';

const before21 = { version: 'FIDO_2_1_PRE' } as const;

describe('with a key from before CTAP 2.1', () => {
  it('a passkey takes the place of what an attempt has left, and a replaced one goes after it', async () => {
    const bench = await PasskeyBench.withPin(before21);
    await bench.run(passkeyFor());
    const again = await bench.run(passkeyFor());
    const old = await bench.run(passkeyFor('grace'));
    const oldId = Buffer.from(old.credential!.credentialIdBase64url, 'base64url');
    const replacesSha256Hex = [createHash('sha256').update(oldId).digest('hex')];
    const made = await bench.run(passkeyFor('alan', { replacesSha256Hex }));
    expect(await bench.credentials()).toEqual([credentialText(again), credentialText(made, 'alan')]);
    expect(await bench.tries()).toBe(8);
  });

  it('a passkey that somebody knows of stays, and no other is made', async () => {
    const bench = await PasskeyBench.withPin(before21);
    const first = await bench.run(passkeyFor());
    const known = { keepBase64url: [first.credential!.credentialIdBase64url] };
    await expect(bench.run(passkeyFor('ada', known))).rejects.toMatchObject({ code: 'FIDO_CREDENTIAL_EXCLUDED' });
    expect(await bench.credentials()).toEqual([credentialText(first)]);
  });

  it('a passkey is found without a PIN, and deleted once', async () => {
    const bench = await PasskeyBench.withPin(before21);
    const { credentialIdBase64url } = (await bench.run(passkeyFor())).credential!;
    const check = { kind: 'check-credential', relyingPartyId: 'example.org', credentialIdBase64url } as const;
    const gone = { kind: 'delete-credential', credentialIdBase64url, pin: 'pin.fido' } as const;
    expect(await bench.run(check)).toEqual({ present: true });
    expect(await bench.run(gone)).toEqual({});
    expect(await bench.run(gone)).toEqual({ outcome: 'already' });
    expect(await bench.run(check)).toEqual({ present: false });
    expect(await bench.credentials()).toEqual([]);
  });

  it.each([
    ['a rule for its PIN', { kind: 'configure-fido-pin', minPinLength: 6, pin: 'pin.fido' }],
    ['a change of its PIN', { kind: 'configure-fido-pin', forceChange: true, pin: 'pin.fido' }],
    ['its serial number in attestations', { kind: 'enable-enterprise-attestation', pin: 'pin.fido' }],
  ] as const)('%s is refused before anything is sent', async (_name, step) => {
    const bench = await PasskeyBench.withPin(before21);
    await bench.begin();
    const before = bench.session.apdus;
    await expect(bench.run(step)).rejects.toMatchObject({ code: 'CARD_CAPABILITY_MISSING' });
    expect(bench.session.apdus).toBe(before);
  });

  it('a length that its PIN has anyway is nothing to do', async () => {
    const bench = await PasskeyBench.withPin(before21);
    expect(await bench.run({ kind: 'configure-fido-pin', minPinLength: 4, pin: 'pin.fido' })).toEqual({
      outcome: 'already',
    });
  });

  const moments: readonly CutMoment[] = ['before', 'inside', 'after'];
  it.each([0, 1, 2, 3, 4, 5].flatMap((apdu) => moments.map((when) => ({ apdu, when }))))(
    'cut at APDU $apdu, $when, there is one passkey after the next attempt, and no try is spent',
    async (cut) => {
      const bench = await PasskeyBench.withPin(before21);
      await bench.begin();
      bench.card.armCut(cut);
      await bench.run(passkeyFor()).catch(() => undefined);
      bench.card.armCut(undefined);
      await bench.insert();
      const made = await bench.run(passkeyFor());
      expect([await bench.credentials(), await bench.tries()]).toEqual([[credentialText(made)], 8]);
    },
  );
});
