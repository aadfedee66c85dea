/**
 * Reprovision on the whole system, with an agent and its simulated cards in this process: both dialects from end to end with a profile version published in
 * between, cards that are pulled and go on, cancel before and after the first key, and what is refused with which code.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type {
  CredentialProfile,
  CredentialProfileVersion,
  CredentialRow,
} from '@cardwright/contracts/card/credential-profile';
import type { DeviceDetail, IssuanceApi, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId, type ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { ApduEvent, CutMoment } from '@cardwright/simulated-card/power-cut';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { brokenInvariants } from '../../src/invariants.js';
import { inspect, issueCard, personId, randomPin, supplyPin, untilSaga } from '../../src/issue.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

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
  /** The last group works on one card. */
  let staysIn = false;
  let serial = 60_000_000;

  beforeAll(async () => {
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    grace = await personId(system.api, 'T1');
    agent = await startWorkstation(system, { name: 'reprovision', readers: 1 });
  });
  afterEach(async () => {
    if (staysIn) return;
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
    const card = new WatchedCard({ dialect, serial: ++serial });
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
    system.api<Reply<'sagas.cancel'>>('POST', `/sagas/${requestId}/cancel`, { reason: 'the spec' });

  /** The next version of a profile of four elliptic curve keys, which even a slow machine makes at once. */
  async function publish(
    name: string,
    changes: Partial<CredentialProfile>,
  ): Promise<CredentialProfileVersion & CredentialProfile> {
    const row = (keyReference: KeyReferenceName, container: string): CredentialRow => ({
      container,
      keyReference,
      algorithm: 'ECCP256',
      keyOrigin: 'card',
      certificateProfile: `piv-${container}`,
    });
    const definition: CredentialProfile = {
      name,
      title: name,
      application: 'PIV',
      cardLifetimeDays: 365,
      pin: { minLength: 6, maxLength: 8, alphabet: 'numeric' },
      initialPin: 'none',
      credentials: [
        row('9A', 'authentication'),
        row('9C', 'digital-signature'),
        row('9D', 'key-management'),
        row('9E', 'card-authentication'),
      ],
      dataObjects: { printedInformation: true, securityObject: true },
      ...changes,
    };
    const { profile } = await system.api<Reply<'profiles.publish'>>('POST', '/profiles', { definition });
    return { ...definition, ...profile };
  }

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

  it.each(dialects)('[D01][D09][D22][D23] %s: from version 1 to what version 2 says', async (dialect, more) => {
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
    card.seen.length = 0;
    const { requestId } = await start(deviceId, { ...more, planHash: plan.planHash });
    await untilSaga(system.api, requestId, ['AWAITING_USER', 'FAILED'], 20_000);
    // [D21] Nothing that authenticates, writes or generates before the new PIN is there.
    expect(card.seen.filter((apdu) => !isRead(apdu))).toEqual([]);
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
      reason: 'the spec',
    });
    const { saga } = await recycle;
    await insert(card);
    const recycled = await untilSaga(system.api, saga.requestId, ['COMPLETED'], 30_000);
    expect(recycled.errorCode).toBeNull();
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'AVAILABLE' });
    expect(Object.keys((await card.snapshot()).keys)).toEqual(['F9']);
  });

  describe('what is refused', () => {
    let card: WatchedCard;
    let deviceId: string;
    beforeAll(async () => {
      const { name } = await publish('refused', { pivMode: true });
      ({ card, deviceId } = await issued('strict', name));
      staysIn = true;
    });

    const device = (column: string, value: unknown) =>
      records.query(`UPDATE issuance.device SET ${column} = $2 WHERE device_id = $1`, [deviceId, value]);
    const person = (column: string, value: unknown) =>
      records.query(`UPDATE issuance.person SET ${column} = $2 WHERE person_id = $1`, [grace, value]);

    interface Refused {
      what: string;
      code: string;
      more: object;
      /** Of the record; undone afterwards. */
      set?: [
        row: (column: string, value: unknown) => Promise<unknown>,
        column: string,
        value: unknown,
        before: unknown,
      ];
    }
    const rows: Refused[] = [
      { what: 'without a reason', code: 'REQUEST_INVALID', more: { reason: undefined } },
      { what: 'for no such reason', code: 'REASON_UNKNOWN', more: { reason: 'BORED' } },
      { what: 'for a reason of another action', code: 'REASON_NOT_ALLOWED', more: { reason: 'LOST' } },
      { what: 'for another reason without words', code: 'REASON_TEXT_REQUIRED', more: { reason: 'OTHER' } },
      { what: 'a loss accepted without words', code: 'REASON_TEXT_REQUIRED', more: { acceptHistoryLoss: true } },
      { what: 'a card that cannot move 9D', code: 'LIFECYCLE_HISTORY_REQUIRED', more: {} },
      { what: 'a plan that has changed', code: 'REQUEST_PLAN_CHANGED', more: { ...keep, planHash: '00'.repeat(32) } },
      {
        what: '[D06] a cancelled card',
        code: 'LIFECYCLE_NOT_ACTIVE',
        more: keep,
        set: [device, 'state', 'TERMINATED', 'ACTIVE'],
      },
      {
        what: '[D06] a suspended card',
        code: 'LIFECYCLE_NOT_ACTIVE',
        more: keep,
        set: [device, 'state', 'SUSPENDED', 'ACTIVE'],
      },
      {
        what: 'a card of nobody',
        code: 'LIFECYCLE_UNASSIGNED',
        more: keep,
        set: [device, 'person_id', null, undefined],
      },
      { what: '[D07] a disabled holder', code: 'PERSON_DISABLED', more: keep, set: [person, 'enabled', false, true] },
      {
        what: '[D08] a holder who is not approved',
        code: 'PERSON_NOT_APPROVED',
        more: keep,
        set: [person, 'approved', false, true],
      },
      {
        what: 'an expired card',
        code: 'LIFECYCLE_CARD_EXPIRED',
        more: keep,
        set: [device, 'expires_on', '2020-01-01', '2030-01-01'],
      },
    ];
    it.each(rows)('$what: $code, and the card is not written', async ({ code, more, set }) => {
      const before = await card.snapshot();
      const [row, column, value, was] = set ?? [];
      await row?.(column!, value);
      try {
        await expect(start(deviceId, more)).rejects.toMatchObject({ code });
        const { actions } = await inspect(system.api, agent.workstationId, reader);
        const action = actions.find((each) => each.action === 'reprovision');
        // [D16] Inspection says the same of what does not depend on the request.
        expect(action).toMatchObject(set === undefined ? { possible: true } : { possible: false, code });
      } finally {
        await row?.(column!, column === 'person_id' ? grace : was);
      }
      expect(await card.snapshot()).toEqual(before);
    });

    it('[D02] somebody else without the operators’ right: AUTH_NOT_YOUR_DEVICE', async () => {
      const token = await accessToken(system, { sub: 'alan', external_id: 'T2', roles: [] });
      const answer = await callApi(system, token, 'POST', `/devices/${deviceId}/reprovision`, body(keep));
      expect(answer).toMatchObject({ status: 403, body: { code: 'AUTH_NOT_YOUR_DEVICE' } });
    });

    it('a blocked PIN is no reason to refuse: the PUK sets the new one', async () => {
      await card.block(0x80);
      const { requestId } = await start(deviceId, keep);
      const pin = randomPin();
      expect(await finish(requestId, pin)).toMatchObject({ state: 'COMPLETED' });
      expect(await card.hasPin(pin)).toBe(true);
    });
  });
});

/** Every command that reached it. */
class WatchedCard extends SimulatedCard {
  readonly seen: string[] = [];
  override transmit(command: Uint8Array): Promise<Uint8Array> {
    this.seen.push(Buffer.from(command).toString('hex').toUpperCase());
    return super.transmit(command);
  }

  /** Spends every try of PIN (80) with a wrong value, as a holder would. */
  async block(reference: 0x80): Promise<void> {
    const wrong = Buffer.from('3939393939393939', 'hex');
    for (let tries = 0; tries < 20; tries++) {
      const answer = await super.transmit(Buffer.concat([Buffer.from([0x00, 0x20, 0x00, reference, 0x08]), wrong]));
      if (Buffer.from(answer).toString('hex') === '6983') return;
    }
  }
}

/** SELECT, GET DATA, GET METADATA, version, serial, GET RESPONSE, VERIFY without a value, and the question for a 9B witness. */
function isRead(apdu: string): boolean {
  const ins = apdu.slice(2, 4);
  if (['A4', 'CB', 'CA', 'F7', 'FD', 'F8', 'C0'].includes(ins)) return true;
  if (ins === '20') return apdu.length <= 10;
  return ins === '87' && /^0087..9B(0000)?047C028000/.test(apdu);
}

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
