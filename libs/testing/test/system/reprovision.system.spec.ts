/**
 * Reprovision on the whole system, with an agent and its simulated cards in this process: both dialects from end to end with a profile version published in
 * between, cards that are pulled and go on, cancel before and after the first key. What is refused: refusals.system.spec.ts.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { ApduEvent, CutMoment } from '@cardwright/simulated-card/power-cut';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { isRead } from '../../src/faults/watched-card.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { brokenInvariants } from '../../src/invariants.js';
import { issueCard, personId, randomPin, supplyPin, untilSaga } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
T2,Alan,Turing,Alan Turing,alan@example.test,alan@example.test
`;
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;
type Dialect = 'vendor' | 'strict';

describe('reprovision', () => {
  let system: TestSystem;
  let records: Records;
  let agent: Workstation;
  let grace: string;
  let serial = 60_000_000;

  beforeAll(async () => {
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    grace = await personId(system.api, 'T1');
    agent = await startWorkstation(system, { name: 'reprovision', readers: 1 });
  });
  afterEach(async () => {
    await agent.slots.remove(reader);
  });
  afterAll(async () => {
    await agent?.stop();
    await records?.close();
    await system?.stop();
  });

  const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
    (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;

  const insert = (card: SimulatedCard): Promise<void> => agent.slots.insert(reader, card);

  async function issued(dialect: Dialect, profileName: string) {
    const card = agent.card(dialect, ++serial);
    await insert(card);
    const pin = randomPin();
    const place = { workstationId: agent.workstationId, readerName: reader };
    const { deviceId } = await issueCard(system.api, { ...place, personId: grace, profileName, pin });
    return { card, pin, deviceId };
  }

  const body = (more: object = {}) => ({
    workstationId: agent.workstationId,
    readerName: reader,
    reason: 'PROFILE_CHANGED',
    ...more,
  });
  const dryRun = (deviceId: string, more: object = {}) =>
    system.api<Reply<'devices.plan-reprovision'>>('POST', `/devices/${deviceId}/reprovision/plan`, body(more));
  const start = async (deviceId: string, more: object = {}): Promise<SagaRow> =>
    (await system.api<Reply<'devices.reprovision'>>('POST', `/devices/${deviceId}/reprovision`, body(more))).saga;

  /** Revocations follow the record by their own jobs. */
  async function untilRevoked(deviceId: string, count: number): Promise<void> {
    for (const end = Date.now() + 20_000; Date.now() < end; await delay(100))
      if ((await deviceOf(deviceId)).certificates.filter(({ status }) => status === 'revoked').length === count) return;
    throw new Error(`no ${count} revoked certificates`);
  }

  async function untilGood(deviceId: string, names: string[]): Promise<void> {
    let good: string[] = [];
    for (const end = Date.now() + 20_000; Date.now() < end; await delay(100)) {
      const { certificates } = await deviceOf(deviceId);
      good = certificates.filter(({ status }) => status === 'good').map(({ keyReference }) => keyReference);
      if (good.sort().join() === names.join()) return;
    }
    expect(good).toEqual(names);
  }

  const cancel = (requestId: string) =>
    system.api<Reply<'sagas.cancel'>>('POST', `/sagas/${requestId}/cancel`, { reasonText: 'the spec' });

  const publish = (name: string, changes: Partial<CredentialProfile>) => publishFourKeys(system.api, name, changes);

  /** With a new PIN to the end. */
  async function finish(requestId: string, pin = randomPin()): Promise<SagaRow> {
    await untilSaga(system.api, requestId, ['AWAITING_USER'], 20_000);
    await supplyPin(system.api, requestId, pin);
    return untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 40_000);
  }

  const keep = { acceptHistoryLoss: true, reasonText: 'This card cannot move keys' };
  const dialects: [Dialect, object][] = [
    ['vendor', {}],
    ['strict', keep],
  ];

  it.each(dialects)('[B04][D01][D09][D22][D23] %s: from version 1 to what version 2 says', async (dialect, more) => {
    const first = await publish(`replaced-${dialect}`, {});
    const { card, pin, deviceId } = await issued(dialect, first.name);
    const before = { device: await deviceOf(deviceId), card: await card.snapshot() };
    const second = await publish(first.name, {
      // Other lifetimes never move the card's expiry [D03]; 9E and Printed Information are not in it any more.
      cardLifetimeDays: 30,
      credentials: first.credentials
        .filter(({ keyReference }) => keyReference !== '9E')
        .map((row) => (row.keyReference === '9C' ? { ...row, algorithm: 'ECCP384' } : row)),
      dataObjects: { securityObject: true },
    });
    const revokedOutside = serialOf(before.device, '9A');
    const pki = await system.rpcAs('issuance');
    await pki.rpc.pki(
      'certificates.revoke',
      { serialNumberHex: revokedOutside, reason: 'cessationOfOperation', correlation: 'outside' },
      { tenantId: defaultTenantId, correlationId: 'outside' },
    );
    await pki.close();

    const { plan, warnings } = await dryRun(deviceId, more);
    expect(plan.profileVersion).toBe(2);
    expect(plan.drift).toContain('The certificate of 9A was revoked outside Cardwright (cessationOfOperation)');
    expect(warnings.replaced.map(({ keyReference }) => keyReference).sort()).toEqual(['9A', '9C', '9D', '9E']);
    expect(await card.snapshot()).toEqual(before.card);
    void card.watch();
    const { requestId } = await start(deviceId, { ...more, planHash: plan.planHash });
    await untilSaga(system.api, requestId, ['AWAITING_USER', 'FAILED'], 20_000);
    // [D21] Nothing that authenticates, writes or generates before the new PIN is there.
    expect(card.commands.filter((apdu) => !isRead(apdu))).toEqual([]);
    const newPin = randomPin();
    const done = await finish(requestId, newPin);
    expect([done.state, done.errorCode, done.errorMessage]).toEqual(['COMPLETED', null, null]);
    // [F17] Three key references.
    expect(done.roundTrips).toBeLessThanOrEqual(4 + 3);

    const after = await card.snapshot();
    expect([await card.hasPin(newPin), await card.hasPin(pin)]).toEqual([true, false]);
    expect(after.keys['9C']!.algorithm).toBe('ECCP384');
    for (const name of ['9A', '9C', '9D'])
      expect(after.keys[name]!.publicKeySpkiBase64).not.toBe(before.card.keys[name]!.publicKeySpkiBase64);
    expect(after.keys['9E']?.publicKeySpkiBase64).not.toBe(before.card.keys['9E']!.publicKeySpkiBase64);
    expect([after.objects['5FC109']?.length ?? 0, after.objects['5FC101']?.length ?? 0]).toEqual([0, 0]);
    // The old 9D key stands in the history where the card can move keys, with the certificate that it had.
    const kept = dialect === 'vendor' ? before.card.keys['9D']!.publicKeySpkiBase64 : undefined;
    expect(after.keys['82']?.publicKeySpkiBase64).toBe(kept);
    if (kept !== undefined) expect(after.objects['5FC10D']).toEqual(before.card.objects['5FC10B']);

    await untilRevoked(deviceId, 4);
    const device = await deviceOf(deviceId);
    expect(device).toMatchObject({
      state: 'ACTIVE',
      health: 'ok',
      operation: 'idle',
      pin: 'set',
      profileVersion: second.version,
      expiresOn: before.device.expiresOn,
      activeRequestId: null,
    });
    const good = device.certificates.filter(({ status }) => status === 'good');
    expect(good.map(({ keyReference }) => keyReference).sort()).toEqual(['9A', '9C', '9D']);
    // [D04] Never after the card.
    for (const { notAfter } of good) expect(notAfter.slice(0, 10) <= device.expiresOn!).toBe(true);
    const [audit] = await records.query<{ reason: string; details: Record<string, unknown> }>(
      `SELECT reason, details FROM issuance.audit_log WHERE action = 'card.reprovisioned' AND object = $1`,
      [`device:${deviceId}`],
    );
    expect(audit).toMatchObject({ reason: 'PROFILE_CHANGED', details: { profileVersion: 2 } });
    expect(audit!.details['oldSerials']).toHaveLength(4);
    expect(audit!.details['newSerials']).toHaveLength(3);
    expect(await brokenInvariants({ api: system.api, records }, deviceId, after)).toEqual([]);
  });

  it('[D05] certificates revoked at the CA behind our back: asked there, replaced, and nothing is left to revoke', async () => {
    const { name } = await publish('revoked-outside', {});
    const { deviceId } = await issued('vendor', name);
    const before = await deviceOf(deviceId);
    const pki = await system.rpcAs('issuance');
    const context = { tenantId: defaultTenantId, correlationId: 'outside' };
    for (const keyReference of ['9A', '9E']) {
      const asked = { reason: 'keyCompromise', correlation: 'outside' } as const;
      await pki.rpc.pki('certificates.revoke', { serialNumberHex: serialOf(before, keyReference), ...asked }, context);
    }
    await pki.close();
    const onRecord = async () =>
      (
        await records.query<{ state: string }>(
          `SELECT state FROM issuance.credential WHERE serial_number_hex = ANY ($1)`,
          [['9A', '9E'].map((keyReference) => serialOf(before, keyReference))],
        )
      ).map(({ state }) => state);
    expect(await onRecord()).toEqual(['ACTIVE', 'ACTIVE']);

    const why = { reason: 'EXTERNALLY_REVOKED' };
    const { plan, warnings } = await dryRun(deviceId, why);
    for (const keyReference of ['9A', '9E'])
      expect(warnings.replaced.find((row) => row.keyReference === keyReference)!.effect).toBe(
        'Revoked outside Cardwright already (keyCompromise); replaced by a new certificate',
      );
    expect(warnings.operator).toMatch(/ 2 certificates are revoked /);
    const { requestId } = await start(deviceId, { ...why, planHash: plan.planHash });
    expect(await finish(requestId)).toMatchObject({ state: 'COMPLETED' });

    // With the commit itself, not by a job that follows: the CA has done it already.
    expect(await onRecord()).toEqual(['REVOKED', 'REVOKED']);
    const after = await deviceOf(deviceId);
    for (const keyReference of ['9A', '9E']) {
      const serial = serialOf(before, keyReference);
      const jobs = await records.query('SELECT 1 FROM issuance.revocation WHERE serial_number_hex = $1', [serial]);
      expect(jobs).toEqual([]);
      const told = await records.query<{ reason: string; details: { revokedAt: string } }>(
        `SELECT reason, details FROM issuance.audit_log WHERE action = 'certificate.revoked-outside' AND object = $1`,
        [`certificate:${serial}`],
      );
      const { revokedAt } = after.certificates.find(({ serialNumberHex }) => serialNumberHex === serial)!;
      expect(told).toMatchObject([{ reason: 'keyCompromise', details: { revokedAt } }]);
    }
    const good = after.certificates.filter(({ status }) => status === 'good');
    for (const keyReference of ['9A', '9E']) {
      const fresh = good.find((row) => row.keyReference === keyReference && row.requestId === requestId);
      expect(fresh?.serialNumberHex).not.toBe(serialOf(before, keyReference));
    }
    await untilGood(deviceId, ['9A', '9C', '9D', '9E']);
  });

  const cuts: [what: string, dialect: Dialect, when: CutMoment, fits: (event: ApduEvent) => boolean][] = [
    ['the old 9D key is moved', 'vendor', 'after', ({ ins }) => ins === 0xf6],
    ['9C is generated', 'vendor', 'after', ({ ins, p2 }) => ins === 0x47 && p2 === 0x9c],
    ['a certificate is written', 'strict', 'inside', ({ ins, chained }) => ins === 0xdb && chained],
    ['9A is generated', 'strict', 'before', ({ ins, p2 }) => ins === 0x47 && p2 === 0x9a],
  ];
  it.each(cuts)(
    '[D10][D11][F02] pulled when %s (%s, %s): goes on after the PIN',
    async (_what, dialect, when, fits) => {
      const { name } = await publish('cut', {});
      const { card, deviceId } = await issued(dialect, name);
      const before = await card.snapshot();
      const { requestId } = await start(deviceId, dialect === 'strict' ? keep : {});
      const cut = armOnce(card, when, fits);
      const stuck = await finish(requestId);
      expect(cut.done).toBe(true);
      expect(['CARD_ABSENT', 'CARD_REMOVED']).toContain(stuck.errorCode);
      expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', operation: 'reprovisioning' });
      card.armCut(undefined);
      await insert(card);
      // Nobody retries: its insertion wakes the saga, which asks for the PIN again.
      const pin = randomPin();
      const done = await finish(requestId, pin);
      expect([done.state, done.errorCode, done.errorMessage]).toEqual(['COMPLETED', null, null]);
      const after = await card.snapshot();
      expect(await card.hasPin(pin)).toBe(true);
      expect(after.puk.retriesRemaining).toBe(after.puk.retriesTotal);
      if (dialect === 'vendor')
        expect(after.keys['82']?.publicKeySpkiBase64).toBe(before.keys['9D']!.publicKeySpkiBase64);
      await untilGood(deviceId, ['9A', '9C', '9D', '9E']);
      expect(await brokenInvariants({ api: system.api, records }, deviceId, after)).toEqual([]);
    },
  );

  it('[D11] cancelled before the first key: as before; after it: finished by another reprovision', async () => {
    const { name } = await publish('cancelled', {});
    const { card, pin, deviceId } = await issued('vendor', name);
    const before = { card: await card.snapshot(), device: await deviceOf(deviceId) };
    const early = await start(deviceId);
    await untilSaga(system.api, early.requestId, ['AWAITING_USER'], 20_000);
    const { effect } = await cancel(early.requestId);
    expect(effect).toMatch(/^Nothing on the card was changed/);
    await untilSaga(system.api, early.requestId, ['CANCELLED'], 20_000);
    expect(await card.snapshot()).toEqual(before.card);
    expect(await card.hasPin(pin)).toBe(true);
    expect(await deviceOf(deviceId)).toMatchObject({ ...before.device, updatedAt: expect.anything() as unknown });

    const late = await start(deviceId);
    const cut = armOnce(card, 'after', ({ ins, p2 }) => ins === 0x47 && p2 === 0x9d);
    const stuck = await finish(late.requestId);
    expect([cut.done, stuck.state]).toEqual([true, 'FAILED']);
    expect((await cancel(late.requestId)).effect).toMatch(/terminate and recycle/);
    await untilSaga(system.api, late.requestId, ['CANCELLED'], 20_000);
    const stopped = await deviceOf(deviceId);
    expect(stopped).toMatchObject({ state: 'ACTIVE', health: 'interrupted', operation: 'idle' });
    card.armCut(undefined);
    await insert(card);
    const again = await start(deviceId);
    expect(await finish(again.requestId)).toMatchObject({ state: 'COMPLETED' });
    await untilGood(deviceId, ['9A', '9C', '9D', '9E']);
    const after = await card.snapshot();
    expect(after.keys['82']?.publicKeySpkiBase64).toBe(before.card.keys['9D']!.publicKeySpkiBase64);
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', health: 'ok' });
    expect(await brokenInvariants({ api: system.api, records }, deviceId, after)).toEqual([]);
  });

  it('[C25][D11] a parked one gives way to a recycle', async () => {
    const { name } = await publish('recycled', {});
    const { card, deviceId } = await issued('vendor', name);
    const { requestId } = await start(deviceId);
    armOnce(card, 'after', ({ ins }) => ins === 0xf6);
    expect(await finish(requestId)).toMatchObject({ state: 'FAILED' });
    card.armCut(undefined);
    const recycle = system.api<Reply<'devices.recycle'>>('POST', `/devices/${deviceId}/recycle`, {
      workstationId: agent.workstationId,
      reasonText: 'the spec',
    });
    const { saga } = await recycle;
    await insert(card);
    const recycled = await untilSaga(system.api, saga.requestId, ['COMPLETED'], 30_000);
    expect(recycled.errorCode).toBeNull();
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'AVAILABLE' });
    expect(Object.keys((await card.snapshot()).keys)).toEqual(['F9']);
  });
});

/** The power goes once, at the first command that fits. */
function armOnce(card: SimulatedCard, when: CutMoment, fits: (event: ApduEvent) => boolean): { done: boolean } {
  const cut = { done: false };
  card.armCut((event) => {
    if (cut.done || !fits(event)) return undefined;
    cut.done = true;
    return when;
  });
  return cut;
}

const serialOf = ({ credentials }: DeviceDetail, name: string): string =>
  credentials.find(({ keyReference }) => keyReference === name)!.serialNumberHex!;
