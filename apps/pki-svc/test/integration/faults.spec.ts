import { randomBytes, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureEventStream } from '@cardwright/service-kit/outbox/event-stream';
import { answered, eventually } from '@cardwright/testing/eventually';
import { IssuingCa } from '../../src/ca/issuing-ca.js';
import { VaultHarness, code } from '../vault-harness.js';

const year = 365 * 86_400_000;

describe('the vault when things around it fail', () => {
  const vault = new VaultHarness();
  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(() => vault.stop(), 60_000);

  const issue = async (lease = vault.lease(), requests = [vault.certificateRequest(lease)]) =>
    (await vault.ask('certificates.issue', { lease, requests })).certificates;

  it('[fault 6] the database cuts every connection: asked again, the same certificates', async () => {
    const lease = vault.lease();
    const requests = ['9A', '9C', '9D', '9E'].map((keyReference) => vault.certificateRequest(lease, { keyReference }));
    const answers = Array.from({ length: 30 }, () => answered(() => issue(lease, requests)));
    for (let cuts = 0; cuts < 5; cuts++) {
      await vault.rows(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cardwright-pki'`,
      );
      await vault.ask('ca.chain', {}).catch(() => undefined);
    }
    const all = await Promise.all(answers);
    for (const each of all) expect(each).toEqual(all[0]);
    expect((await vault.ask('certificates.list', { deviceId: lease.deviceId })).rows).toHaveLength(4);
    expect(await answered(() => vault.ask('audit.verify', {}))).toMatchObject({ ok: true });
  }, 60_000);

  it('[fault 6] what happened to certificates is told to the feed of events again and again, until it has it', async () => {
    // Issuance-svc makes the stream when it starts; until then events wait in the outbox.
    await ensureEventStream(vault.issuance);
    const lease = vault.lease();
    const [certificate] = await issue(lease);
    const { serialNumberHex } = certificate!;
    await vault.ask('certificates.hold', { serialNumberHex });
    const told = async (have: string[] = []) =>
      (await vault.ask('certificates.events', { have })).events.filter(
        ({ data }) => 'deviceId' in data && data.deviceId === lease.deviceId,
      );
    const names = async () => (await told()).map(({ name }) => name);
    await eventually(names, ['certificate.issued', 'certificate.held']);
    const [issued] = await told();
    expect(issued!.data).toEqual({ serialNumberHex, issuerId: certificate!.issuerId, deviceId: lease.deviceId });
    expect((await told([issued!.eventId])).map(({ name }) => name)).toEqual(['certificate.held']);
    expect(await names()).toEqual(['certificate.held']);
    await expect(vault.ask('certificates.events', { have: ['x'] })).rejects.toMatchObject(code('REQUEST_INVALID'));
  });

  it('[fault 4] NATS is killed and comes back: the vault answers again by itself', async () => {
    await vault.nats.restart('kill');
    expect(await answered(() => issue())).toHaveLength(1);
  }, 60_000);

  it('[fault 25] a vault that cannot open its keys is not ready, and says so in a way that sagas wait for', async () => {
    const ring = join(vault.nats.installation.home, 'other-ring.json');
    await writeFile(ring, JSON.stringify({ current: 'k', keys: { k: randomBytes(32).toString('base64') } }));
    const right = vault.keyRingFile;
    for (const service of vault.services.splice(0)) await service.close();
    vault.keyRingFile = ring;
    const service = await vault.startService();
    const readiness = await fetch(`http://127.0.0.1:${service.healthPort}/readyz`);
    expect([readiness.status, await readiness.json()]).toMatchObject([503, { checks: { signer: 'failed' } }]);
    const lease = vault.lease();
    const requests = [vault.certificateRequest(lease)];
    await expect(issue(lease, requests)).rejects.toMatchObject(code('PKI_SIGNER_UNAVAILABLE'));
    await vault.services.pop()!.close();
    vault.keyRingFile = right;
    const healed = await vault.startService();
    expect((await fetch(`http://127.0.0.1:${healed.healthPort}/readyz`)).status).toBe(200);
    // The plan made meanwhile is the one that is signed now.
    const [planned] = (await vault.ask('certificates.list', { deviceId: lease.deviceId })).rows;
    expect((await issue(lease, requests))[0]).toMatchObject({ serialNumberHex: planned!.serialNumberHex });
  }, 60_000);

  it('[fault 23] content signer and issuing CA are rolled over years before they end, without a restart', async () => {
    const ca = vault.services[0]!.app.get(IssuingCa);
    const signedBy = async (): Promise<{ issuerId: string; signerNotAfter: string }> => {
      const lease = vault.lease();
      const [certificate] = await issue(lease);
      const { signerNotAfter } = await vault.ask('content.sign', { lease, kind: 'chuid', contentBase64: 'AAAA' });
      return { issuerId: certificate!.issuerId, signerNotAfter };
    };
    const first = await signedBy();
    vault.clock.offsetMs = 8.5 * year;
    await ca.ensure();
    const second = await signedBy();
    expect(second.issuerId).toBe(first.issuerId);
    expect(second.signerNotAfter > first.signerNotAfter).toBe(true);

    vault.clock.offsetMs = 11.5 * year;
    await ca.ensure();
    await ca.ensure();
    const third = await signedBy();
    expect(third.issuerId).not.toBe(first.issuerId);
    const { issuers } = await vault.ask('ca.chain', {});
    expect(issuers!.map(({ issuerId }) => issuerId).sort()).toEqual(['issuing-1', 'issuing-2', 'root-1']);
    const names = issuers!.map((each) => new X509Certificate(Buffer.from(each.certificateDerBase64, 'base64')).subject);
    expect(new Set(names).size).toBe(3);
    // Both issue CRLs as long as certificates of theirs are good.
    for (const issuerId of ['issuing-1', 'issuing-2']) await vault.ask('crl.get', { issuerId });
  }, 60_000);
});
