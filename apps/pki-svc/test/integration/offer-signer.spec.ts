/** [B10] Offers of card updates that the vault signs, looked at by programs that know nothing of us: OpenSSL for the certificates, jose for the signature. */
import { createHash } from 'node:crypto';
import { createUser } from '@nats-io/nkeys';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { OfferStatement } from '@cardwright/contracts/update/signed-offer';
import { OfferSignerCertificate } from '../../src/agent-signer/signer-certificate.js';
import { chainOf, opensslVerify, verified } from '../signed-statement.js';
import { VaultHarness } from '../vault-harness.js';

const day = 86_400_000;
const statement: OfferStatement = {
  identityText: 'ykserial:10000001',
  offerId: '7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a001',
  deviceId: '0b8f8b0e-0000-4000-8000-000000000001',
  deviceLabel: 'Schlüssel von Zoë',
  kind: 'cert.renew',
  causes: [
    {
      kind: 'cert.renew',
      cause: 'RENEW',
      keyReferences: ['9A'],
      dueAt: '2027-03-01T12:00:00.000Z',
      deadline: '2027-03-31T12:00:00.000Z',
    },
  ],
  deadline: '2027-03-31T12:00:00.000Z',
};

describe('offers that the vault signs', () => {
  const vault = new VaultHarness();
  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(async () => {
    await vault.stop();
  }, 60_000);

  const sign = (change: object = {}) => vault.ask('offers.sign', { statement: { ...statement, ...change } });
  const keys = () => vault.rows<{ key_id: string }>('select key_id from offer_signers order by key_id');

  it('carry what was offered and their times, signed with a key whose chain ends at the root that the JWT of an agent names', async () => {
    const { signedOffer, expiresAt } = await sign();
    const { iat, exp, ...claims } = (await verified(signedOffer)) as { iat: number; exp: number };
    expect(claims).toEqual(statement);
    expect(Math.abs(iat * 1000 - Date.now())).toBeLessThan(60_000);
    expect(exp - iat).toBe(7 * 86_400);
    expect(expiresAt).toBe(new Date(exp * 1000).toISOString());
    expect(decodeProtectedHeader(signedOffer)).toMatchObject({ alg: 'ES256', typ: 'cardwright-offer+jwt' });
    const [signer, issuing, root, ...more] = chainOf(signedOffer);
    expect({ more, ca: signer!.ca, usage: signer!.keyUsage }).toEqual({
      more: [],
      ca: false,
      usage: ['2.25.178867840693458374582432333662519238104'],
    });
    expect(opensslVerify([signer!, issuing!, root!])).toBe('signer.pem: OK\n');

    const agentNkey = createUser().getPublicKey();
    const { jwt } = await vault.ask('agents.sign-jwt', { workstationId: 'ws-3', agentNkey });
    const { nats } = decodeJwt(jwt) as { nats: { tags: string[] } };
    const { kid } = await vault.ask('vault.public-key', {});
    expect(nats.tags).toEqual([`vault-key:${kid}`, `root-ca:${createHash('sha256').update(root!.raw).digest('hex')}`]);
  });

  it('say nothing but the members of the contract, and times of the vault', async () => {
    const { signedOffer } = await sign({ exp: 9e9, iat: 1, admin: true });
    const claims = await verified(signedOffer);
    expect(Object.keys(claims).sort()).toEqual(
      'causes deadline deviceId deviceLabel exp iat identityText kind offerId'.split(' '),
    );
    expect(claims['exp']).toBeLessThan(Date.now() / 1000 + 8 * 86_400);
  });

  it.each([
    ['identityText', { identityText: 'ykserial:1 or another' }],
    ['offerId', { offerId: 'not-a-uuid' }],
    ['deviceId', { deviceId: null }],
    ['deviceLabel', { deviceLabel: 'x'.repeat(1_001) }],
    ['kind', { kind: 7 }],
    ['deadline', { deadline: undefined }],
    ['causes', { causes: [] }],
    ['causes', { causes: [{ kind: 'cert.renew' }] }],
    ['causes', { causes: Array.from({ length: 65 }, () => statement.causes[0]) }],
  ])('a wrong %s is refused', async (field, change) => {
    await expect(sign(change)).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { field } });
  });

  it('every signature has its fixed length, also where a number begins with zeros', async () => {
    for (let count = 0; count < 300; count += 1) {
      const { signedOffer } = await sign();
      expect(Buffer.from(signedOffer.split('.')[2]!, 'base64url')).toHaveLength(64);
      await verified(signedOffer);
    }
  }, 60_000);

  it('one key for all copies; a successor before it ends; signatures of before stay good; the CA does not show it as one of its own', async () => {
    const { signedOffer } = await sign();
    const second = await vault.startService();
    expect(await keys()).toEqual([{ key_id: 'offer-signer-1' }]);
    vault.clock.offsetMs = 119 * day;
    await second.app.get(OfferSignerCertificate).ensure();
    expect(await keys()).toHaveLength(1);
    vault.clock.offsetMs = 121 * day;
    await Promise.all(vault.services.map(({ app }) => app.get(OfferSignerCertificate).ensure()));
    expect(await keys()).toEqual([{ key_id: 'offer-signer-1' }, { key_id: 'offer-signer-2' }]);
    const subjects = chainOf((await sign()).signedOffer).map(({ subject }) => subject);
    expect(subjects).toEqual([
      'O=Example\nCN=Example Card Update Signer 2',
      'O=Example\nCN=Example Issuing CA 1',
      'O=Example\nCN=Example Root CA 1',
    ]);
    vault.clock.offsetMs = 0;
    expect(await verified(signedOffer)).toMatchObject({ offerId: statement.offerId });
    const { issuers } = await vault.ask('ca.chain', {});
    expect(issuers!.map(({ issuerId }) => issuerId).sort()).toEqual(['issuing-1', 'root-1']);
    expect(
      (await vault.rows('select distinct issuer_id from crls join crl_lists using (crl_list) order by 1')).length,
    ).toBeLessThanOrEqual(2);
    expect(await vault.rows(`select object from audit_log where action = 'offer-signer.created' order by id`)).toEqual([
      { object: 'offer-signer:offer-signer-1' },
      { object: 'offer-signer:offer-signer-2' },
    ]);
  });

  it('a CA that ends too soon to sign keeps the vault from nothing else, and an expired key signs nothing', async () => {
    vault.clock.offsetMs = 16 * 365 * day;
    await vault.services[0]!.app.get(OfferSignerCertificate).ensure();
    expect(vault.log).toContain('no new certificate to sign offers of card updates with');
    await expect(sign()).rejects.toMatchObject({ code: 'PKI_SIGNER_UNAVAILABLE' });
    vault.clock.offsetMs = 0;
    expect(await vault.ask('vault.public-key', {})).toMatchObject({ kid: expect.any(String) });
  });
});
