/**
 * What release 0.1.0 stored and what its agents say still works: the JSON in `test/recorded` is read as it was written then and is never
 * changed to please a newer release. The agent's part was recorded from the agent process with a simulated card. The intents hold the
 * images and the session key of that card, with the plans that the planner made of them; their sessions were put together by hand.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bindSteps } from '@cardwright/card-plan/bind';
import { reprovisionBatches } from '@cardwright/card-plan/plan-reprovision';
import type { PlannedStep } from '@cardwright/card-plan/planned-step';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { EdgeApi, EdgeEvents } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId, type ReplyOf } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject, edgeEventSubject } from '@cardwright/contracts/nats/subjects';
import { eventually } from '@cardwright/testing/eventually';
import { begunKeyReferences } from '../../src/records/requests/begun.js';
import { SagaRecords } from '../../src/records/requests/saga-records.js';
import { CardModelRegistry } from '../../src/records/models/card-model-registry.js';
import {
  plantIntent,
  recorded,
  recordedIntents,
  recordedWorkstation,
  type IntentKind,
} from '../support/recorded-intents.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

interface RecordedAgent {
  events: Pick<EdgeEvents, 'agent.started' | 'card.inserted' | 'step.progress'>;
  replies: { [Name in 'readers.list' | 'agent.status' | 'card.inspect']: ReplyOf<EdgeApi, Name> };
}
const intents = recordedIntents;
const agent: RecordedAgent = JSON.parse(recorded('agent-0.1.0.json'));
const workstationId = recordedWorkstation;
const operator = actorWith('ada', ['issuance-operator']);

let service: RecordsService;
beforeAll(async () => {
  service = await startRecordsService();
  service.vault['agents.sign-jwt'] = () => ({ jwt: 'signed', expiresAt: '2030-01-01T00:00:00.000Z' });
  await query(
    `INSERT INTO workstation (workstation_id, tenant_id, name, agent_nkey, enrolled_at) VALUES ($1, $2, 'Spec', $3, now())`,
    [workstationId, defaultTenantId, agentNkey],
  );
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

const agentNkey = intents.issue.session.agentNkey;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

describe('a plan that was saved', () => {
  const bound = (steps: readonly PlannedStep[]): string[] =>
    bindSteps(steps, {
      proofInputHex: () => 'AA',
      certificateDerBase64: () => 'AA==',
      contentBase64: () => 'AA==',
    }).map((step) => {
      if ('keyReference' in step) return `${step.kind} ${step.keyReference}`;
      return 'tagHex' in step ? `${step.kind} ${step.tagHex}` : step.kind;
    });

  it('of an issue becomes the steps that it was confirmed for', () => {
    const { own, keys, content } = intents.issue.plan.phases;
    expect([bound([...own!, ...keys!]), bound(content!)]).toEqual([
      [
        ...['set-pin', 'set-puk', 'set-management-key'],
        ...['generate-key 9D', 'attest-key 9D', 'prove-key 9D', 'generate-key 9A', 'attest-key 9A', 'prove-key 9A'],
      ],
      [
        ...['put-certificate 9D', 'put-certificate 9A'],
        ...['put-data 5FC102', 'put-data 5FC107', 'put-data 5FC109', 'put-data 5FC106'],
      ],
    ]);
  });

  it('of a reprovision becomes the batches that it was confirmed for', () => {
    expect(reprovisionBatches(intents.reprovision.plan).map(bound)).toEqual([
      ['reset-pin', 'move-key', 'put-data 5FC10C', 'generate-key 9D', 'attest-key 9D', 'prove-key 9D'],
      ['put-certificate 9D', 'generate-key 9A', 'attest-key 9A', 'prove-key 9A'],
      [
        ...['put-certificate 9A', 'delete-key 9C', 'delete-key 9E'],
        ...['put-data 5FC102', 'put-data 5FC107', 'put-data 5FC109', 'put-data 5FC10C', 'put-data 5FC106'],
      ],
    ]);
  });

  it('of an update becomes the batches that it was confirmed for, after the PIN', () => {
    const { plan } = intents.update;
    expect([bound(plan.phases.verify!), ...reprovisionBatches(plan).map(bound)]).toEqual([
      ['verify-pin'],
      ['generate-key 9A', 'attest-key 9A', 'prove-key 9A'],
      ['put-certificate 9A'],
    ]);
  });

  it('of a recycle becomes the steps that it was confirmed for', () => {
    expect(bound(intents.recycle.plan.phases.erase!)).toEqual([
      ...['delete-key 9A', 'delete-key 9C', 'delete-key 9D', 'delete-key 9E', 'vendor-reset'],
    ]);
  });
});

describe('the session of an open request', () => {
  const records = (): SagaRecords =>
    new SagaRecords(service.running.dataSource!, service.running.app.get(CardModelRegistry));

  /** without: members that an older attempt did not keep. */
  const open = (kind: IntentKind, without: readonly string[] = []): Promise<StageCall> =>
    plantIntent(query, kind, (session) =>
      Object.fromEntries(Object.entries(session).filter(([name]) => !without.includes(name))),
    );

  it.each<[IntentKind, begun: string[], touched: boolean]>([
    ['issue', [], false],
    ['reprovision', ['9D'], true],
    ['update', ['9A'], true],
    ['recycle', [], false],
  ])('of kind %s goes on as it stood: begun %j, card touched %s', async (kind, begun, touched) => {
    const call = await open(kind);
    const { intent, session } = await records().session(call);
    expect(intent).toMatchObject({ ...intents[kind], planHash: intents[kind].plan.hash });
    expect(session).toEqual(intents[kind].session);
    expect((await records().modelOf(intent)).id).toBe('vendor-5-as-of-0.1.0');
    expect(await begunKeyReferences(service.running.dataSource!.manager, call.input.requestId)).toEqual(begun);
    expect(await records().isTouched(call.input.requestId)).toBe(touched);
  });

  it('of an older attempt, which kept no model, gets that of the card as it was read', async () => {
    const call = await open('reprovision', ['model', 'kept', 'wellKnown', 'begun', 'touchedBy']);
    const { intent, session } = await records().session(call);
    expect((await records().modelOf(intent)).id).toBe('vendor-5');
    expect([session.kept, session.wellKnown, session.touchedBy]).toEqual([undefined, undefined, undefined]);
    expect(await begunKeyReferences(service.running.dataSource!.manager, call.input.requestId)).toEqual([]);
    expect(await records().isTouched(call.input.requestId)).toBe(false);
  });
});

describe('an agent of release 0.1.0', () => {
  it('is heard when it starts, is online, and its card is inspected', async () => {
    const { events, replies } = agent;
    const connection = await service.agent(workstationId, {
      'readers.list': () => replies['readers.list'],
      'agent.status': () => replies['agent.status'],
      'card.inspect': () => replies['card.inspect'],
    });
    for (const name of ['agent.started', 'card.inserted', 'step.progress'] as const)
      connection.publish(edgeEventSubject(workstationId, name), JSON.stringify(events[name]));
    await connection.flush();
    await eventually(
      async () =>
        (await service.ask('workstations.list', {}, actorWith('nora', ['system-administrator']))).rows.map(
          ({ agentVersion, online }) => ({ agentVersion, online }),
        ),
      [{ agentVersion: '0.1.0', online: true }],
    );
    expect((await service.ask('workstations.readers', { workstationId }, operator)).readers).toMatchObject([
      { readerName: 'Simulated reader 0', cardPresent: true, identityText: 'ykserial:10000001' },
      { readerName: 'Simulated reader 1', cardPresent: false },
    ]);
    expect(await service.ask('devices.inspect', { workstationId }, operator)).toMatchObject({
      device: { identityText: 'ykserial:10000001', state: 'AVAILABLE', modelId: 'vendor-5' },
    });
  });

  it.each<[call: string, body: object, reply: object]>([
    ['jwt.renew', { agentNkey }, { body: { jwt: 'signed' } }],
    ['lease.check', { lease: intents.issue.session.lease }, { body: { open: false } }],
  ])('asks %s and is answered', async (call, body, reply) => {
    const connection = await service.agent(workstationId, {});
    const envelope = { tenantId: defaultTenantId, correlationId: 'c', body };
    const message = await connection.request(edgeCallSubject(workstationId, call), JSON.stringify(envelope), {
      timeout: 5_000,
    });
    expect(message.json()).toMatchObject(reply);
  });
});
