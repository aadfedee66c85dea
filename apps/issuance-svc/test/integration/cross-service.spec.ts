/** Workflows of another service that call for card activities: how many at once, which of them, and those that began here before they moved. Real servers. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { CardWriteResult } from '@cardwright/contracts/workflow/card-write.contract';
import { cardWriteWorkflowId } from '@cardwright/contracts/workflow/names';
import { eventually } from '@cardwright/testing/eventually';
import type { WorkerHandle } from '@cardwright/workflow-kit/worker/create-worker';
import type { RogueCall } from '../fixtures/rogue-workflows.js';
import { actorWith } from '../support/records-service.js';
import { SagasService, workstationId, type Planted } from '../support/sagas-service.js';

jest.setTimeout(120_000);
const operator = actorWith('ada', ['issuance-operator']);

let service: SagasService;
/** Cards that the agent was asked to open. */
const asked = new Set<string>();

beforeAll(async () => {
  service = await SagasService.start({ settings: { CARD_ACTIVITIES_AT_ONCE: '2' } });
}, 120_000);
afterAll(() => service?.stop(), 60_000);
beforeEach(() => {
  asked.clear();
  service.opening = async (deviceId) => {
    asked.add(deviceId);
    throw new CardwrightError('CARD_ABSENT');
  };
});

const queuesOf = async (handle: WorkflowHandle): Promise<string[]> => {
  const { events } = await handle.fetchHistory();
  const queues = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.taskQueue?.name);
  return [...new Set(queues.filter((name) => name != null))];
};

describe('a wave of updates', () => {
  it('has the places that are for other services, and takes none of ours', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { opening } = service;
    service.opening = async (deviceId) => {
      asked.add(deviceId);
      await held;
      return opening(deviceId);
    };
    const updates = await Promise.all([1, 2, 3, 4].map(() => service.plant('UPDATE')));
    const asksFor = (sagas: readonly Planted[]): number => sagas.filter(({ deviceId }) => asked.has(deviceId)).length;
    await eventually(async () => asksFor(updates), 2, 20_000);
    const own = await Promise.all([1, 2, 3, 4].map(() => service.plant('REPROVISION')));
    // Four more than the updates have places, while those stand still.
    await eventually(async () => asksFor(own), 4, 20_000);
    expect(asksFor(updates)).toBe(2);
    release();
    for (const saga of [...updates, ...own])
      await service.until(saga, { state: 'FAILED', stuckReason: 'CARD_ABSENT' }, 40_000);
    for (const saga of updates) expect(await queuesOf(service.handle(saga))).toEqual(['issuance-cards']);
    for (const saga of own) expect(await queuesOf(service.handle(saga))).toEqual(['issuance']);
  });
});

describe('an update that parked in issuance-svc, before updates moved', () => {
  /** In the place of the run that update-svc has: as the release before had started it, parked for its card. */
  async function parkedBefore(): Promise<Planted> {
    const saga = await service.parked('UPDATE');
    const { requestId, deviceId } = saga;
    const [row] = await service.query<{ personId: string }>(
      'SELECT person_id AS "personId" FROM request WHERE request_id = $1',
      [requestId],
    );
    await service.client.workflow.start('updateCard', {
      taskQueue: 'issuance',
      workflowId: cardWriteWorkflowId(deviceId),
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      memo: { requestId },
      args: [
        {
          ...{ requestId, deviceId, workstationId, tenantId: defaultTenantId, personId: row!.personId },
          correlationId: 'spec',
          kind: 'update',
          keyReferences: ['9A'],
          profileName: 'authentication-only',
          profileVersion: 1,
          reason: 'OTHER',
          acceptHistoryLoss: false,
          planHash: null,
          pinWaitMs: 600_000,
          abandonAfterMs: 259_200_000,
          resume: {
            attempt: 1,
            percent: 5,
            parked: { code: 'CARD_ABSENT', message: 'x', stage: 'open', until: Date.now() + 259_200_000 },
          },
        },
      ],
    });
    return saga;
  }

  it('goes on where it began, at every retry', async () => {
    const saga = await parkedBefore();
    asked.clear();
    await service.records.ask('sagas.retry', { requestId: saga.requestId }, operator);
    await service.until(saga, { state: 'FAILED', attempt: 2, stuckReason: 'CARD_ABSENT' }, 40_000);
    expect([...asked]).toEqual([saga.deviceId]);
    expect(await queuesOf(service.handle(saga))).toEqual(['issuance']);
  });

  it('comes to its end there: cancelled, undone, and the card is free', async () => {
    const saga = await parkedBefore();
    const handle = service.handle(saga);
    await service.records.ask('sagas.cancel', { requestId: saga.requestId, reason: 'spec' }, operator);
    expect(((await handle.result()) as CardWriteResult).outcome).toBe('cancelled');
    await service.until(saga, { state: 'CANCELLED' });
    expect(await queuesOf(handle)).toEqual(['issuance']);
    expect(
      await service.query('SELECT active_request_id AS request FROM device WHERE device_id = $1', [saga.deviceId]),
    ).toEqual([{ request: null }]);
  });
});

describe('while update-svc is away', () => {
  const suspend = ({ deviceId }: Planted): Promise<unknown> =>
    service.records.ask('devices.suspend', { deviceId, reason: 'MISPLACED' }, operator);

  it('an update that is asked for begins when it is back; issuance goes on', async () => {
    await service.stopUpdateSvc();
    const [update, reprovision] = [await service.plant('UPDATE'), await service.plant('REPROVISION')];
    await service.until(reprovision, { state: 'FAILED', stuckReason: 'CARD_ABSENT' });
    expect((await service.handle(update).describe()).status.name).toBe('RUNNING');
    expect(await service.now(update)).toMatchObject({ state: 'IN_PROGRESS', stage: 'requested' });
    service.startUpdateSvc();
    await service.until(update, { state: 'FAILED', stuckReason: 'CARD_ABSENT' }, 40_000);
  });

  it('cards are suspended, and the sagas of all other kinds end; the update ends when it is back', async () => {
    const [update, reprovision] = [await service.parked('UPDATE'), await service.parked('REPROVISION')];
    await service.stopUpdateSvc();
    await suspend(update);
    await suspend(reprovision);
    await service.until(reprovision, { state: 'CANCELLED' }, 20_000);
    expect(await service.now(update)).toMatchObject({ state: 'FAILED' });
    service.startUpdateSvc();
    await service.until(update, { state: 'CANCELLED' }, 40_000);
  });
});

describe('somebody who has taken over another service’s worker', () => {
  let rogue: WorkerHandle;
  beforeAll(() => {
    const workflowsPath = fileURLToPath(new URL('../fixtures/rogue-workflows.ts', import.meta.url));
    rogue = service.otherService('rogue', { workflowsPath });
  });
  afterAll(() => rogue?.stop());

  const callOf = ({ requestId, deviceId }: Planted): object => ({
    input: { requestId, deviceId, workstationId, tenantId: defaultTenantId, personId: null, correlationId: 'rogue' },
    attempt: 1,
    stage: { name: 'open', percent: 5, sentence: 'x' },
  });
  const run = (workflow: string, workflowId: string, calls: RogueCall[]): Promise<unknown> =>
    service.client.workflow.execute(workflow, {
      taskQueue: 'rogue',
      workflowId,
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      args: [calls],
    });

  it('calls in vain for the card of a request that is not its workflow’s', async () => {
    const [update, recycle] = [await service.parked('UPDATE'), await service.parked('RECYCLE')];
    asked.clear();
    const own = callOf(update);
    const refused = await run('updateCard', cardWriteWorkflowId(update.deviceId), [
      // The card of somebody else's request.
      { activity: 'openForRecycle', taskQueue: 'issuance-cards', call: callOf(recycle) },
      { activity: 'openForUpdate', taskQueue: 'issuance-cards', call: callOf(recycle) },
      // What an update has nothing to do with.
      { activity: 'eraseCard', taskQueue: 'issuance-cards', call: own },
      { activity: 'revokeForRecycle', taskQueue: 'issuance', call: own },
      // Nothing at all.
      { activity: 'openForUpdate', taskQueue: 'issuance-cards', call: callOf({ ...update, requestId: randomUUID() }) },
      { activity: 'parkSaga', taskQueue: 'issuance-cards', call: {} },
    ]);
    expect(refused).toEqual([
      'REQUEST_CONFLICT',
      'REQUEST_CONFLICT',
      'REQUEST_CONFLICT',
      'REQUEST_CONFLICT',
      'REQUEST_NOT_FOUND',
      'REQUEST_NOT_FOUND',
    ]);
    const others = [
      await run('anything', cardWriteWorkflowId(update.deviceId), [
        { activity: 'openForUpdate', taskQueue: 'issuance-cards', call: own },
      ]),
      await run('updateCard', 'device/another/write', [
        { activity: 'openForUpdate', taskQueue: 'issuance-cards', call: own },
      ]),
    ];
    expect(others).toEqual([['REQUEST_CONFLICT'], ['REQUEST_CONFLICT']]);
    expect([...asked]).toEqual([]);
  });
});

// The last one: its updates run on.
it('sixty updates that wait for update-svc keep no request of another kind from its start', async () => {
  await service.stopUpdateSvc();
  await Promise.all(Array.from({ length: 60 }, () => service.plant('UPDATE')));
  const late = await service.plant('REPROVISION');
  await service.until(late, { state: 'FAILED', stuckReason: 'CARD_ABSENT' }, 30_000);
});
