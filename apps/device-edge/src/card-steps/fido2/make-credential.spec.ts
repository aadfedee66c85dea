/** Making a passkey against the simulated card: what is on the key afterwards, whatever an earlier attempt has left and wherever it was cut. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { attestationOf, credentialText, passkeyFor, PasskeyBench } from '../../../test/support/passkey-bench.js';

const step = passkeyFor();

describe('a passkey', () => {
  it('is made with one PIN in four messages, and attested for the relying party', async () => {
    const bench = await PasskeyBench.withPin();
    await bench.begin();
    const before = bench.session.apdus;
    const made = await bench.run(step);
    // Key agreement, token, list of the account's credentials, and the new one, whose message has two pieces and whose answer two parts.
    expect(bench.session.apdus - before).toBe(6);
    expect(made).toMatchObject({ credential: { aaguid: '7ca5d7a1-c0de-4f1d-8001-000000000001' } });
    const { fmt, authData } = attestationOf(made);
    expect(fmt).toBe('packed');
    expect(parseAuthenticatorData(authData)).toMatchObject({
      rpIdHash: new Uint8Array(createHash('sha256').update('example.org').digest()),
      userPresent: true,
      userVerified: true,
    });
    expect(await bench.credentials()).toEqual([credentialText(made)]);
    expect([bench.waited, await bench.tries()]).toEqual([[], 8]);
  });

  it('takes the place of what an attempt that was cut has left, and of nothing else', async () => {
    const bench = await PasskeyBench.withPin();
    const others = [
      await bench.run(passkeyFor('grace')),
      await bench.run(passkeyFor('ada', { relyingPartyId: 'example.com' })),
    ];
    await bench.run(step);
    const made = await bench.run(step);
    expect(await bench.credentials()).toEqual([
      credentialText(others[0]!, 'grace'),
      credentialText(others[1]!).replace('example.org', 'example.com'),
      credentialText(made),
    ]);
  });

  it.each(['excludeBase64url', 'keepBase64url'] as const)(
    'that somebody knows of stays, and no other is made: %s',
    async (list) => {
      const known = await PasskeyBench.withPin();
      const first = await known.run(step);
      const { credentialIdBase64url: id } = first.credential!;
      await expect(known.run({ ...step, [list]: [id] })).rejects.toMatchObject({
        code: 'FIDO_CREDENTIAL_EXCLUDED',
        details: {
          credentialSha256Hex: createHash('sha256').update(Buffer.from(id, 'base64url')).digest('hex').toUpperCase(),
        },
      });
      expect(await known.credentials()).toEqual([credentialText(first)]);
    },
  );

  it('that replaces another takes its place only when it is made; without a touch the old one stays', async () => {
    let touch: 'given' | 'refused' = 'given';
    const bench = await PasskeyBench.withPin({ touch: () => touch });
    const others = [await bench.run(passkeyFor('grace'))];
    const old = await bench.run(step);
    const otherAccount = await bench.run(passkeyFor('alan'));
    const hashOf = ({ credential }: typeof old): string =>
      createHash('sha256').update(Buffer.from(credential!.credentialIdBase64url, 'base64url')).digest('hex');
    const replacing = { ...step, replacesSha256Hex: [hashOf(old), hashOf(otherAccount)] };
    touch = 'refused';
    await expect(bench.run(replacing)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(await bench.credentials()).toHaveLength(3);
    touch = 'given';
    const made = await bench.run(replacing);
    expect([...(await bench.credentials())].sort()).toEqual(
      [credentialText(others[0]!, 'grace'), credentialText(made)].sort(),
    );
  });

  it('of a key that makes them by its fingerprint reader alone is refused before the PIN is sent', async () => {
    const bench = await PasskeyBench.withPin();
    const info = { ...(await bench.session.info()) };
    info.options = { ...info.options, noMcGaPermissionsWithClientPin: true };
    bench.session.info = () => Promise.resolve(info);
    const before = bench.session.apdus;
    await expect(bench.run(step)).rejects.toMatchObject({
      code: 'CARD_CAPABILITY_MISSING',
      message:
        'The key makes passkeys by its own fingerprint reader or a touch, and by no PIN: have a browser make it (a profile with "madeBy")',
    });
    expect(bench.session.apdus).toBe(before);
  });

  it('of an account that the key has one of under another id is refused by the key', async () => {
    const bench = await PasskeyBench.withPin();
    const first = await bench.run(step);
    const other = passkeyFor('grace', { excludeBase64url: [first.credential!.credentialIdBase64url] });
    await expect(bench.run(other)).rejects.toMatchObject({ code: 'FIDO_CREDENTIAL_EXCLUDED' });
    expect(await bench.credentials()).toEqual([credentialText(first)]);
  });

  it('is excluded by a long list too, wherever the one that the key has stands in it', async () => {
    const bench = await PasskeyBench.withPin();
    const first = await bench.run(step);
    const strangers = Array.from({ length: 19 }, (_, index) => Buffer.alloc(32, index).toString('base64url'));
    for (const at of [0, 8, 19]) {
      const excludeBase64url = strangers.toSpliced(at, 0, first.credential!.credentialIdBase64url);
      await expect(bench.run(passkeyFor('grace', { excludeBase64url }))).rejects.toMatchObject({
        code: 'FIDO_CREDENTIAL_EXCLUDED',
      });
    }
    expect(await bench.credentials()).toEqual([credentialText(first)]);
    await bench.run(passkeyFor('grace', { excludeBase64url: strangers }));
    expect(await bench.credentials()).toHaveLength(2);
  });

  it('is excluded by long ids too, which do not fit in one message, and made where longer ones are those of other keys', async () => {
    const bench = await PasskeyBench.withPin();
    const first = await bench.run(step);
    const ids = (bytes: number) =>
      Array.from({ length: 9 }, (_, index) => Buffer.alloc(bytes, index).toString('base64url'));
    const excludeBase64url = [...ids(1023), ...ids(62), first.credential!.credentialIdBase64url];
    await expect(bench.run(passkeyFor('grace', { excludeBase64url }))).rejects.toMatchObject({
      code: 'FIDO_CREDENTIAL_EXCLUDED',
    });
    const made = await bench.run(passkeyFor('grace', { excludeBase64url: excludeBase64url.slice(0, -1) }));
    expect(await bench.credentials()).toEqual([credentialText(first), credentialText(made, 'grace')]);
  });

  it('says which key it is where that is switched on, and is made all the same where it is not', async () => {
    const bench = await PasskeyBench.withPin();
    const asked = { ...step, enterpriseAttestation: true, hmacSecret: true } as const;
    expect((await bench.run(asked)).credential).not.toHaveProperty('enterpriseAttestation');
    const token = await bench.session.pin.token(bench.bag.get('pin.fido'), ['authenticatorConfiguration']);
    await bench.session.enableEnterpriseAttestation(token);
    expect((await bench.run(asked)).credential).toMatchObject({ enterpriseAttestation: true });
    expect((await bench.card.snapshot()).fido!.credentials).toMatchObject([{ hmacSecret: true }]);
  });

  it('waits for a touch that comes late, and says so once', async () => {
    const bench = await PasskeyBench.withPin({ touch: { afterPolls: 4 } });
    const made = await bench.run(step);
    expect([await bench.credentials(), bench.waited]).toEqual([[credentialText(made)], ['touch']]);
  });

  it('is not made without a touch, and is made by the next attempt', async () => {
    let touch: 'given' | 'refused' = 'refused';
    const bench = await PasskeyBench.withPin({ touch: () => touch });
    await expect(bench.run(step)).rejects.toMatchObject({
      code: 'FIDO_USER_CANCELLED',
      details: { status: 'CTAP2_ERR_OPERATION_DENIED' },
    });
    expect([await bench.credentials(), await bench.tries()]).toEqual([[], 8]);
    touch = 'given';
    const made = await bench.run(step);
    expect(await bench.credentials()).toEqual([credentialText(made)]);
  });

  it('is not waited for when the operation ends', async () => {
    const bench = await PasskeyBench.withPin({ touch: { afterPolls: Infinity } });
    const waiting = bench.run(step);
    bench.cancelling.abort();
    await expect(waiting).rejects.toMatchObject({
      code: 'FIDO_USER_CANCELLED',
      details: { status: 'CTAP2_ERR_KEEPALIVE_CANCEL' },
    });
    expect(await bench.credentials()).toEqual([]);
  });

  it('is refused by a key that is full', async () => {
    const bench = await PasskeyBench.withPin({ credentialLimit: 1 });
    const first = await bench.run(passkeyFor('grace'));
    await expect(bench.run(step)).rejects.toMatchObject({ code: 'FIDO_KEY_FULL' });
    expect(await bench.credentials()).toEqual([credentialText(first, 'grace')]);
  });

  it('is made on a card whose PIN is the device’s', async () => {
    const bench = await PasskeyBench.with({ pin: 'shared' });
    bench.type('123456', 'pin.operation');
    const made = await bench.run(passkeyFor('ada', { pin: 'pin.operation' }));
    expect(made.credential!.aaguid).toBe('7ca5d7a1-c0de-4f1d-8001-000000000002');
    expect(await bench.credentials()).toEqual([credentialText(made)]);
  });

  it.each([
    ['a relying party that takes no ES256', { algorithms: [-257] }, 'CARD_CAPABILITY_MISSING'],
    ['an account that is no base64url', { userIdBase64url: 'a b' }, 'REQUEST_INVALID'],
  ])('is not begun for %s', async (_name, changes, code) => {
    const bench = await PasskeyBench.withPin();
    await expect(bench.run(passkeyFor('ada', changes))).rejects.toMatchObject({ code });
    expect([await bench.credentials(), await bench.tries()]).toEqual([[], 8]);
  });
});

describe('a passkey whose making was cut', () => {
  const moments: readonly CutMoment[] = ['before', 'inside', 'after'];
  const cuts = Array.from({ length: 9 }, (_, apdu) => moments.map((when) => ({ apdu, when }))).flat();

  // What an attempt before has left is on the key, so that deleting it is cut as well.
  it.each(cuts)('at APDU $apdu, $when: exactly one is on the key after the next attempt', async (cut) => {
    const bench = await PasskeyBench.withPin();
    const other = await bench.run(passkeyFor('grace'));
    await bench.run(step);
    await bench.insert();
    bench.card.armCut(cut);
    const attempt = await bench.run(step).then(
      () => 'made',
      (error: { code: string }) => error.code,
    );
    bench.card.armCut(undefined);
    // It takes eight: one more for the other credential in the list, and one for the one that is deleted.
    expect(attempt).toMatch(cut.apdu < 8 ? /^CARD_(REMOVED|OUTCOME_UNKNOWN)$/ : /^made$/);
    await bench.insert();
    const made = await bench.run(step);
    expect(await bench.credentials()).toEqual([credentialText(other, 'grace'), credentialText(made)]);
    expect(await bench.tries()).toBe(8);
  });
});
