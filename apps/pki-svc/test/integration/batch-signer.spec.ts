/** [E7] Batches of card steps that the vault signs, looked at by programs that know nothing of us: OpenSSL for the certificates, jose for the signature. */
import { createHash, randomUUID } from 'node:crypto';
import { createUser } from '@nats-io/nkeys';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { BatchSignerCertificate } from '../../src/agent-signer/signer-certificate.js';
import { chainOf, opensslVerify, verified } from '../signed-statement.js';
import { VaultHarness } from '../vault-harness.js';

const day = 86_400_000;
const contentSha256Hex = createHash('sha256').update('{"steps":[]}').digest('hex');

describe('batches that the vault signs', () => {
  const vault = new VaultHarness();
  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(async () => {
    await vault.stop();
  }, 60_000);

  const statementOf = (lease: LeaseToken) => ({ lease, batchId: `${lease.requestId}/1/2`, contentSha256Hex });
  const sign = async (lease = vault.lease()) => (await vault.ask('batches.sign', statementOf(lease))).signedBatch;

  it('name the lease, the batch and its hash, signed with a key for that alone whose chain ends at the root that the JWT of an agent names', async () => {
    const lease = vault.lease();
    const signedBatch = await sign(lease);
    const { iat, ...claims } = await verified<{ iat: number }>(signedBatch);
    expect(claims).toEqual(statementOf(lease));
    expect(Math.abs(iat * 1000 - Date.now())).toBeLessThan(60_000);
    expect(decodeProtectedHeader(signedBatch)).toMatchObject({ alg: 'ES256', typ: 'cardwright-batch+jwt' });
    const [signer, issuing, root, ...more] = chainOf(signedBatch);
    expect({ more, ca: signer!.ca, usage: signer!.keyUsage }).toEqual({
      more: [],
      ca: false,
      usage: ['2.25.75715885541616479549322647223388638382'],
    });
    expect(signer!.subject).toBe('O=Example\nCN=Example Card Batch Signer 1');
    expect(opensslVerify([signer!, issuing!, root!])).toBe('signer.pem: OK\n');
    const agentNkey = createUser().getPublicKey();
    const { jwt } = await vault.ask('agents.sign-jwt', { workstationId: 'ws-3', agentNkey });
    const { nats } = decodeJwt(jwt) as { nats: { tags: string[] } };
    expect(nats.tags).toContain(`root-ca:${createHash('sha256').update(root!.raw).digest('hex')}`);
  });

  it('say nothing but the members of the contract, and the time of the vault', async () => {
    const lease = vault.lease();
    const asked = { ...statementOf(lease), lease: { ...lease, admin: true }, iat: 1, steps: [] };
    const { signedBatch } = (await vault.askUnchecked('batches.sign', asked)) as { signedBatch: string };
    const { iat, ...claims } = await verified<{ iat: number }>(signedBatch);
    expect(claims).toEqual(statementOf(lease));
    expect(iat).toBeGreaterThan(1);
  });

  it('are signed where secrets would be sealed: for a lease that is open, with its fencing token, and for no other', async () => {
    const refused = { code: 'VAULT_LEASE_REQUIRED' };
    await expect(sign(vault.lease(false))).rejects.toMatchObject(refused);
    const lease = vault.lease();
    vault.isLeaseOpen = ({ deviceId, fencingToken }) => deviceId === lease.deviceId && fencingToken === 1;
    await expect(sign({ ...lease, fencingToken: 2 })).rejects.toMatchObject(refused);
    expect(await verified(await sign(lease))).toMatchObject({ lease });
    vault.isLeaseOpen = ({ deviceId }) => vault.openLeases.has(deviceId);
    await expect(vault.askUnchecked('batches.sign', { batchId: 'r/1/1', contentSha256Hex })).rejects.toMatchObject(
      refused,
    );
  });

  it.each<[string, object]>([
    ['batchId', { batchId: undefined }],
    ['batchId', { batchId: `${randomUUID()}/1/2` }],
    ['contentSha256Hex', { contentSha256Hex: null }],
    ['contentSha256Hex', { contentSha256Hex: contentSha256Hex.toUpperCase() }],
    ['contentSha256Hex', { contentSha256Hex: `${contentSha256Hex}00` }],
  ])('a wrong %s is refused', async (field, change) => {
    const asked = vault.askUnchecked('batches.sign', { ...statementOf(vault.lease()), ...change });
    await expect(asked).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { field } });
  });

  it('a batch id that is too long is refused', async () => {
    const lease = vault.lease();
    const asked = vault.ask('batches.sign', {
      ...statementOf(lease),
      batchId: `${lease.requestId}/${'1'.repeat(256)}`,
    });
    await expect(asked).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { field: 'batchId' } });
  });

  it('[E7] name the beginning of their certificates where the clock of the vault was set back behind it: agents would believe none that was signed before', async () => {
    vault.clock.offsetMs = -345 * day;
    const signedBatch = await sign();
    vault.clock.offsetMs = 0;
    const { iat } = await verified<{ iat: number }>(signedBatch);
    const beginnings = chainOf(signedBatch).map(({ validFrom }) => Date.parse(validFrom));
    expect(iat * 1000).toBe(Math.max(...beginnings));
    expect(Date.now() - iat * 1000).toBeLessThan(day);
  });

  it('a successor of the key before it ends; an expired one signs nothing, and offers are signed by another', async () => {
    vault.clock.offsetMs = 121 * day;
    await vault.services[0]!.app.get(BatchSignerCertificate).ensure();
    expect(chainOf(await sign())[0]!.subject).toBe('O=Example\nCN=Example Card Batch Signer 2');
    vault.clock.offsetMs = 16 * 365 * day;
    await vault.services[0]!.app.get(BatchSignerCertificate).ensure();
    expect(vault.log).toContain('no new certificate to sign batches of card steps with');
    await expect(sign()).rejects.toMatchObject({
      code: 'PKI_SIGNER_UNAVAILABLE',
      details: { kind: 'batch-signer' },
    });
    vault.clock.offsetMs = 0;
    expect(await vault.rows('select key_id from offer_signers')).toEqual([{ key_id: 'offer-signer-1' }]);
  });
});

describe('the JWT of an agent', () => {
  it.each([
    ['AGENTS_WANT_SIGNED_BATCHES is true: it demands signatures', 'true', ['wants:signed-batches']],
    ['it is false: it does not', 'false', []],
  ])(
    '%s',
    async (_what, setting, expected) => {
      const vault = new VaultHarness();
      vault.settings = { AGENTS_WANT_SIGNED_BATCHES: setting };
      try {
        await vault.start();
        const agentNkey = createUser().getPublicKey();
        const { jwt } = await vault.ask('agents.sign-jwt', { workstationId: 'ws-3', agentNkey });
        const { nats } = decodeJwt(jwt) as { nats: { tags: string[] } };
        expect(nats.tags.filter((tag) => tag.startsWith('wants:'))).toEqual(expected);
      } finally {
        await vault.stop();
      }
    },
    120_000,
  );
});
