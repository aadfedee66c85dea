/** The gate before every card activity, on a real database: whose calls are let in, and what of a call is believed. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Info } from '@temporalio/activity';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { StageCall, UpdateCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { Admitted } from '../../src/records/requests/admitted.js';
import { SagaRecords } from '../../src/records/requests/saga-records.js';
import { RequestGate } from '../../src/sagas/run/request-gate.js';
import { SagaActivitiesProvider } from '../../src/sagas/run/saga.activities.js';
import { SagaTroubles } from '../../src/sagas/run/saga-troubles.js';
import { SagaEnd } from '../../src/sagas/run/saga-end.js';
import { CardWorkService } from '../support/card-work-service.js';

let service: CardWorkService;
beforeAll(async () => {
  service = await CardWorkService.start([RequestGate, SagaEnd, SagaActivitiesProvider, SagaTroubles]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

interface Planted {
  call: StageCall;
  /** As Temporal says it of an activity of this request's workflow. */
  info: Partial<Info>;
}

/** An update at work, and who calls for it. */
async function plantUpdate(): Promise<Planted> {
  const call = await service.plant('update');
  await service.query(
    `UPDATE request SET profile_name = 'piv-four', profile_version = 2, reason = 'RENEW', key_references = '{9A}', plan_hash = 'p'
     WHERE request_id = $1`,
    [call.input.requestId],
  );
  const [row] = await service.query<{ workflow_id: string }>('SELECT workflow_id FROM request WHERE request_id = $1', [
    call.input.requestId,
  ]);
  const workflowExecution = { workflowId: row!.workflow_id, runId: randomUUID() };
  return { call, info: { workflowExecution, workflowType: 'updateCard', taskQueue: 'issuance-cards' } };
}

/** What an activity of these kinds is called with, once the gate has let the call in. */
const behind = <Call extends StageCall>(
  call: Call,
  info: Partial<Info>,
  types: readonly CardSagaType[] = ['UPDATE'],
): Promise<Admitted<Call>> => {
  const activity = service.get(RequestGate).before<Call, Admitted<Call>>(types, async (admitted) => admitted);
  return service.runAs(info, () => activity(call));
};

const forged = {
  tenantId: '00000000-0000-4000-8000-00000000dead',
  deviceId: '00000000-0000-4000-8000-00000000beef',
  personId: '00000000-0000-4000-8000-00000000cafe',
  correlationId: 'forged',
};

describe('a call of a card activity', () => {
  it('counts for the request of its workflow, on the queue for other services and, for one release, on our own', async () => {
    const { call, info } = await plantUpdate();
    expect((await behind(call, info)).request.requestId).toBe(call.input.requestId);
    expect((await behind(call, { ...info, taskQueue: 'issuance' })).request.requestId).toBe(call.input.requestId);
  });

  it('says nothing of tenant, card, person and correlation that is believed', async () => {
    const { call, info } = await plantUpdate();
    const { input } = await behind({ ...call, input: { ...call.input, ...forged } }, info);
    expect(input).toMatchObject({
      tenantId: defaultTenantId,
      deviceId: call.input.deviceId,
      personId: call.input.personId,
      correlationId: 'spec',
    });
  });

  it('says nothing of profile, plan, reason and keys that is believed', async () => {
    const { call, info } = await plantUpdate();
    const reprovision: UpdateCall['reprovision'] = {
      ...call.input,
      ...forged,
      kind: 'update',
      keyReferences: ['9C', '9D'],
      profileName: 'authentication-only',
      profileVersion: 1,
      reason: 'OTHER',
      acceptHistoryLoss: true,
      planHash: null,
      pinWaitMs: 1,
      abandonAfterMs: 1,
    };
    const admitted = await behind<UpdateCall>({ ...call, reprovision }, info);
    expect(admitted.reprovision).toMatchObject({
      tenantId: defaultTenantId,
      deviceId: call.input.deviceId,
      personId: call.input.personId,
      keyReferences: ['9A'],
      profileName: 'piv-four',
      profileVersion: 2,
      reason: 'RENEW',
      acceptHistoryLoss: false,
      planHash: 'p',
    });
  });

  it('goes to where the saga has moved', async () => {
    const { call, info } = await plantUpdate();
    const moved = { ...call, input: { ...call.input, workstationId: 'ws-2' } };
    expect((await behind(moved, info)).input.workstationId).toBe('ws-2');
  });

  it('is let in after the request has ended: its last activity may be repeated, and answers as before', async () => {
    const { call, info } = await plantUpdate();
    await service.query(`UPDATE request SET state = 'COMPLETED' WHERE request_id = $1`, [call.input.requestId]);
    expect(service.get(SagaEnd).hasEnded(await behind(call, info))).toBe(true);
    const saga = service.get(SagaActivitiesProvider);
    const failure = { code: 'CARD_REMOVED', message: 'x' } as const;
    const park = service
      .get(RequestGate)
      .before<StageCall & { failure: typeof failure }, unknown>(['UPDATE'], (admitted) => saga.parkSaga(admitted));
    expect(await service.runAs(info, () => park({ ...call, failure }))).toEqual({ ended: 'completed' });
  });

  it.each<[string, Partial<Info>, string]>([
    [
      'the workflow of another card',
      { workflowExecution: { workflowId: 'device/other/write', runId: 'r' } },
      'workflowId',
    ],
    ['another type of workflow', { workflowType: 'reprovisionCard' }, 'workflowType'],
    ['the queue of update-svc’s workflows', { taskQueue: 'update' }, 'taskQueue'],
    ['any other queue', { taskQueue: 'elsewhere' }, 'taskQueue'],
  ])('of %s is refused', async (_, changes, differs) => {
    const { call, info } = await plantUpdate();
    await expect(behind(call, { ...info, ...changes })).rejects.toMatchObject({
      code: 'REQUEST_CONFLICT',
      details: { requestId: call.input.requestId, differs },
    });
  });

  it('of an activity that its kind does not have is refused: an update erases no card', async () => {
    const { call, info } = await plantUpdate();
    await expect(behind(call, info, ['RECYCLE'])).rejects.toMatchObject({
      code: 'REQUEST_CONFLICT',
      details: { differs: 'kind' },
    });
  });

  it('for the request of another card, whose workflow it is not, is refused', async () => {
    const [own, other] = [await plantUpdate(), await plantUpdate()];
    await expect(behind(other.call, own.info)).rejects.toMatchObject({
      code: 'REQUEST_CONFLICT',
      details: { differs: 'workflowId' },
    });
  });

  it.each([[randomUUID()], ['no uuid'], [undefined]])('for a request %p that is not there is refused', async (id) => {
    const { call, info } = await plantUpdate();
    const input = { ...call.input, requestId: id as string };
    await expect(behind({ ...call, input }, info)).rejects.toMatchObject({ code: 'REQUEST_NOT_FOUND' });
  });

  it('of one of our own kinds is refused on the queue for other services', async () => {
    const call = await service.plant('reprovision');
    const { request } = await service.admitted(call);
    const info = {
      workflowExecution: { workflowId: request.workflowId, runId: 'r' },
      workflowType: 'reprovisionCard',
      taskQueue: 'issuance',
    };
    expect((await behind(call, info, ['REPROVISION'])).request.requestId).toBe(call.input.requestId);
    await expect(behind(call, { ...info, taskQueue: 'issuance-cards' }, ['REPROVISION'])).rejects.toMatchObject({
      details: { differs: 'taskQueue' },
    });
  });
});

it('a refusal is final: it is not repeated until its time is over', () => {
  expect([errorCatalogue.REQUEST_CONFLICT.retry, errorCatalogue.REQUEST_NOT_FOUND.retry]).toEqual(['never', 'never']);
});

it('parking and undo are repeated without an end, also where the request is not there', async () => {
  const { call, info } = await plantUpdate();
  const lost = { ...call, input: { ...call.input, requestId: randomUUID() } };
  const refused = async (endless: boolean): Promise<unknown> => {
    const activity = service.get(RequestGate).before<StageCall, null>(['UPDATE'], async () => null, { endless });
    return service.runAs(info, () => activity(lost)).catch((error: unknown) => error);
  };
  expect(await refused(true)).toMatchObject({ type: 'REQUEST_NOT_FOUND', nonRetryable: false });
  expect(await refused(false)).toMatchObject({ code: 'REQUEST_NOT_FOUND' });
});

it('one statement on the request is made for a call, and the activity that reads the row makes no other', async () => {
  const { call, info } = await plantUpdate();
  const records = service.get(SagaRecords);
  let reads = 0;
  const counted = new RequestGate({
    findRequest: (requestId: string) => {
      reads += 1;
      return records.findRequest(requestId);
    },
  } as SagaRecords);
  const activity = counted.before<StageCall, boolean>(['UPDATE'], async (admitted) =>
    service.get(SagaEnd).hasEnded(admitted),
  );
  expect(await service.runAs(info, () => activity(call))).toBe(false);
  expect(reads).toBe(1);
});
