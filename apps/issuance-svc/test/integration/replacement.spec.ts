/** Replacement on a real database, without a card: who may ask, what makes room in a credential group, and when two cards stop being linked. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { DeviceService } from '../../src/records/devices/device.service.js';
import type { ChangeContext } from '../../src/persistence/change-context.js';
import { GroupCards } from '../../src/records/replacements/group-cards.js';
import type { Replacement } from '../../src/records/devices/replacement.repository.js';
import { ReplacementService } from '../../src/records/replacements/replacement.service.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('nora', ['system-administrator']);
const operator = actorWith('ada', ['issuance-operator']);
const author = actorWith('priya', ['profile-administrator']);
const holder = actorWith('radia', [], 'R1');
const stranger = actorWith('grace', [], 'G1');
const context: ChangeContext = { tenantId: defaultTenantId, correlationId: 'spec', actor: 'system:spec' };
const people =
  'external_id,given_name,surname,email\nR1,Radia,Perlman,radia@example.test\nG1,Grace,Hopper,grace@example.test';

/** A permanent card is asked for in this one's place. */
const permanentOf = (deviceId: string): Replacement => ({
  requestId: randomUUID(),
  tenantId: defaultTenantId,
  deviceId,
  kind: 'permanent',
  reason: 'RENEW',
  suspended: false,
  successorDeviceId: null,
  requestedAt: new Date(),
  activatedAt: null,
  endedAt: null,
});

describe('replacement on record', () => {
  let service: RecordsService;
  let personId: string;
  let grouped: CredentialProfile;

  beforeAll(async () => {
    service = await startRecordsService();
    service.vault['certificates.list'] = () => ({ rows: [], nextCursor: null });
    await service.ask('people.import', { csv: people }, administrator);
    personId = (await service.ask('people.list', { externalId: 'R1' }, operator)).rows[0]!.personId;
    const { profile } = await service.ask('profiles.get', { name: 'authentication-only' }, author);
    grouped = { ...profile.definition, name: 'grouped', credentialGroup: 'primary' };
  }, 90_000);
  afterAll(async () => service?.stop(), 30_000);

  const database = () => service.running.dataSource!;
  const devices = (): DeviceService => service.running.app.get(DeviceService);
  const replacements = (): ReplacementService => service.running.app.get(ReplacementService);

  /** Published without the vault: only its record matters here. */
  async function publishGrouped(): Promise<void> {
    await database().query(
      `INSERT INTO credential_profile_version (tenant_id, name, version, definition, sha256_hex, published_by)
       VALUES ($1, 'grouped', 1, $2, '00', 'spec') ON CONFLICT DO NOTHING`,
      [defaultTenantId, JSON.stringify(grouped)],
    );
  }

  async function card(state: DeviceState, profileName: string | null = 'authentication-only'): Promise<string> {
    const deviceId = randomUUID();
    await database().query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id, profile_name, profile_version,
         expires_on)
       SELECT $1, $2, $3, $3, model_id, $4, $5::uuid, $6, 1, '2036-01-01' FROM card_model WHERE tenant_id = $2 LIMIT 1`,
      [deviceId, defaultTenantId, `ykserial:${deviceId.slice(0, 8)}`, state, profileName && personId, profileName],
    );
    return deviceId;
  }
  const change = (deviceId: string, ...states: DeviceState[]): Promise<void> =>
    inTransaction(database(), async (manager) => {
      for (const state of states) await devices().changeState(manager, deviceId, state, null, context);
    });
  /** As the issue binds it; then as its end activates it. */
  async function succeed(requestId: string, successor: string): Promise<void> {
    const version = { name: 'authentication-only', definition: grouped };
    const { replacement } = await replacements().succession(requestId, { deviceId: successor, personId }, version);
    await inTransaction(database(), (manager) => replacements().bindIn(manager, replacement, successor));
    await change(successor, 'ACTIVE');
  }
  const replace = async (deviceId: string, kind: 'temporary' | 'permanent', reason: string): Promise<string> =>
    (await service.ask('devices.replace', { deviceId, kind, reason }, operator)).saga.requestId;
  const detail = async (deviceId: string) => (await service.ask('devices.get', { deviceId }, operator)).device;

  it('is asked for by operators, not by the holder, and only for a card of somebody', async () => {
    const deviceId = await card('ACTIVE');
    const asked = { deviceId, kind: 'permanent', reason: 'DAMAGED' } as const;
    await expect(service.ask('devices.replace', asked, holder)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    const blank = { ...asked, deviceId: await card('AVAILABLE', null) };
    await expect(service.ask('devices.replace', blank, operator)).rejects.toMatchObject({
      code: 'LIFECYCLE_UNASSIGNED',
    });
    const { saga, device } = await service.ask('devices.replace', asked, operator);
    expect(saga).toMatchObject({ type: 'REPLACE_PERM', state: 'READY', deviceId, personId });
    expect(saga.actions).toEqual(['cancel']);
    expect(device.state).toBe('TERMINATED');
    const listed = await service.ask('sagas.list', { personId, type: 'REPLACE_PERM', state: 'READY' }, operator);
    expect(listed.rows.map(({ requestId }) => requestId)).toContain(saga.requestId);
  });

  describe('a card that is reported by its holder', () => {
    const say = (deviceId: string, reason: string, actor = holder): Promise<unknown> =>
      service.ask('devices.suspend', { deviceId, reason }, actor);
    const found = (deviceId: string, actor = holder): Promise<unknown> =>
      service.ask('devices.resume', { deviceId, reason: 'FOUND' }, actor);
    const seenBy = async (actor: typeof holder, deviceId: string) =>
      (await service.ask('devices.get', { deviceId }, actor)).device;

    it.each(['MISPLACED', 'FORGOTTEN'])('%s: says so since when, until the holder has it again', async (reason) => {
      const deviceId = await card('ACTIVE');
      const before = Date.now();
      await say(deviceId, reason);
      await say(deviceId, reason);
      const { state, suspendedFor } = await seenBy(operator, deviceId);
      expect([state, suspendedFor]).toEqual(['SUSPENDED', [{ reason, byHolder: true, since: expect.any(String) }]]);
      expect(Date.parse(suspendedFor![0]!.since)).toBeGreaterThanOrEqual(before);
      await expect(found(deviceId, stranger)).rejects.toMatchObject({ code: 'AUTH_NOT_YOUR_DEVICE' });
      await found(deviceId);
      await found(deviceId);
      expect(await seenBy(holder, deviceId)).toMatchObject({ state: 'ACTIVE', suspendedFor: [] });
    });

    it.each<[string, [reason: string, by?: typeof holder][]]>([
      ['lost', [['REPORTED_LOST']]],
      ['stolen', [['REPORTED_STOLEN']]],
      ['misplaced, then stolen', [['MISPLACED'], ['REPORTED_STOLEN']]],
      ['lost, then misplaced', [['REPORTED_LOST'], ['MISPLACED']]],
      ['misplaced, and suspended by an operator too', [['MISPLACED'], ['MISCONDUCT', operator]]],
      ['suspended by an operator, then misplaced', [['MISPLACED', operator], ['MISPLACED']]],
    ])('%s: an operator alone gives it back', async (_, words) => {
      const deviceId = await card('ACTIVE');
      for (const [reason, by] of words) await say(deviceId, reason, by);
      await expect(found(deviceId)).rejects.toMatchObject({ code: 'LIFECYCLE_NOT_FOUND_AGAIN' });
      const reasons = words.map(([reason, by]) => ({ reason, byHolder: by === undefined }));
      expect(await seenBy(operator, deviceId)).toMatchObject({ state: 'SUSPENDED', suspendedFor: reasons });
      await found(deviceId, operator);
      expect(await seenBy(operator, deviceId)).toMatchObject({ state: 'ACTIVE', suspendedFor: [] });
    });

    it('what an operator gave as the reason is told to operators alone', async () => {
      const deviceId = await card('ACTIVE');
      await say(deviceId, 'MISCONDUCT', operator);
      const since = expect.any(String);
      const hidden = [{ reason: null, byHolder: false, since }];
      expect((await seenBy(holder, deviceId)).suspendedFor).toEqual(hidden);
      const { rows } = await service.ask('devices.list', { mine: true, state: 'SUSPENDED' }, holder);
      expect(rows.find((row) => row.deviceId === deviceId)?.suspendedFor).toEqual(hidden);
      expect((await seenBy(operator, deviceId)).suspendedFor).toEqual([
        { reason: 'MISCONDUCT', byHolder: false, since },
      ]);
      expect(
        JSON.stringify(await service.ask('devices.suspend', { deviceId, reason: 'MISPLACED' }, holder)),
      ).not.toMatch(/MISCONDUCT/);
    });

    it('it is not given back beside a card for the time being', async () => {
      const deviceId = await card('ACTIVE');
      await say(deviceId, 'MISPLACED');
      await replace(deviceId, 'temporary', 'FORGOTTEN');
      await expect(found(deviceId)).rejects.toMatchObject({ code: 'LIFECYCLE_REPLACEMENT_OPEN' });
    });

    it('once it has ended, nothing is said to be suspended', async () => {
      const deviceId = await card('ACTIVE');
      await say(deviceId, 'REPORTED_LOST');
      await replace(deviceId, 'permanent', 'LOST');
      expect(await seenBy(operator, deviceId)).toMatchObject({ state: 'TERMINATED', suspendedFor: [] });
    });
  });

  describe('a new card that its holder asks for', () => {
    const ask = (
      deviceId: string,
      reason: string,
      more: { reasonText?: string } = {},
      actor = holder,
    ): Promise<unknown> => service.ask('devices.ask-replacement', { deviceId, reason, ...more }, actor);
    const decline = (deviceId: string, reason: string, actor = operator): Promise<unknown> =>
      service.ask('devices.decline-replacement', { deviceId, reason }, actor);
    const askOf = async (deviceId: string) =>
      (await service.ask('devices.get', { deviceId }, holder)).device.replacementAsk;
    const waiting = async (): Promise<string[]> =>
      (await service.ask('devices.list', { replacementAsked: true, limit: 200 }, operator)).rows.map(
        ({ deviceId }) => deviceId,
      );

    it('waits for an operator, who asks for the replacement; asked twice it is one', async () => {
      const deviceId = await card('ACTIVE');
      expect(await askOf(deviceId)).toBeNull();
      await ask(deviceId, 'DAMAGED', { reasonText: 'The chip has come off' });
      await ask(deviceId, 'DAMAGED', { reasonText: 'Again' });
      expect(await askOf(deviceId)).toEqual({
        reason: 'DAMAGED',
        reasonText: 'The chip has come off',
        askedAt: expect.any(String),
        decision: null,
        decidedAt: null,
        decisionReasonText: null,
      });
      expect(await detail(deviceId)).toMatchObject({ state: 'ACTIVE' });
      expect(await waiting()).toContain(deviceId);
      await replace(deviceId, 'permanent', 'DAMAGED');
      expect(await askOf(deviceId)).toMatchObject({ decision: 'accepted' });
      expect(await waiting()).not.toContain(deviceId);
      await expect(ask(deviceId, 'DAMAGED')).rejects.toMatchObject({ code: 'LIFECYCLE_REPLACEMENT_OPEN' });
    });

    it.each([
      ['LOST', 'REPORTED_LOST'],
      ['STOLEN', 'REPORTED_STOLEN'],
    ])('of a card that is %s: it is suspended at once, and stays so when it is declined', async (reason, report) => {
      const deviceId = await card('ACTIVE');
      await ask(deviceId, reason);
      expect(await detail(deviceId)).toMatchObject({
        state: 'SUSPENDED',
        suspendedFor: [{ reason: report, byHolder: true }],
      });
      await decline(deviceId, 'It lies at the reception');
      expect(await askOf(deviceId)).toMatchObject({
        decision: 'declined',
        decisionReasonText: 'It lies at the reception',
      });
      expect(await detail(deviceId)).toMatchObject({ state: 'SUSPENDED' });
      await ask(deviceId, reason);
      expect(await askOf(deviceId)).toMatchObject({ decision: null });
    });

    it('is taken back by its holder alone, whose card is as it was', async () => {
      const deviceId = await card('ACTIVE');
      await ask(deviceId, 'DAMAGED');
      await expect(decline(deviceId, 'Not mine', stranger)).rejects.toMatchObject({ code: 'AUTH_NOT_YOUR_DEVICE' });
      await decline(deviceId, 'It works again', holder);
      expect(await askOf(deviceId)).toMatchObject({ decision: 'withdrawn', decisionReasonText: null });
      await expect(decline(deviceId, 'Again', holder)).rejects.toMatchObject({ code: 'REQUEST_NOT_FOUND' });
    });

    it('an operator asks for nothing in the name of a holder, nor a stranger', async () => {
      const deviceId = await card('ACTIVE');
      // The operator's client is no person, and has no card of its own.
      await expect(ask(deviceId, 'DAMAGED', {}, operator)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      await expect(ask(deviceId, 'DAMAGED', {}, stranger)).rejects.toMatchObject({ code: 'AUTH_NOT_YOUR_DEVICE' });
      await expect(ask(deviceId, 'EXPIRING_CARD')).rejects.toMatchObject({ code: 'REASON_NOT_ALLOWED' });
      expect(await askOf(deviceId)).toBeNull();
    });

    it('what a holder asked for is not said of the next holder of the card', async () => {
      const deviceId = await card('ACTIVE');
      await ask(deviceId, 'DAMAGED');
      const next = (await service.ask('people.list', { externalId: 'G1' }, operator)).rows[0]!.personId;
      await database().query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, next]);
      expect(await detail(deviceId)).toMatchObject({ replacementAsk: null });
      expect(await waiting()).not.toContain(deviceId);
    });
  });

  it('two cards are linked until one of them is blank again', async () => {
    const original = await card('ACTIVE');
    const successor = await card('ISSUING');
    await succeed(await replace(original, 'permanent', 'RENEW'), successor);
    expect(await detail(successor)).toMatchObject({ replaces: { deviceId: original, state: 'REPLACED' } });
    await change(original, 'RECYCLING', 'AVAILABLE');
    expect(await detail(successor)).toMatchObject({ state: 'ACTIVE', replaces: null });
  });

  it.each<DeviceState[]>([['TERMINATED'], ['TERMINATED', 'RECYCLING', 'AVAILABLE'], ['EXPIRED']])(
    'a temporary card that becomes %s gives the original back, once',
    async (...states) => {
      const original = await card('ACTIVE');
      const temporary = await card('ISSUING');
      await succeed(await replace(original, 'temporary', 'FORGOTTEN'), temporary);
      await change(temporary, ...states);
      expect(await detail(original)).toMatchObject({ state: 'ACTIVE', replacedBy: null, openReplacement: null });
      await expect(replace(original, 'temporary', 'FORGOTTEN')).resolves.toBeDefined();
    },
  );

  it('[C33] one active card per credential group: only the card that is replaced makes room', async () => {
    await publishGrouped();
    const group = service.running.app.get(GroupCards);
    const old = await card('ACTIVE', 'grouped');
    const next = await card('AVAILABLE', null);
    const room = (replacedDevice: string | null) =>
      inTransaction(database(), (manager) =>
        group.requireRoom(
          manager,
          { tenantId: defaultTenantId, personId, deviceId: next, profile: grouped },
          replacedDevice === null ? null : permanentOf(replacedDevice),
        ),
      );
    await expect(room(null)).rejects.toMatchObject({ code: 'LIFECYCLE_GROUP_OCCUPIED', details: { deviceId: old } });
    await expect(room(old)).resolves.toBeUndefined();

    // The new permanent card ends what is suspended beside it.
    const suspended = await card('SUSPENDED', 'grouped');
    const successor = await card('ISSUING', 'grouped');
    const requestId = await replace(old, 'permanent', 'HOLDER_DATA_CHANGED');
    const version = { name: 'grouped', definition: grouped };
    const { replacement } = await replacements().succession(requestId, { deviceId: successor, personId }, version);
    await inTransaction(database(), (manager) => replacements().bindIn(manager, replacement, successor));
    await change(successor, 'ACTIVE');
    const states = await Promise.all(
      [old, suspended, successor].map(async (deviceId) => (await detail(deviceId)).state),
    );
    expect(states).toEqual(['REPLACED', 'TERMINATED', 'ACTIVE']);
  });
});
