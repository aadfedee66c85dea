/**
 * What a holder may issue to themselves: with which profile, onto which card, and how many of them; and that none of it reaches a card, a request
 * or a profile that is not theirs. Real servers; a stand-in for the vault and for the workstation.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId, type Actor, type RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { updateSubject } from '@cardwright/contracts/nats/subjects';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { bearers, common, here, nothing, refused, without, type Name, type Things } from '../support/other-holders.js';
import { imageOf, letChecksPass, type Said } from '../support/passing-checks.js';
import { actorWith } from '../support/records-service.js';
import { matrix, outsideMatrix } from '../support/role-matrix.js';
import { SagasService, workstationId } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const operator = actorWith('ada', ['issuance-operator']);
const chosen = 'my-card';
const operatorsOnly = 'authentication-only';

let service: SagasService;
let said: Said;
beforeAll(async () => {
  service = await SagasService.start();
  said = letChecksPass(service);
  // As published by a profile administrator: the shape is the schema's, whose spec is published-schemas.spec.ts.
  await publish(chosen, { selfService: true });
  await publish('my-only-card', { selfService: true, credentialGroup: 'mine' });
}, 120_000);
afterAll(async () => service?.stop(), 60_000);

const publish = (name: string, more: object) =>
  service.query(
    `INSERT INTO credential_profile_version (tenant_id, name, version, definition, sha256_hex, published_at, published_by)
     SELECT tenant_id, $1::text, 1, definition || jsonb_build_object('name', $1::text) || $2::jsonb, sha256_hex, now(), 'spec'
     FROM credential_profile_version WHERE name = $3 AND version = 1`,
    [name, JSON.stringify(more), operatorsOnly],
  );

interface Holder {
  personId: string;
  actor: Actor;
}
async function holder(roles: string[] = []): Promise<Holder> {
  const externalId = randomUUID();
  const [row] = await service.query<{ person_id: string }>(
    `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name)
     VALUES (gen_random_uuid(), $2, $1, 'Grace', 'Hopper', 'Grace Hopper') RETURNING person_id`,
    [externalId, defaultTenantId],
  );
  const actor = { ...actorWith(`holder-${externalId}`, roles, externalId), pairedWorkstationId: workstationId };
  return { personId: row!.person_id, actor };
}
async function blank(state = 'AVAILABLE'): Promise<string> {
  const { deviceId } = await service.plantDevice(state);
  await service.query(
    `UPDATE device SET person_id = NULL, profile_name = NULL, profile_version = NULL, expires_on = NULL WHERE device_id = $1`,
    [deviceId],
  );
  return deviceId;
}
const asked = (deviceId: string, { personId }: Holder, profileName = chosen, more: object = {}) => ({
  ...{ deviceId, personId, profileName, workstationId, pinChange: 'holder' as const },
  ...more,
});
const plan = (deviceId: string, who: Holder, profileName?: string, more?: object) =>
  service.records.ask('devices.plan', asked(deviceId, who, profileName, more), who.actor);
const issue = (deviceId: string, who: Holder, profileName?: string, more?: object) =>
  service.records.ask('devices.issue', asked(deviceId, who, profileName, more), who.actor);
const stateOf = async (deviceId: string) =>
  (await service.query('SELECT state, person_id FROM device WHERE device_id = $1', [deviceId]))[0];
const untouched = { state: 'AVAILABLE', person_id: null };

describe('a holder and a blank card', () => {
  it('[C08] issue it to themselves with a profile that says so, and are who asked for it', async () => {
    const grace = await holder();
    const deviceId = await blank();
    expect((await plan(deviceId, grace)).plan).toMatchObject({ profileName: chosen, mustAccept: [] });
    const { saga } = await issue(deviceId, grace);
    expect(saga).toMatchObject({ type: 'ISSUE', personId: grace.personId, profileName: chosen, workstationId });
    expect(await stateOf(deviceId)).toMatchObject({ state: 'ISSUING', person_id: grace.personId });
    // They may look at it, and be rid of it; somebody else may do neither.
    const { requestId } = saga;
    const other = await holder();
    for (const name of ['sagas.get', 'sagas.retry', 'sagas.pin-key', 'sagas.skip-pin'] as const)
      await expect(service.records.ask(name, { requestId }, other.actor)).rejects.toMatchObject({
        code: 'AUTH_NOT_YOUR_DEVICE',
      });
    await expect(
      service.records.ask('sagas.cancel', { requestId, reason: 'not mine' }, other.actor),
    ).rejects.toMatchObject({ code: 'AUTH_NOT_YOUR_DEVICE' });
    expect((await service.records.ask('sagas.get', { requestId }, grace.actor)).saga.requestId).toBe(requestId);
  });

  it('[C23] have what they began go on by whoever helps them, who gives no PIN and ends nothing; what an operator began, by operators', async () => {
    const grace = await holder();
    const desk = actorWith('hanna', ['helpdesk']);
    const { saga } = await issue(await blank(), grace);
    expect(saga.begunByHolder).toBe(true);
    const { requestId } = saga;
    const outcome = (name: Name, more: object = {}, id = requestId, actor = desk) =>
      service.records.askUnchecked(name, { requestId: id, ...more }, actor).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      );
    // It runs: there is nothing to retry yet, and that is all that stands against it.
    expect(await outcome('sagas.retry')).toBe('LIFECYCLE_TRANSITION');
    const refusals = [
      await outcome('sagas.cancel', { reason: 'not mine' }),
      await outcome('sagas.pin-key'),
      await outcome('sagas.supply-pin', { jwe: 'a.b.c.d.e' }),
      await outcome('sagas.skip-pin'),
    ];
    expect(refusals).toEqual(Array(4).fill('AUTH_FORBIDDEN'));
    const byOperator = await service.records.ask(
      'devices.issue',
      { ...asked(await blank(), grace, operatorsOnly), identifiedBy: 'known' },
      operator,
    );
    expect(byOperator.saga.begunByHolder).toBe(false);
    expect(await outcome('sagas.retry', {}, byOperator.saga.requestId)).toBe('AUTH_FORBIDDEN');
  });

  it('[C08] says which profiles those are in the list that everybody reads', async () => {
    const { rows } = await service.records.ask('profiles.list', {}, (await holder()).actor);
    expect(rows.filter((row) => row.selfService).map(({ name }) => name)).toEqual([chosen, 'my-only-card']);
    expect(rows.find(({ name }) => name === operatorsOnly)?.selfService).toBe(false);
  });

  it('[C08] are refused every other profile, at the plan and at the start, and the card stays blank', async () => {
    const grace = await holder();
    const deviceId = await blank();
    for (const attempt of [plan, issue])
      await expect(attempt(deviceId, grace, operatorsOnly)).rejects.toMatchObject({ code: 'PROFILE_NOT_SELF_SERVICE' });
    expect(await stateOf(deviceId)).toEqual(untouched);
  });

  it('[C08] take it at the computer that their browser is at; while that is not known, where a card of theirs was used last', async () => {
    const grace = await holder();
    const deviceId = await blank();
    const at = (pairedWorkstationId: string | undefined): Holder => ({
      ...grace,
      actor: { ...grace.actor, pairedWorkstationId },
    });
    for (const elsewhere of ['ws-other', undefined])
      for (const attempt of [plan, issue])
        await expect(attempt(deviceId, at(elsewhere))).rejects.toMatchObject({
          code: 'AUTH_NOT_AT_WORKSTATION',
          details: { workstationId },
        });
    expect(await stateOf(deviceId)).toEqual(untouched);
    const { deviceId: earlier } = await service.plantDevice('ACTIVE');
    await service.query('UPDATE device SET person_id = $2 WHERE device_id = $1', [earlier, grace.personId]);
    await expect(issue(deviceId, at('ws-other'))).rejects.toMatchObject({ code: 'AUTH_NOT_AT_WORKSTATION' });
    await issue(deviceId, at(undefined));
    expect(await stateOf(deviceId)).toMatchObject({ state: 'ISSUING', person_id: grace.personId });
  });

  it('[C08] look into readers, and at a card in one, at that computer alone; whoever sees workstations, at all', async () => {
    const grace = await holder();
    service.edge['readers.list'] = () => ({ readers: [], pcsc: 'ok' });
    const asks = (actor: Actor) => [
      service.records.ask('workstations.readers', { workstationId }, actor),
      service.records.ask('devices.inspect', { workstationId, identity: 'ykserial:71000001' }, actor),
    ];
    const outcomes = async (pairedWorkstationId: string | undefined, { actor } = grace) => {
      const settled = await Promise.allSettled(asks({ ...actor, pairedWorkstationId }));
      return settled.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'answered'));
    };
    const refused = ['AUTH_NOT_AT_WORKSTATION', 'AUTH_NOT_AT_WORKSTATION'];
    const answered = ['answered', 'answered'];
    expect(await outcomes('ws-other')).toEqual(refused);
    expect(await outcomes(undefined)).toEqual(refused);
    // Nothing is said of a workstation that is not theirs, not even that there is none.
    await expect(
      service.records.ask('workstations.readers', { workstationId: 'ws-none' }, grace.actor),
    ).rejects.toMatchObject({ code: 'AUTH_NOT_AT_WORKSTATION' });
    expect(await outcomes(workstationId)).toEqual(answered);
    expect(await outcomes('ws-other', await holder(['issuance-operator']))).toEqual(answered);
    expect(await outcomes(undefined, await holder(['helpdesk']))).toEqual(answered);
    const { deviceId } = await service.plantDevice('ACTIVE');
    await service.query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, grace.personId]);
    expect(await outcomes('ws-other')).toEqual(refused);
    expect(await outcomes(undefined)).toEqual(answered);
  });

  it('do not answer for a value that everybody knows', async () => {
    const grace = await holder();
    const { saga } = await issue(await blank(), grace, chosen, { acceptWellKnown: true, reason: 'I take it on me' });
    expect(
      await service.query('SELECT accept_well_known FROM request WHERE request_id = $1', [saga.requestId]),
    ).toEqual([{ accept_well_known: false }]);
  });

  it('[C33] have as many as they like, but of a group one', async () => {
    const grace = await holder();
    await issue(await blank(), grace);
    await issue(await blank(), grace);
    const first = await blank();
    await issue(first, grace, 'my-only-card');
    const second = await blank();
    for (const attempt of [plan, issue])
      await expect(attempt(second, grace, 'my-only-card')).rejects.toMatchObject({
        code: 'LIFECYCLE_GROUP_OCCUPIED',
        details: { deviceId: first },
      });
    expect(await stateOf(second)).toEqual(untouched);
  });
});

describe('a holder and what is not theirs', () => {
  it('issues nothing to somebody else, whatever the profile says', async () => {
    const grace = await holder();
    const other = await holder();
    const deviceId = await blank();
    for (const name of ['devices.plan', 'devices.issue'] as const)
      await expect(service.records.ask(name, asked(deviceId, other), grace.actor)).rejects.toMatchObject({
        code: 'AUTH_FORBIDDEN',
      });
    expect(await stateOf(deviceId)).toEqual(untouched);
  });

  it.each([
    ['that somebody else uses', 'ACTIVE'],
    ['that is bound to somebody else', 'ASSIGNED'],
    ['that is being issued to somebody else', 'ISSUING'],
  ])('does not take a card %s', async (_, state) => {
    const { deviceId } = await service.plantDevice(state);
    const before = await stateOf(deviceId);
    await expect(issue(deviceId, await holder())).rejects.toMatchObject({ code: 'LIFECYCLE_ASSIGNED_TO_OTHER' });
    expect(await stateOf(deviceId)).toEqual(before);
  });

  it.each([
    ['in use', 'ACTIVE', 'LIFECYCLE_ALREADY_ISSUED'],
    ['given up', 'ISSUE_FAILED', 'LIFECYCLE_TRANSITION'],
  ])('does not make a card anew that is %s', async (_, state, code) => {
    const grace = await holder();
    const { deviceId } = await service.plantDevice(state);
    await service.query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, grace.personId]);
    await expect(issue(deviceId, grace)).rejects.toMatchObject({ code });
  });

  it('[B07] takes a blank card in the place of one of theirs, with a profile for self-service alone', async () => {
    const grace = await holder();
    const lost = async (profileName: string): Promise<[string, { replacementRequestId: string }]> => {
      const { deviceId } = await service.plantDevice('ACTIVE');
      await service.query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, grace.personId]);
      const asked = { deviceId, kind: 'permanent', reason: 'LOST', profileName } as const;
      const { saga } = await service.records.ask('devices.replace', asked, operator);
      return [deviceId, { replacementRequestId: saga.requestId }];
    };
    const deviceId = await blank();
    const [, operators] = await lost(operatorsOnly);
    for (const attempt of [plan, issue])
      await expect(attempt(deviceId, grace, operatorsOnly, operators)).rejects.toMatchObject({
        code: 'PROFILE_NOT_SELF_SERVICE',
      });
    expect(await stateOf(deviceId)).toEqual(untouched);
    const [old, theirs] = await lost(chosen);
    expect((await plan(deviceId, grace, chosen, theirs)).plan).toMatchObject({ profileName: chosen });
    await issue(deviceId, grace, chosen, theirs);
    expect((await service.records.ask('devices.get', { deviceId: old }, grace.actor)).device).toMatchObject({
      openReplacement: { requestId: theirs.replacementRequestId, successorDeviceId: deviceId },
    });
    // One card for it, not two.
    await expect(plan(await blank(), grace, chosen, theirs)).rejects.toMatchObject({ code: 'REQUEST_DEVICE_BUSY' });
  });

  it('issues nothing as another card’s replacement that is not theirs', async () => {
    const { deviceId: old } = await service.plantDevice('ACTIVE');
    const { saga } = await service.records.ask(
      'devices.replace',
      { deviceId: old, kind: 'permanent', reason: 'LOST' },
      operator,
    );
    const more = { replacementRequestId: saga.requestId };
    await expect(issue(await blank(), await holder(), chosen, more)).rejects.toMatchObject({
      code: 'LIFECYCLE_REPLACEMENT_MISMATCH',
    });
  });

  it.each([['issuance-operator'], ['security-officer'], ['system-administrator']])(
    'the separation of duties stays: %s issues nothing to themselves',
    async (role) => {
      await expect(issue(await blank(), await holder([role]))).rejects.toMatchObject({
        code: 'AUTH_SEPARATION_OF_DUTIES',
      });
    },
  );
});

describe('a card that is bound to its holder', () => {
  async function bound() {
    const grace = await holder();
    const deviceId = await blank();
    const { saga } = await service.records.ask(
      'devices.bind',
      { deviceId, personId: grace.personId, profileName: operatorsOnly, reason: 'starts in May' },
      operator,
    );
    return { grace, deviceId, requestId: saga.requestId };
  }

  it('[B06] is issued with its profile, as the request that waits', async () => {
    const { grace, deviceId, requestId } = await bound();
    expect((await plan(deviceId, grace, operatorsOnly)).plan).toMatchObject({ profileName: operatorsOnly });
    const { saga } = await issue(deviceId, grace, operatorsOnly);
    expect(saga).toMatchObject({ requestId, profileName: operatorsOnly, personId: grace.personId });
    expect(await stateOf(deviceId)).toMatchObject({ state: 'ISSUING' });
  });

  it('[B06, C23] is begun once, however often the same start arrives; its key is the holder’s alone', async () => {
    const { grace, deviceId, requestId } = await bound();
    const idempotencyKey = randomUUID();
    for (let times = 0; times < 2; times++)
      expect((await issue(deviceId, grace, operatorsOnly, { idempotencyKey })).saga).toMatchObject({ requestId });
    await expect(issue(deviceId, grace, operatorsOnly, { idempotencyKey: randomUUID() })).rejects.toMatchObject({
      code: 'REQUEST_DEVICE_BUSY',
    });
    await expect(issue(deviceId, await holder(), operatorsOnly, { idempotencyKey })).rejects.toMatchObject({
      code: 'LIFECYCLE_ASSIGNED_TO_OTHER',
    });
  });

  it('[B07] in the place of another card of theirs: is issued as that one’s replacement, which the page need not know of', async () => {
    const grace = await holder();
    const { deviceId: old } = await service.plantDevice('ACTIVE');
    await service.query('UPDATE device SET person_id = $2 WHERE device_id = $1', [old, grace.personId]);
    const replace = { deviceId: old, kind: 'permanent', reason: 'LOST' } as const;
    const { requestId: replacementRequestId } = (await service.records.ask('devices.replace', replace, operator)).saga;
    const deviceId = await blank();
    const binding = { deviceId, personId: grace.personId, profileName: operatorsOnly, replacementRequestId };
    const { requestId } = (await service.records.ask('devices.bind', binding, operator)).saga;
    expect((await plan(deviceId, grace, operatorsOnly)).plan).toMatchObject({ profileName: operatorsOnly });
    expect((await issue(deviceId, grace, operatorsOnly)).saga).toMatchObject({ requestId });
    expect((await service.records.ask('devices.get', { deviceId: old }, operator)).device).toMatchObject({
      openReplacement: { requestId: replacementRequestId, successorDeviceId: deviceId },
    });
  });

  it('[B06] is issued with no other, and by nobody else', async () => {
    const { grace, deviceId } = await bound();
    await expect(issue(deviceId, grace, chosen)).rejects.toMatchObject({
      code: 'PROFILE_NOT_SELF_SERVICE',
      details: { name: chosen, bound: operatorsOnly },
    });
    await expect(issue(deviceId, await holder(), operatorsOnly)).rejects.toMatchObject({
      code: 'LIFECYCLE_ASSIGNED_TO_OTHER',
    });
    expect(await stateOf(deviceId)).toMatchObject({ state: 'ASSIGNED' });
  });
});

describe('[security OWASP ASVS 5.0] a holder and another holder’s things', () => {
  let update: NatsConnection;
  let graces: Things;
  let grace: Actor;
  let henri: Actor;
  let henris: Things;
  /** What update-svc was asked. */
  const told: string[] = [];

  beforeAll(async () => {
    ({ things: graces, actor: grace } = await holderOfACard());
    // Somebody who has a card too: every right of a holder, and none of hers.
    ({ things: henris, actor: henri } = await holderOfACard());
    // Her card is in the reader.
    said.inspected = () => imageOf(graces.identity);
    const { nats } = service.records;
    update = await connectNats({ url: nats.url, credsFile: nats.credsFile('update'), name: 'update' });
    keepOffer(update);
    await update.flush();
  });
  afterAll(() => update?.close());

  async function holderOfACard(): Promise<{ things: Things; actor: Actor }> {
    const { personId, actor } = await holder();
    const { deviceId } = await service.plantDevice('ACTIVE');
    await service.query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, personId]);
    const [device] = await service.query<{ identity_text: string }>(
      'SELECT identity_text FROM device WHERE device_id = $1',
      [deviceId],
    );
    const sessionSha256Hex = randomUUID().replaceAll('-', '').repeat(2).toUpperCase();
    const times = { idleSeconds: 3600, absoluteSeconds: 28_800 };
    await service.records.ask('sessions.start', { sessionSha256Hex, ...times }, actor);
    const request = { deviceId, reason: 'FORGOTTEN_PIN' };
    const { saga } = await service.records.ask('devices.request-pin-reset', request, operator);
    const [requestId, offerId, identity] = [saga.requestId, randomUUID(), device!.identity_text];
    const serialNumberHex = randomUUID().replaceAll('-', '').toUpperCase();
    await service.query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference, algorithm,
         key_origin, state, issuer_id, serial_number_hex)
       VALUES (gen_random_uuid(), $1, $2, $3, 1, 'PIV', 'authentication', '9A', 'ECCP256', 'card', 'ACTIVE', 'issuing-1', $4)`,
      [defaultTenantId, deviceId, requestId, serialNumberHex],
    );
    return { actor, things: { personId, deviceId, requestId, offerId, sessionSha256Hex, identity, serialNumberHex } };
  }
  /** In the place of update-svc. */
  function keepOffer(nats: NatsConnection): void {
    nats.subscribe(updateSubject('>' as never), {
      callback: (_error, message) => {
        const name = message.subject.slice(updateSubject('' as never).length);
        const { body } = message.json<RequestEnvelope<{ offerId?: string }>>();
        // Asked every second by the feed of events, whoever does what.
        if (name !== 'offers.events') told.push(name);
        const { offerId, deviceId } = graces;
        const offer = { offerId, deviceId, kind: 'pin.unlock', causes: [], state: 'offered', requestId: null };
        const known = name === 'offers.get' && body.offerId === offerId;
        const answer = known ? { body: { offer } } : { error: new CardwrightError('REQUEST_NOT_FOUND') };
        message.respond(JSON.stringify(answer));
      },
    });
  }
  /** Everything of hers that a request could change. */
  const recordOf = ({ deviceId, personId, sessionSha256Hex }: Things) =>
    Promise.all([
      service.query('SELECT * FROM device WHERE device_id = $1', [deviceId]),
      service.query('SELECT * FROM request WHERE device_id = $1', [deviceId]),
      service.query('SELECT * FROM person WHERE person_id = $1', [personId]),
      service.query('SELECT * FROM web_session WHERE session_sha256_hex = $1', [sessionSha256Hex]),
      service.query('SELECT count(*) FROM request WHERE tenant_id = $1', [defaultTenantId]),
    ]);
  const outcomeOf = (name: Name, body: object, actor: Actor): Promise<string> =>
    service.records.askUnchecked(name, body, actor).then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => (error as { code: string }).code,
    );

  /** Whose they are is who asks (sessions.spec.ts); and each of many is asked as it is alone (card-bindings.spec.ts). */
  const elsewhere = [
    'views.list',
    'views.save',
    'views.delete',
    'bulk.preview',
    'bulk.act',
    'wizard-step.tell',
    'wizard-step.leave',
  ];

  it('the table has every request that a holder may send', () => {
    const theirs = matrix.flatMap(({ endpoint, side, role, mark }) =>
      side === 'own' && role === 'CH' && mark !== '-' ? [endpoint] : [],
    );
    const written = [
      ...Object.keys(refused),
      ...Object.keys(without),
      ...common,
      ...bearers,
      'sessions.end-own',
      ...elsewhere,
    ];
    expect(written.toSorted()).toEqual([...theirs, ...outsideMatrix].toSorted());
  });

  it.each(Object.entries(refused))('%s is refused, changes nothing, and asks no service or card', async (name, row) => {
    const [bodyOf, theirs, nobodys] = row;
    const before = await recordOf(graces);
    const opened: string[] = [];
    service.opening = async (deviceId) => {
      opened.push(deviceId);
      throw new CardwrightError('CARD_ABSENT');
    };
    service.records.vaultCalls.length = 0;
    told.length = 0;
    const none = nothing();
    expect([name, await outcomeOf(name as Name, bodyOf(graces), henri)]).toEqual([name, theirs]);
    expect([name, await outcomeOf(name as Name, bodyOf(none), henri)]).toEqual([name, nobodys]);
    expect(await recordOf(graces)).toEqual(before);
    // The sagas of other tests go on meanwhile.
    const things: string[] = [graces, henris, none].flatMap((each) => Object.values(each));
    const aboutThem = (asked: readonly unknown[]) =>
      asked.filter((each) => things.some((thing) => JSON.stringify(each).includes(thing)));
    expect([aboutThem(opened), aboutThem(service.records.vaultCalls)]).toEqual([[], []]);
    expect(told.filter((each) => each !== 'offers.get')).toEqual([]);
  });

  it.each(Object.entries(without))('%s says nothing of them', async (name, bodies) => {
    const hers = Object.values(graces);
    for (const bodyOf of bodies) {
      const answer = await outcomeOf(name as Name, bodyOf(graces), henri);
      expect([name, hers.filter((value: string) => answer.includes(value))]).toEqual([name, []]);
    }
    // And of her own it does, to her: the check would else see nothing.
    if (['devices.list', 'sagas.list'].includes(name))
      expect(await outcomeOf(name as Name, {}, grace)).toContain(graces.deviceId);
  });

  it('devices.inspect of what is in the reader, or of a card by its name, is refused as that', async () => {
    const { identity } = graces;
    for (const body of [here, { ...here, identity }, { workstationId, identity }])
      expect([body, await outcomeOf('devices.inspect', body, henri)]).toEqual([body, 'AUTH_NOT_YOUR_DEVICE']);
  });

  it('[D02] what is refused as somebody else’s is in the audit trail as that', async () => {
    const { actor, personId } = await holder();
    const report = { deviceId: graces.deviceId, reason: 'LOST_DEVICE' };
    expect(await outcomeOf('devices.suspend', report, actor)).toBe('AUTH_NOT_YOUR_DEVICE');
    const refusals = `SELECT object, details ->> 'code' AS code FROM audit_log
      WHERE action = 'authorisation.refused' AND details ->> 'personId' = $1`;
    expect(await service.query(refusals, [personId])).toEqual([
      { object: 'endpoint:devices.suspend', code: 'AUTH_NOT_YOUR_DEVICE' },
    ]);
  });

  it('sessions.end-own ends none of them', async () => {
    const sessionId = (await service.records.ask('sessions.list', {}, grace)).sessions[0]!.sessionId;
    expect(await service.records.ask('sessions.end-own', { sessionId }, henri)).toEqual({ ended: 0 });
    const { sessionSha256Hex } = graces;
    await service.records.ask('sessions.end-own', { exceptSha256Hex: sessionSha256Hex }, henri);
    expect(await service.records.ask('sessions.check', { sessionSha256Hex, touch: false })).toMatchObject({
      active: true,
    });
  });

  it.each(common)('%s is the same for both', async (name) => {
    const body = { name: 'authentication-only', from: 1, to: 1 };
    expect(await outcomeOf(name, body, henri)).toBe(await outcomeOf(name, body, grace));
  });
});
