import { describe, expect, it } from '@jest/globals';
import { createAccount, createUser, type KeyPair } from '@nats-io/nkeys';
import { vaultKeyTag } from '@cardwright/contracts/workstation/vault-key-tag';
import { makeKeyPair } from '@cardwright/sealing/jwe';
import { vaultKeyId } from '@cardwright/sealing/vault-box';
import { assertSuccessor, isRenewalDue, jwtTimes, vaultKeyIdIn } from './credentials.js';
import { JwtRenewal } from './jwt-renewal.js';
import { assertVaultKey } from './vault-pin.js';

const day = 24 * 3600;
const issuedAt = 1_900_000_000;
const account = createAccount();
const agent = createUser().getPublicKey();

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwtOf = (claims: object, signer: KeyPair = account): string => {
  const text = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part({ iss: signer.getPublicKey(), sub: agent, ...claims })}`;
  return `${text}.${Buffer.from(signer.sign(Buffer.from(text))).toString('base64url')}`;
};
const thirtyDays = jwtOf({ iat: issuedAt, exp: issuedAt + 30 * day });
const next = jwtOf({ iat: issuedAt + 20 * day, exp: issuedAt + 50 * day });

const renewalOf = (jwt: string, answer: () => Promise<{ jwt: string }>, events: string[] = []): JwtRenewal => {
  const renewal: JwtRenewal = new JwtRenewal({
    jwt,
    renew: () => answer(),
    save: (saved) => Promise.resolve(void events.push(`save ${saved === next}`)),
    use: () => Promise.resolve(void events.push(`use ${renewal.jwt === next}`)),
    log: () => undefined,
    now: () => new Date((issuedAt + 20 * day) * 1000),
  });
  return renewal;
};

describe('renewal of the NATS credential', () => {
  it('is due at half of its life, never without an end', () => {
    const times = jwtTimes(thirtyDays);
    expect(isRenewalDue(times, (issuedAt + 15 * day - 1) * 1000)).toBe(false);
    expect(isRenewalDue(times, (issuedAt + 15 * day) * 1000)).toBe(true);
    expect(isRenewalDue(jwtTimes(jwtOf({ iat: issuedAt })), (issuedAt + 9999 * day) * 1000)).toBe(false);
    expect(() => jwtTimes('nonsense')).toThrow(TypeError);
  });

  it('stores the new one before it uses it, and tries again after a failure', async () => {
    const events: string[] = [];
    let answer: () => Promise<{ jwt: string }> = () => Promise.reject(new Error('nobody there'));
    const renewal = renewalOf(thirtyDays, () => answer(), events);
    expect(await renewal.check()).toBe(false);
    expect(renewal.jwt).toBe(thirtyDays);
    answer = () => Promise.resolve({ jwt: next });
    expect(await renewal.check()).toBe(true);
    expect(events).toEqual(['save true', 'use true']);
    expect(await renewal.check()).toBe(false);
  });

  it('[fault 19] a new one that looks due, by a clock that is ahead, is not renewed at each connection', async () => {
    let renewals = 0;
    const renewal = renewalOf(thirtyDays, () => {
      renewals += 1;
      return Promise.resolve({ jwt: jwtOf({ iat: issuedAt + renewals, exp: issuedAt + 30 * day }) });
    });
    for (let connection = 0; connection < 3; connection++) await renewal.check();
    expect(renewals).toBe(1);
  });

  it.each([
    ['signed by another account key', 'issuer', jwtOf({ iat: issuedAt + 1 }, createAccount())],
    [
      'that claims our issuer without its signature',
      'signature',
      `${next.slice(0, next.lastIndexOf('.'))}.${'A'.repeat(86)}`,
    ],
    ['for another agent', 'subject', jwtOf({ iat: issuedAt + 1, sub: createUser().getPublicKey() })],
    ['older than the one held', 'older', jwtOf({ iat: issuedAt - 1 })],
  ])('refuses one %s', async (_what, reason, offered) => {
    const events: string[] = [];
    const renewal = renewalOf(thirtyDays, () => Promise.resolve({ jwt: offered }), events);
    expect(() => assertSuccessor(thirtyDays, offered)).toThrow(
      expect.objectContaining({ code: 'EDGE_CREDENTIAL_UNTRUSTED', details: { reason } }),
    );
    expect(await renewal.check()).toBe(false);
    expect({ jwt: renewal.jwt, events }).toEqual({ jwt: thirtyDays, events: [] });
  });
});

describe('the vault key that the agent seals to', () => {
  const makeJwk = async (): Promise<Record<string, unknown>> => ({ ...(await makeKeyPair()).publicJwk });
  const naming = async (jwk: Record<string, unknown>, iat = issuedAt, signer = account): Promise<string> =>
    jwtOf({ iat, nats: { tags: [vaultKeyTag(await vaultKeyId(jwk))] } }, signer);
  const check = (offered: Record<string, unknown>, renewal: JwtRenewal, enrolledJwk?: Record<string, unknown>) =>
    assertVaultKey(offered, { jwt: () => renewal.jwt, enrolledJwk, renew: () => renewal.renew() });
  const nobody = (): Promise<never> => Promise.reject(new Error('nobody there'));

  it('is the one that its JWT names; without one, that of the enrolment; without either, none', async () => {
    const [ours, other] = [await makeJwk(), await makeJwk()];
    const named = renewalOf(await naming(ours), nobody);
    expect(vaultKeyIdIn(named.jwt)).toBe(await vaultKeyId(ours));
    await check(ours, named, other);
    await expect(check(other, named, other)).rejects.toMatchObject({ code: 'EDGE_VAULT_KEY_UNTRUSTED' });
    const unnamed = renewalOf(thirtyDays, nobody);
    await check(ours, unnamed, ours);
    await expect(check(other, unnamed, ours)).rejects.toMatchObject({
      code: 'EDGE_VAULT_KEY_UNTRUSTED',
      details: { pinned: await vaultKeyId(ours), offered: await vaultKeyId(other) },
    });
    await expect(check(ours, unnamed)).rejects.toMatchObject({ details: { pinned: null } });
  });

  it('changes by a renewed JWT, asked for when a batch brings another key', async () => {
    const [before, after] = [await makeJwk(), await makeJwk()];
    const renewal = renewalOf(await naming(before), async () => ({ jwt: await naming(after, issuedAt + 5) }));
    await check(after, renewal, before);
    await expect(check(before, renewal, before)).rejects.toMatchObject({ code: 'EDGE_VAULT_KEY_UNTRUSTED' });
  });

  it('does not change by a JWT that the account key did not sign', async () => {
    const [before, forged] = [await makeJwk(), await makeJwk()];
    const renewal = renewalOf(await naming(before), async () => ({
      jwt: await naming(forged, issuedAt + 5, createAccount()),
    }));
    await expect(check(forged, renewal, before)).rejects.toMatchObject({ code: 'EDGE_VAULT_KEY_UNTRUSTED' });
    await check(before, renewal, before);
  });
});
