/**
 * From the last step of an update to the card that was put in again: what agents report, what is looked at, how it ends. Real Postgres, NATS and
 * Temporal; the agents say what a spec says.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CredentialsSeen, EdgeApi, EdgeEvents } from '@cardwright/contracts/nats/edge.api';
import type { Reinsertion } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { edgeEventSubject } from '@cardwright/contracts/nats/subjects';
import { eventually } from '@cardwright/testing/eventually';
import { ReinsertionQuestion } from '../../src/jobs/reinsertions/reinsertion-question.js';
import { Reinsertions } from '../../src/jobs/reinsertions/reinsertions.service.js';
import { ReinsertionRepository } from '../../src/records/reinsertions/reinsertion.repository.js';
import { RequestService } from '../../src/records/requests/request.service.js';
import { TEMPORAL } from '../../src/sagas/run/temporal.module.js';
import { actorWith } from '../support/records-service.js';
import { SagasService, workstationId, type Planted } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const elsewhere = 'ws-elsewhere';
const readerName = 'R0';
const newThumbprint = 'A1'.repeat(32);
const oldThumbprint = '0D'.repeat(32);

let service: SagasService;
let agents: Record<string, NatsConnection>;
/** What was asked of agents, and what they answer. */
let asked: [name: string, body: Record<string, unknown>][];
let seen: () => CredentialsSeen;
/** How long ago the agent saw the card come in, in its answers; undefined: it says nothing. */
let cameInMsAgo: number | null | undefined;
let saga: Planted;

const cardOf = ({ deviceId }: Planted): string => `ykserial:${deviceId.slice(0, 8)}`;
const handlers = {
  'reinsertion.ask': (body: RequestOf<EdgeApi, 'reinsertion.ask'>) => {
    asked.push(['reinsertion.ask', { ...body }]);
    return { reminded: body.remind === true, ...(cameInMsAgo !== undefined && { insertedMsAgo: cameInMsAgo }) };
  },
  'credentials.look': (body: RequestOf<EdgeApi, 'credentials.look'>) => {
    asked.push(['credentials.look', { ...body }]);
    return seen();
  },
};

beforeAll(async () => {
  service = await SagasService.start();
  await service.query(
    `INSERT INTO workstation (workstation_id, tenant_id, name, agent_nkey, enrolled_at) VALUES ($1, $2, 'Other', $3, now())`,
    [elsewhere, defaultTenantId, `U${'B'.repeat(55)}`],
  );
  Object.assign(service.edge, handlers);
  agents = {
    [workstationId]: await service.records.agent(workstationId, {}),
    [elsewhere]: await service.records.agent(elsewhere, handlers),
  };
  service.records.vault['certificates.status'] = ({ serialNumberHex }) =>
    ({ certificate: { serialNumberHex, sha256Hex: newThumbprint } }) as never;
}, 120_000);
afterAll(() => service?.stop(), 60_000);
beforeEach(async () => {
  asked = [];
  cameInMsAgo = undefined;
  seen = () => ({ by: 'pkcs11', thumbprints: [oldThumbprint, newThumbprint] });
  saga = await completed();
});

/** An update that has just ended; the rest of its day, in milliseconds. */
async function completed({ remindMs = 600_000, endMs = 86_400_000 } = {}): Promise<Planted> {
  const { deviceId } = await service.plantDevice('ACTIVE');
  const requestId = randomUUID();
  await service.query(
    `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, workstation_id,
       attempt, requested_by, correlation_id, finished_at)
     VALUES ($1::uuid, $2, $1::text, 'UPDATE', 'COMPLETED', 'done', 100, 'done', $3, $4, 1, 'spec', 'spec', now())`,
    [requestId, defaultTenantId, deviceId, workstationId],
  );
  const certificates = [{ keyReference: '9A', serialNumberHex: '7F01' }];
  const { manager } = service.records.running.dataSource!;
  await service.records.running.app.get(ReinsertionRepository).await(manager, {
    ...{ requestId, deviceId, tenantId: defaultTenantId, correlationId: 'spec' },
    ...{ workstationId, readerName, certificates },
  });
  await service.query(
    `UPDATE reinsertion SET remind_at = asked_at + $2 * interval '1 ms', ends_at = asked_at + $3 * interval '1 ms' WHERE request_id = $1`,
    [requestId, remindMs, endMs],
  );
  return { requestId, deviceId };
}

function report<Name extends keyof EdgeEvents>(name: Name, body: EdgeEvents[Name], at = workstationId): Promise<void> {
  agents[at]!.publish(edgeEventSubject(at, name), JSON.stringify(body));
  return agents[at]!.flush();
}
const takenOut = (at = workstationId): Promise<void> =>
  report('card.removed', { readerName, heldBy: null, identityText: cardOf(saga) }, at);
/** insertedMsAgo null: the agent does not say. */
const putIn = (at = workstationId, insertedMsAgo: number | null = 0): Promise<void> =>
  report(
    'card.inserted',
    {
      ...{ readerName, atrHex: '3B00', identityText: cardOf(saga) },
      ...(insertedMsAgo !== null && { insertedMsAgo }),
    },
    at,
  );
const reinsertion = async (of = saga): Promise<Reinsertion> => {
  const { saga: row } = await service.records.ask(
    'sagas.get',
    { requestId: of.requestId },
    actorWith('op', ['auditor']),
  );
  return row.reinsertion!;
};
const until = (expected: Record<string, unknown>): Promise<unknown> =>
  eventually(() => reinsertion(), expect.objectContaining(expected), 20_000);
const workflowState = async (of = saga): Promise<string> => {
  const handle = service.client.workflow.getHandle(`propagation/${of.requestId}`);
  return handle.describe().then(
    ({ status }) => status.name,
    () => 'NONE',
  );
};
/** A copy of the service that starts, until it has asked everybody. */
async function copyStarts(): Promise<void> {
  const { app } = service.records.running;
  const [rows, requests, question] = [
    app.get(ReinsertionRepository),
    app.get(RequestService),
    app.get(ReinsertionQuestion),
  ];
  const before = asked.length;
  const copy = new Reinsertions(rows, requests, question, app.get(TEMPORAL));
  copy.onApplicationBootstrap();
  await eventually(async () => asked.slice(before).some(([, { requestId }]) => requestId === saga.requestId), true);
  await copy.onModuleDestroy();
}
/** Its workflow has asked the agent, and has looked into the row for the first time: it waits. */
const untilAsked = (): Promise<unknown> =>
  eventually(async () => {
    const handle = service.client.workflow.getHandle(`propagation/${saga.requestId}`);
    const { events } = await handle.fetchHistory().catch(() => ({ events: [] }));
    return (events ?? []).filter((event) => event.activityTaskCompletedEventAttributes).length;
  }, 2);
const events = () =>
  service.query<{ data: unknown; published: boolean }>(
    `SELECT payload->'data' AS data, published_at IS NOT NULL AS published FROM outbox
     WHERE name = 'credentials.propagated' AND payload->'data'->>'requestId' = $1`,
    [saga.requestId],
  );

describe('[A16, A17, B16] after an update', () => {
  it('is asked for at its workstation; taken out and put in again, the new certificates are seen: an event, an end', async () => {
    await eventually(
      async () => asked,
      [['reinsertion.ask', { requestId: saga.requestId, identityText: cardOf(saga), remind: false }]],
    );
    expect(await reinsertion()).toMatchObject({ state: 'AWAITING_REINSERT', removedAt: null, insertedAt: null });
    await takenOut();
    await until({ state: 'AWAITING_REINSERT', removedAt: expect.any(String) });
    await putIn();
    await until({
      state: 'PROPAGATED',
      insertedAt: expect.any(String),
      workstationId,
      endedAt: expect.any(String),
      certificates: [{ keyReference: '9A', serialNumberHex: '7F01', thumbprint: newThumbprint, seen: true }],
    });
    expect(asked.slice(1)).toEqual([
      ['credentials.look', { identityText: cardOf(saga), thumbprints: [newThumbprint] }],
    ]);
    // Published: by issuance-svc's own grant.
    await eventually(events, [
      {
        data: { deviceId: saga.deviceId, requestId: saga.requestId, workstationId, thumbprints: [newThumbprint] },
        published: true,
      },
    ]);
    await eventually(workflowState, 'COMPLETED');
    const audit = await service.query(
      `SELECT details->>'state' AS state FROM audit_log WHERE action = 'credentials.propagated' AND object = $1`,
      [`request:${saga.requestId}`],
    );
    expect(audit).toEqual([{ state: 'PROPAGATED' }]);
    const lines = await service.query<{ sentence: string }>(
      `SELECT sentence FROM saga_progress WHERE request_id = $1 ORDER BY sequence`,
      [saga.requestId],
    );
    expect(lines.map(({ sentence }) => sentence)).toEqual([
      'The card was taken out',
      'The card was put in again, and programs see its new certificates',
    ]);
    // The request itself is as it was.
    expect(await service.now(saga)).toMatchObject({ state: 'COMPLETED', sentence: 'done' });
  });

  it('a card that stays in is reported too, after each connection of its agent: that is no insertion', async () => {
    const rows = service.records.running.app.get(ReinsertionRepository);
    const still = { workstationId, identityText: cardOf(saga) };
    for (const insertedMsAgo of [null, 3_600_000]) expect(await rows.inserted({ ...still, insertedMsAgo })).toEqual([]);
    await takenOut();
    // Events may overtake each other: this one is older.
    await putIn(workstationId, 3_600_000);
    await until({ removedAt: expect.any(String), insertedAt: null });
    expect(asked.map(([name]) => name)).not.toContain('credentials.look');
  });

  it.each<[string, () => Promise<void>]>([
    ['its removal got lost, and the agent saw it come in', () => putIn()],
    ['it is put in at another workstation', () => putIn(elsewhere, null)],
  ])('%s', async (_case, inserted) => {
    await inserted();
    await until({ state: 'PROPAGATED' });
  });

  describe('put in again while no copy of the service ran', () => {
    it('right after the saga: the agent says so when it is asked', async () => {
      cameInMsAgo = 0;
      await until({ state: 'PROPAGATED', removedAt: expect.any(String) });
      expect(asked.filter(([, { remind }]) => remind === true)).toEqual([]);
    });

    it('later: a copy that starts asks, and looks', async () => {
      await untilAsked();
      cameInMsAgo = 0;
      await copyStarts();
      await until({ state: 'PROPAGATED', workstationId });
    });

    it('heard, and killed before its workflow was told: a copy that starts tells it', async () => {
      await untilAsked();
      const rows = service.records.running.app.get(ReinsertionRepository);
      expect(await rows.inserted({ workstationId, identityText: cardOf(saga), insertedMsAgo: 0 })).toEqual([
        saga.requestId,
      ]);
      await copyStarts();
      await until({ state: 'PROPAGATED' });
    });

    it('taken out before, and in when the agent started: it is in again', async () => {
      await untilAsked();
      await takenOut();
      await until({ removedAt: expect.any(String) });
      cameInMsAgo = null;
      await copyStarts();
      await until({ state: 'PROPAGATED' });
    });

    it.each([null, 3_600_000])('in all the time (%s): that is no insertion', async (insertedMsAgo) => {
      await untilAsked();
      cameInMsAgo = insertedMsAgo;
      await copyStarts();
      expect(await reinsertion()).toMatchObject({ state: 'AWAITING_REINSERT', removedAt: null, insertedAt: null });
      expect(asked.map(([name]) => name)).not.toContain('credentials.look');
    });

    it('nobody heard of it: found out before the holder is reminded, who is not', async () => {
      saga = await completed({ remindMs: 3_000 });
      await untilAsked();
      cameInMsAgo = 0;
      await until({ state: 'PROPAGATED', remindedAt: null });
      expect(asked.filter(([, { remind }]) => remind === true)).toEqual([]);
    });
  });

  it('an agent that does not say which card left is believed where the saga was', async () => {
    await report('card.removed', { readerName: 'another', heldBy: null });
    await report('card.removed', { readerName, heldBy: null });
    await until({ removedAt: expect.any(String) });
    await putIn(workstationId, null);
    await until({ state: 'PROPAGATED' });
  });

  it('programs that show the old certificates: said, and looked at again at the next insertion', async () => {
    seen = () => ({ by: 'pkcs11', thumbprints: [oldThumbprint] });
    await takenOut();
    await putIn();
    await until({ state: 'NOT_SEEN', endedAt: null });
    expect(await events()).toEqual([]);
    seen = () => ({ by: 'pkcs11', thumbprints: [newThumbprint] });
    await takenOut();
    await putIn();
    await until({ state: 'PROPAGATED' });
  });

  it.each(['no-desk', 'no-pkcs11', 'no-token'] as const)(
    'PC/SC alone (%s): put in again, not verified',
    async (why) => {
      seen = () => ({ by: 'pcsc', why });
      await takenOut();
      await putIn();
      await until({ state: 'NOT_VERIFIED', why, endedAt: expect.any(String) });
      expect(await events()).toEqual([]);
      await eventually(workflowState, 'COMPLETED');
    },
  );

  it('an agent of the release before knows none of it: put in again, not verified', async () => {
    seen = () => {
      throw new CardwrightError('REQUEST_NOT_FOUND');
    };
    await takenOut();
    await putIn();
    await until({ state: 'NOT_VERIFIED' });
  });

  it('a card that a saga has at the moment is looked at afterwards', async () => {
    let looks = 0;
    seen = () => {
      looks += 1;
      if (looks < 3) throw new CardwrightError('CARD_BUSY');
      return { by: 'pkcs11', thumbprints: [newThumbprint] };
    };
    await takenOut();
    await putIn();
    await until({ state: 'PROPAGATED' });
    expect(looks).toBe(3);
  });

  it('reminded once, and over after its time; the row stays', async () => {
    saga = await completed({ remindMs: 1_500, endMs: 5_000 });
    await until({ remindedAt: expect.any(String), state: 'AWAITING_REINSERT' });
    await until({ state: 'NOT_REINSERTED', endedAt: expect.any(String), insertedAt: null });
    expect(asked.filter(([, { requestId, remind }]) => requestId === saga.requestId && remind === true)).toHaveLength(
      1,
    );
    await eventually(workflowState, 'COMPLETED');
    await putIn(elsewhere);
    expect((await reinsertion()).state).toBe('NOT_REINSERTED');
  });

  it('holds neither the card nor a lease: another saga of it begins at once', async () => {
    const requestId = randomUUID();
    await service.query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, workstation_id,
         attempt, requested_by, correlation_id, reason, profile_name, profile_version, updated_at)
       VALUES ($1, $2, $3, 'LOCK', 'IN_PROGRESS', 'requested', 0, 'x', $4, $5, 1, 'spec', 'spec', 'OTHER', 'authentication-only', 1,
         now() - interval '1 minute')`,
      [requestId, defaultTenantId, `device/${saga.deviceId}/write`, saga.deviceId, workstationId],
    );
    await service.query('UPDATE device SET active_request_id = $2 WHERE device_id = $1', [saga.deviceId, requestId]);
    // It has opened its card: there is none.
    await service.until({ ...saga, requestId }, { state: 'FAILED', stuckReason: 'CARD_ABSENT' });
    expect(await service.query('SELECT 1 FROM lease WHERE request_id = $1', [saga.requestId])).toEqual([]);
    expect(await reinsertion()).toMatchObject({ state: 'AWAITING_REINSERT', endedAt: null });
  });
});
