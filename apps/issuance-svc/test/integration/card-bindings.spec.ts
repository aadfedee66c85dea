/**
 * [B06] A blank card that is bound to a person: who may bind and unbind, what is published and seen of it, and who begins its issue. Real
 * servers; in the place of update-svc a stand-in that answers with the offer of the card.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type Actor, type RequestEnvelope, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { updateSubject } from '@cardwright/contracts/nats/subjects';
import type { UpdateKind } from '@cardwright/contracts/update/update-kinds';
import type { OfferRow } from '@cardwright/contracts/update/update-offer';
import { eventually } from '@cardwright/testing/eventually';
import { TestMailServer } from '@cardwright/testing/mail-server';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { letChecksPass } from '../support/passing-checks.js';
import { actorWith } from '../support/records-service.js';
import { SagasService, workstationId } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const operator = actorWith('ada', ['issuance-operator']);
const profileName = 'authentication-only';

let service: SagasService;
let mailServer: TestMailServer;
let connection: NatsConnection;
/** By the card that it is for. */
const offered = new Map<string, { offerId: string; kind: UpdateKind }>();

beforeAll(async () => {
  mailServer = await TestMailServer.start();
  service = await SagasService.start({
    settings: {
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      MAIL_FROM: 'Card office <cards@example.org>',
      MAIL_GATHER_SECONDS: '0',
      PUBLIC_URL: 'https://cards.example',
    },
    pace: { overtakenMs: 200, devicesToPublishMs: 100, mailMs: 100 },
  });
  letChecksPass(service);
  const { nats } = service.records;
  connection = await connectNats({ url: nats.url, credsFile: nats.credsFile('update'), name: 'update' });
  // And nothing else, which the feed of events asks for all the time.
  for (const name of ['offers.get', 'offers.began'] as const)
    connection.subscribe(updateSubject(name), {
      callback: (_error, message) => {
        const { body } = message.json<RequestEnvelope<{ offerId: string }>>();
        const [deviceId, { kind }] = [...offered].find(([, { offerId }]) => offerId === body.offerId)!;
        message.respond(JSON.stringify({ body: { offer: offerOf(deviceId, body.offerId, kind) } }));
      },
    });
  await connection.flush();
}, 120_000);
afterAll(async () => {
  await connection?.close();
  await service?.stop();
  await mailServer?.stop();
}, 60_000);

const offerOf = (deviceId: string, offerId: string, kind: UpdateKind): Partial<OfferRow> => ({
  ...{ offerId, deviceId, kind, state: 'offered', requestId: null, workstationId, readerName: 'Reader 0' },
  causes: [
    {
      ...{ kind, cause: 'INITIAL', keyReferences: [], deadline: null, urgency: 'normal' },
      dueAt: '2026-11-01T00:00:00.000Z',
    },
  ],
});

/** A blank card, and somebody who has none. */
async function blankAndPerson(): Promise<{ deviceId: string; personId: string; holder: Actor }> {
  const { deviceId } = await service.plantDevice('AVAILABLE');
  const [row] = await service.query<{ person_id: string }>('SELECT person_id FROM device WHERE device_id = $1', [
    deviceId,
  ]);
  await service.query(
    `UPDATE device SET person_id = NULL, profile_name = NULL, profile_version = NULL, expires_on = NULL
     WHERE device_id = $1`,
    [deviceId],
  );
  return { deviceId, personId: row!.person_id, holder: actorWith(`holder-${deviceId}`, [], deviceId) };
}
const bind = (deviceId: string, personId: string, actor: Actor = operator, more: object = {}) =>
  service.records.ask('devices.bind', { deviceId, personId, profileName, reason: 'starts in May', ...more }, actor);
async function bound() {
  const blank = await blankAndPerson();
  const { saga } = await bind(blank.deviceId, blank.personId);
  return { ...blank, requestId: saga.requestId };
}
type Bound = Awaited<ReturnType<typeof bound>>;
const cancel = (requestId: string) => service.records.ask('sagas.cancel', { requestId, reason: 'not hired' }, operator);
const unbind = (deviceId: string, actor: Actor = operator) =>
  service.records.ask('devices.unbind', { deviceId, reason: 'not hired' }, actor);
const detail = async (deviceId: string) => (await service.records.ask('devices.get', { deviceId }, operator)).device;
const requestsOf = (deviceId: string) =>
  service.query(
    'SELECT request_id AS "requestId", state, pin_change, accept_well_known FROM request WHERE device_id = $1 ORDER BY created_at',
    [deviceId],
  );
async function published(deviceId: string): Promise<unknown> {
  const [row] = await service.query<{ data: unknown }>(
    `SELECT payload->'data' AS data FROM outbox WHERE payload->>'name' = 'device.changed'
       AND payload->'data'->>'deviceId' = $1 ORDER BY id DESC LIMIT 1`,
    [deviceId],
  );
  return row!.data;
}
function begin(deviceId: string, actor: Actor, kind: UpdateKind = 'card.issue') {
  const offer = offered.get(deviceId) ?? { offerId: randomUUID(), kind };
  offered.set(deviceId, offer);
  return service.records.ask('update-offers.begin', { offerId: offer.offerId }, actor);
}

describe('a blank card that is bound to a person', () => {
  it('[B06] is theirs and waits for them: seen by operators, published with the request, audited with who and why', async () => {
    const { deviceId, personId } = await blankAndPerson();
    const { saga, device } = await bind(deviceId, personId);
    expect(saga).toMatchObject({ type: 'ISSUE', state: 'READY', personId, profileName, actions: ['cancel'] });
    expect(device).toMatchObject({ state: 'ASSIGNED', personId, personName: 'Ada Lovelace', profileName });
    const { requestId } = saga;
    expect(await detail(deviceId)).toMatchObject({
      binding: { requestId, profileName, boundBy: `person:ada@${operator.iss}`, reasonText: 'starts in May' },
    });
    expect(await published(deviceId)).toMatchObject({
      ...{ state: 'ASSIGNED', personId, refused: null },
      waiting: [{ requestId, type: 'ISSUE', reason: 'starts in May' }],
    });
    const audit = await service.query(
      `SELECT action, actor, reason, details->>'to' AS "to" FROM audit_log WHERE object = $1 ORDER BY id`,
      [`device:${deviceId}`],
    );
    const actor = `person:ada@${operator.iss}`;
    expect(audit).toEqual([{ action: 'device.state-changed', actor, reason: 'starts in May', to: 'ASSIGNED' }]);
  });

  it('[B06] its person hears by mail that it is theirs, with the page of that card, and that it is no longer', async () => {
    const { deviceId, personId } = await blankAndPerson();
    const address = `${deviceId}@example.test`;
    await service.query('UPDATE person SET email = $2 WHERE person_id = $1', [personId, address]);
    await bind(deviceId, personId);
    await eventually(
      async () => mailServer.to(address).map(({ subject }) => subject),
      ['A new card is ready for you to set up'],
    );
    const { text } = mailServer.to(address)[0]!;
    expect(text).toContain('This was done by the card office. Once you have it, put it into the reader');
    expect(text.match(/https?:[^\s"<]*/g)).toEqual([`https://cards.example/mine/${deviceId}`]);
    // And that it is no longer, with the page of all their cards: that one is not for them any more.
    await unbind(deviceId);
    await eventually(
      async () => mailServer.to(address).map(({ subject }) => subject),
      ['A new card is ready for you to set up', 'A card is no longer put aside for you'],
    );
    const { text: unbound } = mailServer.to(address)[1]!;
    expect(unbound).toContain('This was done by the card office. You need not set it up.');
    expect(unbound).not.toContain('not hired');
    expect(unbound.match(/https?:[^\s"<]*/g)).toEqual(['https://cards.example/mine']);
  });

  it('[B06] whoever binds it answers for a value that everybody knows, in words, or not at all', async () => {
    const { deviceId, personId } = await blankAndPerson();
    await expect(bind(deviceId, personId, operator, { acceptWellKnown: true, reason: ' - ' })).rejects.toMatchObject({
      code: 'REASON_TEXT_REQUIRED',
    });
    expect(await requestsOf(deviceId)).toEqual([]);
    await bind(deviceId, personId, operator, { acceptWellKnown: true });
    expect(await requestsOf(deviceId)).toMatchObject([{ state: 'READY', accept_well_known: true }]);
    expect(await requestsOf((await bound()).deviceId)).toMatchObject([{ state: 'READY', accept_well_known: false }]);
  });

  it.each([
    ['unbound', ({ deviceId }: Bound) => unbind(deviceId)],
    ['its request cancelled', ({ requestId }: Bound) => cancel(requestId)],
  ])('[B06] %s, it is blank and nobody’s again', async (_, way) => {
    const card = await bound();
    const { deviceId, requestId } = card;
    await way(card);
    expect(await requestsOf(deviceId)).toMatchObject([{ requestId, state: 'WITHDRAWN' }]);
    const blank = { state: 'AVAILABLE', personId: null, profileName: null, profileVersion: null };
    expect(await detail(deviceId)).toMatchObject({ ...blank, binding: null });
    expect(await published(deviceId)).toMatchObject({ ...blank, waiting: [] });
    await expect(unbind(deviceId)).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
  });

  it('[B06] is bound by operators alone, and neither by its holder nor to oneself', async () => {
    const { deviceId, personId, holder } = await blankAndPerson();
    for (const actor of [
      holder,
      actorWith('nora', ['system-administrator']),
      actorWith('ivy', ['inventory-custodian']),
    ])
      await expect(bind(deviceId, personId, actor)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    const own = await blankAndPerson();
    const self = actorWith('ida', ['issuance-operator'], own.deviceId);
    await expect(bind(own.deviceId, own.personId, self)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    await bind(deviceId, personId);
    await expect(unbind(deviceId, holder)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    expect(await detail(deviceId)).toMatchObject({ state: 'ASSIGNED', personId });
  });

  it('[B06] is bound once; only a blank card is, to a person who may have one, with a profile in use', async () => {
    const { deviceId, personId } = await bound();
    const other = await blankAndPerson();
    await expect(bind(deviceId, personId)).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
    await expect(bind(deviceId, other.personId)).rejects.toMatchObject({ code: 'LIFECYCLE_ASSIGNED_TO_OTHER' });
    const used = await service.plantDevice('REGISTERED');
    await service.query('UPDATE device SET person_id = NULL WHERE device_id = $1', [used.deviceId]);
    await expect(bind(used.deviceId, other.personId)).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
    await expect(bind(other.deviceId, other.personId, operator, { profileName: 'none' })).rejects.toMatchObject({
      code: 'PROFILE_NOT_FOUND',
    });
    await service.query('UPDATE person SET enabled = false WHERE person_id = $1', [other.personId]);
    await expect(bind(other.deviceId, other.personId)).rejects.toMatchObject({ code: 'PERSON_DISABLED' });
    expect(await requestsOf(other.deviceId)).toEqual([]);
  });

  it('[B06] is published again when its person is disabled', async () => {
    const { deviceId, personId } = await bound();
    await service.query('UPDATE person SET enabled = false WHERE person_id = $1', [personId]);
    const refused = async () => ((await published(deviceId)) as { refused: unknown }).refused;
    await eventually(refused, 'PERSON_DISABLED');
  });

  it('[B06] waits for as long as it is bound, while what waits for a card that has ended is cancelled', async () => {
    const { deviceId, requestId } = await bound();
    const ended = await service.plantDevice('ACTIVE');
    const asked = { deviceId: ended.deviceId, reason: 'PROFILE_CHANGED' };
    await service.records.ask('devices.request-reprovision', asked, operator);
    await service.query(`UPDATE device SET state = 'TERMINATED' WHERE device_id = $1`, [ended.deviceId]);
    await eventually(() => requestsOf(ended.deviceId), [expect.objectContaining({ state: 'CANCELLED' })]);
    expect(await requestsOf(deviceId)).toMatchObject([{ requestId, state: 'READY' }]);
  });
});

describe('the issue of a bound card', () => {
  it('[B06] is begun by its holder: the request that waited, where the card was offered, with a PIN of their choice', async () => {
    const { deviceId, personId, holder, requestId } = await bound();
    const { saga } = await begin(deviceId, holder);
    expect(saga).toMatchObject({ requestId, type: 'ISSUE', personId, profileName, workstationId });
    expect(await requestsOf(deviceId)).toMatchObject([{ requestId, pin_change: 'holder' }]);
    expect(await detail(deviceId)).toMatchObject({ state: 'ISSUING', personId, profileVersion: 1, binding: null });
    // Asked again after a lost answer, the same one.
    expect((await begin(deviceId, holder)).saga.requestId).toBe(requestId);
    await service.until({ deviceId, requestId }, { state: 'FAILED', stuckReason: 'CARD_ABSENT' });
  });

  it('[B06] is begun by nobody else: not by who holds another card, not by an operator in the place of the holder', async () => {
    const { deviceId, requestId } = await bound();
    const { holder: other } = await bound();
    for (const actor of [other, operator])
      await expect(begin(deviceId, actor)).rejects.toMatchObject({ code: 'AUTH_NOT_YOUR_DEVICE' });
    expect(await requestsOf(deviceId)).toMatchObject([{ requestId, state: 'READY' }]);
  });

  it('[B06] is not begun for a card that was unbound meanwhile', async () => {
    const { deviceId, holder } = await bound();
    await unbind(deviceId);
    await expect(begin(deviceId, holder)).rejects.toMatchObject({ code: 'AUTH_NOT_YOUR_DEVICE' });
  });

  it('[B06] by an operator at a workstation takes the place of the request that waited', async () => {
    const { deviceId, personId, requestId } = await bound();
    const asked = { deviceId, personId, profileName, workstationId, pinChange: 'none' } as const;
    const { saga } = await service.records.ask('devices.issue', asked, operator);
    expect(saga.requestId).not.toBe(requestId);
    expect(await requestsOf(deviceId)).toMatchObject([
      { requestId, state: 'SUPERSEDED' },
      { requestId: saga.requestId },
    ]);
    expect(await detail(deviceId)).toMatchObject({ state: 'ISSUING', personId });
  });

  it('[B06] for somebody else than its person is refused', async () => {
    const { deviceId } = await bound();
    const { personId } = await blankAndPerson();
    const asked = { deviceId, personId, profileName, workstationId, pinChange: 'none' } as const;
    await expect(service.records.ask('devices.issue', asked, operator)).rejects.toMatchObject({
      code: 'LIFECYCLE_ASSIGNED_TO_OTHER',
    });
  });
});

describe('a blank card that is bound in the place of another', () => {
  /** A card in use, the request for another one, and a blank card. */
  async function replacement(kind: 'temporary' | 'permanent' = 'permanent', reason = 'LOST') {
    const { deviceId: old } = await service.plantDevice('ACTIVE');
    const { saga } = await service.records.ask('devices.replace', { deviceId: old, kind, reason }, operator);
    const { deviceId } = await blankAndPerson();
    return { old, deviceId, personId: saga.personId!, replacementRequestId: saga.requestId };
  }
  const holderOf = (old: string) => actorWith(`holder-${old}`, [], old);

  it('[B07] names that card to operators, and is published as its replacement; the old card waits for this one alone', async () => {
    const { old, deviceId, personId, replacementRequestId } = await replacement();
    const { saga } = await bind(deviceId, personId, operator, { replacementRequestId });
    expect(await detail(deviceId)).toMatchObject({
      binding: { replaces: { requestId: replacementRequestId, kind: 'permanent', reason: 'LOST', deviceId: old } },
    });
    expect(await published(deviceId)).toMatchObject({
      waiting: [{ requestId: saga.requestId, type: 'ISSUE', replaces: { kind: 'permanent', reason: 'LOST' } }],
    });
    expect(await detail(old)).toMatchObject({ openReplacement: { successorDeviceId: deviceId } });
    const other = await blankAndPerson();
    await expect(bind(other.deviceId, personId, operator, { replacementRequestId })).rejects.toMatchObject({
      code: 'REQUEST_DEVICE_BUSY',
      details: { deviceId, state: 'ASSIGNED' },
    });
    await expect(cancel(replacementRequestId)).rejects.toMatchObject({ code: 'REQUEST_DEVICE_BUSY' });
  });

  it('[B07] unbound, the old card waits for another one again', async () => {
    const { old, deviceId, personId, replacementRequestId } = await replacement();
    await bind(deviceId, personId, operator, { replacementRequestId });
    await unbind(deviceId);
    expect(await detail(old)).toMatchObject({ openReplacement: { successorDeviceId: null } });
    const other = await blankAndPerson();
    await bind(other.deviceId, personId, operator, { replacementRequestId });
    expect(await detail(old)).toMatchObject({ openReplacement: { successorDeviceId: other.deviceId } });
  });

  it('[B07] begun by its holder, it is issued for that request, with the expiry of the old card', async () => {
    const { old, deviceId, personId, replacementRequestId } = await replacement();
    const { saga } = await bind(deviceId, personId, operator, { replacementRequestId });
    const begun = await begin(deviceId, holderOf(old), 'replace.permanent');
    expect(begun.saga).toMatchObject({ requestId: saga.requestId, type: 'ISSUE' });
    expect(await detail(deviceId)).toMatchObject({ state: 'ISSUING', expiresOn: '2036-01-01' });
    expect(await detail(old)).toMatchObject({ openReplacement: { successorDeviceId: deviceId } });
  });

  it('[B07] is for the person and the profile of the request, and for an open request alone', async () => {
    const { deviceId, personId, replacementRequestId } = await replacement();
    const other = await blankAndPerson();
    await expect(bind(deviceId, other.personId, operator, { replacementRequestId })).rejects.toMatchObject({
      code: 'LIFECYCLE_REPLACEMENT_MISMATCH',
    });
    await cancel(replacementRequestId);
    await expect(bind(deviceId, personId, operator, { replacementRequestId })).rejects.toMatchObject({
      code: 'LIFECYCLE_REPLACEMENT_MISMATCH',
    });
    expect(await detail(deviceId)).toMatchObject({ state: 'AVAILABLE' });
  });
});

describe('[D15] one action on many', () => {
  const security = actorWith('sofia', ['security-officer']);
  const preview = (body: RequestOf<IssuanceApi, 'bulk.preview'>, actor: Actor = operator) =>
    service.records.ask('bulk.preview', body, actor);
  const act = (body: RequestOf<IssuanceApi, 'bulk.act'>, actor: Actor = operator) =>
    service.records.ask('bulk.act', body, actor);
  const plant = async (...states: string[]): Promise<string[]> =>
    Promise.all(states.map(async (state) => (await service.plantDevice(state)).deviceId));
  const stateOf = async (ids: string[]) => Promise.all(ids.map(async (deviceId) => (await detail(deviceId)).state));
  const codes = (rows: { refusal?: { code: string } | null; error?: { code: string } | null }[]) =>
    rows.map(({ refusal, error }) => (refusal ?? error)?.code ?? null);
  const holderOf = (deviceId: string, roles: string[] = []) => actorWith(`holder-${deviceId}`, roles, deviceId);

  it('is looked at before: of each whether it would be done, and why not; nothing is changed or audited', async () => {
    const ids = await plant('ACTIVE', 'SUSPENDED', 'TERMINATED');
    const working = await service.plant('UPDATE');
    const nobodys = randomUUID();
    const looked = await preview({ action: 'suspend', ids: [...ids, working.deviceId, nobodys, ids[0]!] });
    expect([looked.done, looked.leftOut]).toEqual([2, 3]);
    expect(looked.rows.map(({ id, endsWork }) => [id, endsWork])).toEqual([
      ...ids.map((id) => [id, false]),
      [working.deviceId, true],
      [nobodys, false],
    ]);
    expect(codes(looked.rows)).toEqual([
      ...[null, 'LIFECYCLE_ALREADY_SO', 'LIFECYCLE_NOT_ACTIVE', null],
      'LIFECYCLE_DEVICE_NOT_FOUND',
    ]);
    expect(looked.rows[0]).toMatchObject({ label: `ykserial:${ids[0]!.slice(0, 8)}`, personName: 'Ada Lovelace' });
    expect(codes((await preview({ action: 'resume', ids })).rows)).toEqual([
      ...['LIFECYCLE_ALREADY_SO', null, 'LIFECYCLE_TRANSITION'],
    ]);
    expect(codes((await preview({ action: 'request-reprovision', ids })).rows)).toEqual([
      ...[null, 'LIFECYCLE_NOT_ACTIVE', 'LIFECYCLE_NOT_ACTIVE'],
    ]);
    expect(await stateOf(ids)).toEqual(['ACTIVE', 'SUSPENDED', 'TERMINATED']);
    const objects = ids.map((id) => `device:${id}`);
    expect(await service.query('SELECT * FROM audit_log WHERE object = ANY ($1)', [objects])).toEqual([]);
  });

  it('says what is refused to whoever asks as the act does, and nothing of a card that they may not look at', async () => {
    const [own, others] = (await plant('ACTIVE', 'ACTIVE')) as [string, string];
    const holder = holderOf(own);
    const body = { action: 'suspend' as const, ids: [own, others] };
    const looked = await preview(body, holder);
    expect(codes(looked.rows)).toEqual([null, 'AUTH_NOT_YOUR_DEVICE']);
    expect(looked.rows[1]).toMatchObject({ label: null, personName: null });
    const [done] = [await act({ ...body, reason: 'MISPLACED' }, holder)];
    expect(codes(done.rows)).toEqual([null, 'AUTH_NOT_YOUR_DEVICE']);
    expect(await stateOf([own, others])).toEqual(['SUSPENDED', 'ACTIVE']);
    // An administrator takes no card into use again; nobody asks for a reprovision of their own.
    const administrator = actorWith('nora', ['system-administrator', 'security-officer']);
    const resumes = { action: 'resume' as const, ids: [own] };
    for (const [actor, code] of [
      [administrator, 'AUTH_SEPARATION_OF_DUTIES'],
      [holder, null],
    ] as const)
      expect(codes((await preview(resumes, actor)).rows)).toEqual([code]);
    expect(codes((await act({ ...resumes, reason: 'FOUND' }, administrator)).rows)).toEqual([
      'AUTH_SEPARATION_OF_DUTIES',
    ]);
    const ask = { action: 'request-reprovision' as const, ids: [others], reason: 'PROFILE_CHANGED' };
    const theirs = holderOf(others, ['issuance-operator']);
    expect(codes((await preview({ action: ask.action, ids: ask.ids }, theirs)).rows)).toEqual(['AUTH_FORBIDDEN']);
    expect(codes((await act(ask, theirs)).rows)).toEqual(['AUTH_FORBIDDEN']);
  });

  it('finds what the list finds, by its filters, and no more than 500', async () => {
    const [one, two] = (await plant('ACTIVE', 'SUSPENDED')) as [string, string];
    const query = `ykserial:${one.slice(0, 8)}`;
    expect((await preview({ action: 'suspend', filter: { query } })).rows.map(({ id }) => id)).toEqual([one]);
    const mine = await preview({ action: 'suspend', filter: {} }, holderOf(two));
    expect(mine.rows.map(({ id }) => id)).toEqual([two]);
    await service.query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state)
       SELECT gen_random_uuid(), tenant_id, 'ykserial:' || 70000000 + n, 'Many', model_id, 'AVAILABLE'
       FROM (SELECT tenant_id, model_id FROM card_model LIMIT 1) AS model, generate_series(1, 501) AS n`,
    );
    await expect(preview({ action: 'suspend', filter: { label: 'Many' } })).rejects.toMatchObject({
      code: 'BULK_TOO_MANY',
      details: { most: 500 },
    });
    await service.query(`DELETE FROM device WHERE identity_text = 'ykserial:70000001'`);
    expect(await preview({ action: 'suspend', filter: { label: 'Many' } })).toMatchObject({ done: 0, leftOut: 500 });
    await service.query(`DELETE FROM device WHERE label = 'Many'`);
  }, 60_000);

  it('is done to each as to one alone: its own audit row under one id, one that fails holds up no other, the same key does it once', async () => {
    const ids = await plant('ACTIVE', 'TERMINATED', 'ACTIVE');
    const bulkId = randomUUID();
    const body = { action: 'suspend', ids, bulkId, reason: 'ON_LEAVE', reasonText: 'until May' } as const;
    const idempotencyKey = randomUUID();
    const asked = () =>
      service.records.gateway.issuance(
        'bulk.act',
        { ...body, ids },
        {
          ...{ tenantId: defaultTenantId, correlationId: 'spec', actor: operator },
          idempotencyKey,
        },
      );
    const first = await asked();
    expect([first.bulkId, codes(first.rows)]).toEqual([bulkId, [null, 'LIFECYCLE_NOT_ACTIVE', null]]);
    await service.records.ask('devices.resume', { deviceId: ids[0]!, reason: 'FOUND' }, security);
    expect(await asked()).toEqual(first);
    expect(await stateOf(ids)).toEqual(['ACTIVE', 'TERMINATED', 'SUSPENDED']);
    const trail = (await service.records.ask('audit.list', { correlationId: bulkId }, security)).rows;
    const suspended = trail.filter(({ action }) => action === 'device.suspended');
    expect(suspended.map(({ object, reason, reasonText }) => [object, reason, reasonText]).toSorted()).toEqual(
      [ids[0], ids[2]].map((id) => [`device:${id}`, 'ON_LEAVE', 'until May']).toSorted(),
    );
    expect(new Set(trail.map(({ object }) => object))).toEqual(new Set([ids[0], ids[2]].map((id) => `device:${id}`)));
  });

  it('asks holders to reprovision, each by a request of its own', async () => {
    const ids = await plant('ACTIVE', 'ACTIVE');
    const key = { ...{ tenantId: defaultTenantId, correlationId: 'spec', actor: operator }, idempotencyKey: 'many' };
    const asked = { action: 'request-reprovision' as const, ids, reason: 'PROFILE_CHANGED' };
    expect(codes((await service.records.gateway.issuance('bulk.act', asked, key)).rows)).toEqual([null, null]);
    for (const id of ids) expect(await requestsOf(id)).toMatchObject([{ state: 'READY' }]);
  });

  it('retries or cancels sagas that are stuck, and leaves out those that are not', async () => {
    const [lock, unlock] = await Promise.all([service.parked('LOCK'), service.parked('UNLOCK')]);
    const waiting = await bound();
    const ids = [lock.requestId, unlock.requestId, waiting.requestId];
    expect(codes((await preview({ action: 'retry', ids })).rows)).toEqual([null, null, 'LIFECYCLE_TRANSITION']);
    const looked = await preview({ action: 'cancel', ids });
    expect([looked.done, looked.rows.map(({ personName }) => personName)]).toEqual([3, Array(3).fill('Ada Lovelace')]);
    const { attempt } = await service.now(lock);
    expect(codes((await act({ action: 'retry', ids: [lock.requestId, waiting.requestId] })).rows)).toEqual([
      null,
      'LIFECYCLE_TRANSITION',
    ]);
    await eventually(async () => (await service.now(lock)).attempt > attempt, true);
    await service.until(lock, { state: 'FAILED' });
    expect(codes((await act({ action: 'cancel', ids, reason: 'all wrong' })).rows)).toEqual([null, null, null]);
    await service.until(lock, { state: 'CANCELLED' });
    await service.until(unlock, { state: 'CANCELLED' });
    expect((await detail(waiting.deviceId)).state).toBe('AVAILABLE');
  });

  it.each([
    ['BULK_TOO_MANY', { action: 'suspend', ids: Array.from({ length: 101 }, () => randomUUID()), reason: 'ON_LEAVE' }],
    ['BULK_TOO_MANY', { action: 'retry', ids: Array.from({ length: 11 }, () => randomUUID()) }],
    ['REQUEST_INVALID', { action: 'terminate', ids: [randomUUID()], reason: 'LOST' }],
    ['REQUEST_INVALID', { action: 'recycle', ids: [randomUUID()], reason: 'LOST' }],
    ['REQUEST_INVALID', { action: 'toString', ids: [randomUUID()] }],
    ['REQUEST_INVALID', { action: 'suspend', ids: [], reason: 'ON_LEAVE' }],
    ['REQUEST_INVALID', { action: 'suspend', ids: ['1'], reason: 'ON_LEAVE' }],
    ['REQUEST_INVALID', { action: 'suspend', ids: [randomUUID()], bulkId: 'mine', reason: 'ON_LEAVE' }],
    ['REASON_NOT_ALLOWED', { action: 'suspend', ids: [randomUUID()], reason: 'RENEW' }],
    ['REASON_TEXT_REQUIRED', { action: 'cancel', ids: [randomUUID()], reason: '–' }],
  ])('refuses / as a whole: %s', async (code, body) => {
    await expect(service.records.askUnchecked('bulk.act', body, operator)).rejects.toMatchObject({ code });
  });

  it('refuses / a look at ids and a filter, at neither, and at sagas by a filter', async () => {
    for (const body of [{ ids: [randomUUID()], filter: {} }, {}])
      await expect(preview({ action: 'suspend', ...body })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(preview({ action: 'retry', filter: {} })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
