/** Client assertions that the vault signs, looked at by jose and OpenSSL, which know nothing of us. */
import { createHash, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { ClientKeys } from '../../src/relying-parties/client-keys.js';
import { opensslVerify } from '../signed-statement.js';
import { VaultHarness } from '../vault-harness.js';

const day = 86_400_000;
const [tenantId, clientId] = ['3f2b7c1e-0000-4000-8000-0000000000aa', '3f2b7c1e-0000-4000-8000-0000000000bb'];
const keycloak = {
  ...{ id: 'sso', kind: 'keycloak', issuer: 'https://sso.example.org/realms/staff', clientId: 'cardwright-passkeys' },
  returnUrl: 'https://cards.example.org/',
  policyClientId: 'cardwright-reads',
};
const audience = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;

describe('the vault as the client of a relying party', () => {
  const vault = new VaultHarness();
  beforeAll(async () => {
    vault.settings = {
      RELYING_PARTIES: JSON.stringify([{ id: 'entra', kind: 'entra', tenantId, clientId }, keycloak]),
    };
    await vault.start();
  }, 120_000);
  afterAll(async () => {
    await vault.stop();
  }, 60_000);

  const assertion = async (lease: LeaseToken = vault.lease(), relyingPartyId = 'entra') =>
    (await vault.ask('relying-parties.assert', { lease, relyingPartyId })).clientAssertion;
  const certificates = async () =>
    (await vault.ask('relying-parties.certificates', { relyingPartyId: 'entra' })).certificates;

  it('signs who it is and where that is good, with a key whose certificate is to be uploaded', async () => {
    const text = await assertion();
    const [certificate, ...more] = await certificates();
    expect(more).toEqual([]);
    const { publicKey, fingerprint, fingerprint256 } = new X509Certificate(certificate!.certificatePem);
    const digits = (print: string) => print.replaceAll(':', '').toLowerCase();
    expect(certificate).toMatchObject({ sha1Hex: digits(fingerprint), sha256Hex: digits(fingerprint256) });
    expect(decodeProtectedHeader(text)).toEqual({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': Buffer.from(digits(fingerprint256), 'hex').toString('base64url'),
    });
    const { payload } = await jwtVerify(text, publicKey, { audience, issuer: clientId, subject: clientId });
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sub']);
    expect(payload.exp! - payload.nbf!).toBe(300);
  });

  it('names to Keycloak its key by the hash that Keycloak makes of an uploaded certificate, and is for the realm', async () => {
    const text = await assertion(vault.lease(), 'sso');
    const [certificate] = (await vault.ask('relying-parties.certificates', { relyingPartyId: 'sso' })).certificates;
    const { publicKey, subject } = new X509Certificate(certificate!.certificatePem);
    expect(subject).toBe('O=Example\nCN=Passkey registration sso 1');
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    expect(decodeProtectedHeader(text)).toEqual({
      alg: 'PS256',
      typ: 'JWT',
      kid: createHash('sha256').update(spki).digest('base64url'),
    });
    const { issuer, clientId } = keycloak;
    const { payload } = await jwtVerify(text, publicKey, { audience: issuer, issuer: clientId, subject: clientId });
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sub']);
  });

  it('has a certificate of the CA for client authentication', async () => {
    const certificate = new X509Certificate((await certificates())[0]!.certificatePem);
    expect(certificate.subject).toBe('O=Example\nCN=Passkey registration entra 1');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    const { certificatesDerBase64 } = await vault.ask('ca.chain', {});
    const chain = certificatesDerBase64.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
    const root = chain.find(({ subject, issuer }) => subject === issuer)!;
    expect(opensslVerify([certificate, chain.find((each) => each !== root)!, root])).toBe('signer.pem: OK\n');
  });

  it('signs while the lease of a card is open, and records for which card', async () => {
    const refused = { code: 'VAULT_LEASE_REQUIRED' };
    await expect(assertion(vault.lease(false))).rejects.toMatchObject(refused);
    await expect(vault.askUnchecked('relying-parties.assert', { relyingPartyId: 'entra' })).rejects.toMatchObject(
      refused,
    );
    const lease = vault.lease();
    const { jti } = JSON.parse(Buffer.from((await assertion(lease)).split('.')[1]!, 'base64url').toString()) as {
      jti: string;
    };
    const [row] = await vault.rows(
      `select object, details from audit_log where action = 'relying-party.asserted' order by id desc limit 1`,
    );
    expect(row).toEqual({
      object: 'relying-party:entra',
      details: {
        purpose: 'registration',
        deviceId: lease.deviceId,
        requestId: lease.requestId,
        keyId: 'relying-party-entra-1',
        assertionId: jti,
      },
    });
  });

  it.each([
    { purpose: 'deletion', rpc: 'relying-parties.assert-deletion', other: 'relying-parties.assert-comparison' },
    { purpose: 'comparison', rpc: 'relying-parties.assert-comparison', other: 'relying-parties.assert-deletion' },
  ] as const)(
    'signs for a $purpose without a lease where it has signed for that card before, and only so often',
    async ({ purpose, rpc, other }) => {
      const lease = vault.lease();
      const { requestId, deviceId } = lease;
      const withoutLease = () => vault.ask(rpc, { relyingPartyId: 'entra', requestId, deviceId });
      await expect(withoutLease()).rejects.toMatchObject({ code: 'VAULT_LEASE_REQUIRED' });
      await assertion(lease);
      vault.openLeases.clear();
      for (let times = 0; times < 12; times++)
        expect((await withoutLease()).clientAssertion).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      await expect(withoutLease()).rejects.toMatchObject({
        code: 'REQUEST_RATE_LIMITED',
        details: { retryAfterSeconds: expect.any(Number) as unknown },
      });
      const audited = await vault.rows(
        `select details -> 'purpose' as purpose, details -> 'deviceId' as device from audit_log
       where action = 'relying-party.asserted' and details ->> 'requestId' = '${requestId}' order by id`,
      );
      expect(audited).toHaveLength(13);
      expect([audited[0], audited[12]]).toEqual([
        { purpose: 'registration', device: deviceId },
        { purpose, device: deviceId },
      ]);
      // Each purpose has a limit of its own.
      await vault.ask(other, { relyingPartyId: 'entra', requestId, deviceId });
      vault.clock.offsetMs = 3_600_000;
      await withoutLease();
      vault.clock.offsetMs = 0;
      await expect(vault.ask(rpc, { relyingPartyId: 'other', requestId, deviceId })).rejects.toMatchObject({
        code: 'RELYING_PARTY_NOT_CONFIGURED',
      });
    },
  );

  it('signs for the policy of a relying party to be read, for no card, and only so often for each', async () => {
    const forPolicy = (relyingPartyId: string) => vault.ask('relying-parties.assert-policy', { relyingPartyId });
    const text = (await forPolicy('entra')).clientAssertion;
    const { publicKey } = new X509Certificate((await certificates())[0]!.certificatePem);
    const { payload } = await jwtVerify(text, publicKey, { audience, issuer: clientId, subject: clientId });
    const [row] = await vault.rows(
      `select object, details from audit_log where action = 'relying-party.asserted' order by id desc limit 1`,
    );
    expect(row).toEqual({
      object: 'relying-party:entra',
      details: { purpose: 'policy', keyId: 'relying-party-entra-1', assertionId: payload.jti },
    });
    for (let times = 1; times < 12; times++) await forPolicy('entra');
    await expect(forPolicy('entra')).rejects.toMatchObject({
      code: 'REQUEST_RATE_LIMITED',
      details: { retryAfterSeconds: expect.any(Number) as unknown },
    });
    // Another one has a limit of its own, and registrations under a lease have none.
    const other = (await forPolicy('sso')).clientAssertion;
    expect(decodeJwt(other)).toMatchObject({ iss: 'cardwright-reads', sub: 'cardwright-reads' });
    await assertion();
    vault.clock.offsetMs = 3_599_000;
    await expect(forPolicy('entra')).rejects.toMatchObject({ code: 'REQUEST_RATE_LIMITED' });
    vault.clock.offsetMs = 3_660_000;
    await forPolicy('entra');
    vault.clock.offsetMs = 0;
    const [{ signed }] = (await vault.rows(
      `select count(*)::int as signed from audit_log
       where action = 'relying-party.asserted' and details ->> 'purpose' = 'policy'`,
    )) as [{ signed: number }];
    expect(signed).toBe(14);
    await expect(forPolicy('other')).rejects.toMatchObject({ code: 'RELYING_PARTY_NOT_CONFIGURED' });
  });

  it('opens nothing else with it: a card for which only a policy was read has no deletion and no comparison', async () => {
    const card = { relyingPartyId: 'sso', requestId: 'r-policy', deviceId: 'd-policy' };
    await vault.ask('relying-parties.assert-policy', { relyingPartyId: 'sso' });
    for (const rpc of ['relying-parties.assert-deletion', 'relying-parties.assert-comparison'] as const)
      await expect(vault.ask(rpc, card)).rejects.toMatchObject({ code: 'VAULT_LEASE_REQUIRED' });
  });

  it('signs for no relying party that its own configuration does not name', async () => {
    await expect(assertion(vault.lease(), 'other')).rejects.toMatchObject({
      code: 'RELYING_PARTY_NOT_CONFIGURED',
      details: { relyingParty: 'other' },
    });
  });

  it('makes the successor 90 days before the end and uses it in the last week', async () => {
    const keys = vault.services[0]!.app.get(ClientKeys);
    const signedBy = async () => decodeProtectedHeader(await assertion())['x5t#S256'];
    const first = await signedBy();
    vault.clock.offsetMs = (730 - 91) * day;
    await keys.ensure();
    expect(await certificates()).toHaveLength(1);
    vault.clock.offsetMs = (730 - 89) * day;
    await keys.ensure();
    await keys.ensure();
    const [now, next, ...more] = await certificates();
    expect(more).toEqual([]);
    expect(now!.notAfter < next!.notAfter).toBe(true);
    expect(await signedBy()).toBe(first);
    vault.clock.offsetMs = (730 - 6) * day;
    expect(await signedBy()).toBe(Buffer.from(next!.sha256Hex, 'hex').toString('base64url'));
    vault.clock.offsetMs = 731 * day;
    expect(await certificates()).toEqual([next]);
    vault.clock.offsetMs = 0;
  });
});
