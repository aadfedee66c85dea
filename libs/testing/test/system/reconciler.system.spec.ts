/**
 * Drift planted on a real system, on the card, in the database and at the CA: each is found, and nothing is found on a card that is as
 * it should be (F06). Also the orphan sweeper over the bus (faults.md I1). An agent and its simulated
 * cards in this process, everything else as it runs.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { FindingCode } from '@cardwright/contracts/card/findings';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { CardState } from '@cardwright/simulated-card/card/card-state';
import { replayTrace } from '@cardwright/simulated-card/replay-trace';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import { createTemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, issueCard, personId, randomPin } from '../../src/issue.js';
import { nightlyRound } from '../../src/nightly-round.js';
import { openRecords, type Records } from '../../src/records.js';
import { eventually } from '../../src/eventually.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);

/** Changes to a good card without the system's knowledge, and the findings that must be reported. */
const drifts: [code: FindingCode, plant: (state: CardState) => void][] = [
  ['CARD_CERTIFICATE_MISSING', (state) => void delete state.objects['5FC105']],
  ['CARD_CERTIFICATE_DAMAGED', (state) => (state.objects['5FC105'] = `${state.objects['5FC105']!.slice(0, 200)}`)],
  ['CARD_CERTIFICATE_OTHER', (state) => (state.objects['5FC105'] = state.objects['5FC101']!)],
  ['CARD_KEY_MISSING', (state) => void delete state.keys['9A']],
  ['CARD_KEY_OTHER', (state) => (state.keys['9A'] = state.keys['9E']!)],
  ['CARD_OBJECT_MISSING', (state) => void delete state.objects['5FC106']],
  ['CARD_CHUID_OTHER', (state) => (state.objects['5FC102'] = 'DEAD')],
  ['CARD_PIN_BLOCKED', (state) => (state.pin.retriesRemaining = 0)],
  ['CARD_PUK_TRIES_LOW', (state) => (state.puk.retriesRemaining = 1)],
  ['CARD_FACTORY_PIN', (state) => (state.pin.valueHex = state.factory.pinHex)],
  ['CARD_FACTORY_PUK', (state) => (state.puk.valueHex = state.factory.pukHex)],
];

describe('[F06] drift on a running system', () => {
  let system: TestSystem;
  let agent: Workstation;
  let records: Records;
  let reader: string;
  let person: string;
  const vendor = new MemoryStore();
  let deviceId: string;
  const context = { tenantId: defaultTenantId, correlationId: 'reconciler.spec' };

  beforeAll(async () => {
    system = await startSystem();
    const csv = 'external_id,given_name,surname,display_name\nT1,Grace,Hopper,Grace Hopper\n';
    await system.api('POST', '/people/import', { csv });
    person = await personId(system.api, 'T1');
    agent = await startWorkstation(system, { name: 'reconciler', readers: 1 });
    reader = agent.slots.readerNames[0]!;
    records = await openRecords(system);
  });
  afterAll(async () => {
    await records?.close();
    await agent?.stop();
    await system?.stop();
  });

  /** What an inspection of this card says. */
  async function look(store: MemoryStore) {
    await agent.slots.insert(reader, new SimulatedCard({ store }));
    try {
      const { findings, device } = await inspect(system.api, agent.workstationId, reader);
      return { codes: findings!.map(({ code }) => code), health: device.health };
    } finally {
      await agent.slots.remove(reader);
    }
  }
  /** The schedule's round, as an administrator starts it. */
  async function byNight(): Promise<void> {
    const { temporalAddress: address, temporalNamespace: namespace } = system.at;
    const codecKeysFile = join(system.home, 'secrets', 'payload-codec-keys.json');
    const temporal = createTemporalClient({ address, namespace, codecKeysFile });
    try {
      expect(await temporal.client.workflow.getHandle(await nightlyRound(temporal)).result()).toBeGreaterThan(0);
    } finally {
      await temporal.close();
    }
  }
  const reconcile = (body: object = {}) =>
    system.api<ReplyOf<IssuanceApi, 'devices.reconcile'>>('POST', `/devices/${deviceId}/reconcile`, body);

  it.each(['vendor', 'strict'] as const)('nothing on a card just issued / %s', async (dialect) => {
    const store = dialect === 'vendor' ? vendor : new MemoryStore();
    const serial = dialect === 'vendor' ? 61_000_001 : 61_000_002;
    await agent.slots.insert(reader, new SimulatedCard({ store, dialect, serial }));
    const place = { workstationId: agent.workstationId, readerName: reader };
    const issued = await issueCard(system.api, {
      personId: person,
      profileName: 'piv-four',
      pin: randomPin(),
      ...place,
    });
    if (dialect === 'vendor') ({ deviceId } = issued);
    await agent.slots.remove(reader);
    expect(await look(store)).toEqual({ codes: [], health: 'ok' });
  });

  it('[F09] a dry run says how agent, CA and vault are, before anything is written', async () => {
    await agent.slots.insert(reader, new SimulatedCard({ serial: 61_000_003 }));
    const { device } = await inspect(system.api, agent.workstationId, reader);
    const body = { personId: person, profileName: 'piv-four', workstationId: agent.workstationId, pinChange: 'none' };
    const { plan } = await system.api<ReplyOf<IssuanceApi, 'devices.plan'>>(
      'POST',
      `/devices/${device.deviceId}/plan`,
      body,
    );
    await agent.slots.remove(reader);
    expect(plan.doctor!.filter(({ ok }) => !ok)).toEqual([]);
    expect(plan.doctor!.map(({ check }) => check)).toEqual([
      'reader',
      'agent-version',
      'clock',
      'ca-signer',
      'ca-expiry',
      'key-set',
      'certificate-profiles',
    ]);
  });

  it('[F05] the trace of that issue shows every APDU in words', async () => {
    const { rows } = await system.api<ReplyOf<IssuanceApi, 'sagas.list'>>('GET', `/sagas?deviceId=${deviceId}`);
    const path = `/sagas/${rows[0]!.requestId}/trace`;
    const { trace } = await system.api<ReplyOf<IssuanceApi, 'sagas.trace'>>('GET', path);
    expect(trace.apdus).toBe(rows[0]!.apdus);
    expect(trace.batches.length).toBeGreaterThan(1);
    const told = trace.batches.flatMap(({ apdus }) => apdus);
    // In the order in which the card got them: a fresh card answers all of them the same.
    expect(trace.batches.map(({ batchId }) => batchId.slice(batchId.indexOf('/') + 1))).toEqual([
      '1/1',
      '1/2',
      '1/10',
      '1/11',
    ]);
    const replayed = await replayTrace(new SimulatedCard({ dialect: 'vendor', serial: 61_000_001 }), told);
    expect(replayed.filter(({ outcome }) => outcome === 'different')).toEqual([]);
    expect(replayed.filter(({ outcome }) => outcome === 'same').length).toBeGreaterThan(40);
    const steps = new Set(told.map(({ step }) => step));
    expect([...steps]).toEqual(expect.arrayContaining(['open', 'request-witness', 'generate-key', 'put-certificate']));
    expect(steps).not.toContain('failed-step');
    // The batch is asked for again, as if the first answer had come too late. The agent answers from the journal, with the trace of the
    // single execution.
    const { rpc, close } = await system.rpcAs('issuance');
    const lease = { requestId: rows[0]!.requestId, deviceId, workstationId: agent.workstationId, fencingToken: 1 };
    for (const { batchId, apdus } of trace.batches) {
      const asked = { lease, batchId, trace: true };
      const { result } = await rpc.edge(agent.workstationId, 'batch.result', asked, context);
      expect(result).toMatchObject({ replayed: true, trace: { dropped: 0 } });
      expect(result!.trace!.apdus).toHaveLength(apdus.length);
    }
    await close();
    expect(told.find(({ command }) => command === 'GET DATA 5FC102')).toMatchObject({
      step: 'open',
      headerHex: '00CB3FFF',
    });
  });

  it.each(drifts)('%s, planted on the card', async (code, plant) => {
    const good = (await vendor.load())!;
    const planted = structuredClone(good);
    plant(planted);
    const store = new MemoryStore();
    await store.save(planted);
    expect((await look(store)).codes).toContain(code);
    expect(await look(vendor)).toEqual({ codes: [], health: 'ok' });
  });

  it('a certificate revoked at the CA, found at once, and one only in the database, found by night without the card, and repaired', async () => {
    const serialOf = async (keyReference: string): Promise<string> =>
      (
        await records.query<{ serial: string }>(
          `SELECT serial_number_hex AS serial FROM issuance.credential WHERE device_id = $1 AND key_reference = $2`,
          [deviceId, keyReference],
        )
      )[0]!.serial;
    const [revoked, forgotten] = [await serialOf('9E'), await serialOf('9C')];
    const issuance = await system.rpcAs('issuance');
    const asked = { serialNumberHex: revoked, reason: 'keyCompromise', correlation: 'spec' } as const;
    await issuance.rpc.pki('certificates.revoke', asked, context);
    await issuance.close();
    const found = async (): Promise<string[]> => {
      const path = `/findings?deviceId=${deviceId}&open=true`;
      const { rows } = await system.api<ReplyOf<IssuanceApi, 'findings.list'>>('GET', path);
      return rows.map(({ code, subject }) => `${code} ${subject}`).sort();
    };
    await eventually(found, [`CERTIFICATE_REVOKED_AT_CA ${revoked}`]);
    await records.query(`UPDATE issuance.credential SET state = 'REVOKED' WHERE serial_number_hex = $1`, [forgotten]);
    await byNight();
    expect(await found()).toEqual([`CERTIFICATE_REVOKED_AT_CA ${revoked}`, `CERTIFICATE_STILL_VALID ${forgotten}`]);
    const after = await reconcile({ repair: true });
    expect(after.repaired).toHaveLength(2);
    expect(after.findings.map(({ code, subject }) => `${code} ${subject}`).sort()).toEqual([
      'CERTIFICATE_TO_REPLACE 9C',
      'CERTIFICATE_TO_REPLACE 9E',
    ]);
    expect(after.device.health).toBe('drift');
  });

  it('[I1] an orphan of a closed request is revoked by a round that update-svc may ask for, and audited', async () => {
    const [row] = await records.query<{ serial: string }>(
      `DELETE FROM issuance.credential WHERE device_id = $1 AND key_reference = '9D' RETURNING serial_number_hex AS serial`,
      [deviceId],
    );
    const update = await system.rpcAs('anybody');
    const { findings } = await update.rpc.issuanceInternal('orphans.sweep', { all: true }, context);
    await update.close();
    expect(findings.map(({ code, subject }) => [code, subject])).toEqual([['ORPHAN_NOT_ON_RECORD', row!.serial]]);
    const [certificate] = await records.query<{ status: string }>(
      `SELECT status FROM pki.certificates WHERE upper(encode(serial_number, 'hex')) = $1`,
      [row!.serial],
    );
    expect(certificate!.status).toBe('revoked');
  });
});
