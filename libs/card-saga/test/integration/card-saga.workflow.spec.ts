/** The saga skeleton on a real Temporal server, with activities that fail, hang and wait as a case asks. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { decodeUserMetadata } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import {
  cancelUpdate,
  cardInsertedSignal,
  moveToWorkstationUpdate,
  retryUpdate,
  sagaStateQuery,
  type SagaResume,
} from '@cardwright/contracts/workflow/card-write.contract';
import { eventually } from '@cardwright/testing/eventually';
import { toRetryableFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import type { EndedOnRecord } from '@cardwright/contracts/workflow/card-activities.contract';
import {
  decide,
  failing,
  failingFirst,
  long,
  Play,
  stageOf,
  startSagaStand,
  stuck,
  type Behaviours,
  type Name,
  type SagaStand,
} from '../support/spec-saga.js';

jest.setTimeout(40_000);
let stand: SagaStand;
const begin: SagaStand['begin'] = (...asked) => stand.begin(...asked);

beforeAll(async () => {
  stand = await startSagaStand();
}, 60_000);
afterEach(() => stand.endWorkers());
afterAll(() => stand?.stop());

const statusOf = async (handle: WorkflowHandle): Promise<string> =>
  (await stand.client.workflow.getHandle(handle.workflowId).describe()).status.name;
/** What the Temporal UI shows. */
async function detailsOf({ workflowId }: WorkflowHandle): Promise<string> {
  const metadata = await stand.client.workflow
    .getHandle(workflowId)
    .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

it('beside each activity the Temporal UI says what its stage does', async () => {
  const handle = await begin(new Play({}));
  expect(await handle.result()).toBe('done');
  const { events } = await stand.client.workflow.getHandle(handle.workflowId).fetchHistory();
  const { loadedDataConverter } = stand.client.options;
  const said: string[] = [];
  for (const { activityTaskScheduledEventAttributes: scheduled, userMetadata } of events ?? []) {
    if (!scheduled) continue;
    const { staticSummary } = await decodeUserMetadata(loadedDataConverter, userMetadata);
    said.push(`${scheduled.activityType?.name}: ${staticSummary}`);
  }
  expect(said).toEqual(['read: Reading', 'write: Writing', 'settle: Settling']);
});

describe('parking', () => {
  it.each<[string, ErrorCode]>([
    ['that is worth another try', 'REQUEST_SERVICE_UNAVAILABLE'],
    ['that counts as final', 'LIFECYCLE_TRANSITION'],
    ['of nobody knows what', 'INTERNAL'],
  ])('fails again and again with a failure %s: the saga waits, and is parked in the end', async (_, code) => {
    const play = new Play({ read: failingFirst(1, 'CARD_UNSUPPORTED'), parkSaga: failingFirst(2, code) });
    const handle = await begin(play);
    await eventually(() => play.count('parkSaga'), 3);
    await eventually(() => stuck(handle), 'CARD_UNSUPPORTED');
    await decide(handle, retryUpdate);
    expect(await handle.result()).toBe('done');
  });

  it('says that it waits for its record, while it does', async () => {
    let away = true;
    const play = new Play({
      read: failingFirst(1, 'CARD_ABSENT'),
      parkSaga: () => {
        if (away) throw toRetryableFailure(new CardwrightError('REQUEST_SERVICE_UNAVAILABLE'));
      },
    });
    const handle = await begin(play);
    await eventually(async () => (await play.count('parkSaga')) > 2, true);
    expect(await detailsOf(handle)).toBe(
      'Parking at "Reading": The card is not in a reader of this workstation. It stays so for as long as the database does not ' +
        'answer, and goes on by itself.',
    );
    away = false;
    await eventually(
      () => detailsOf(handle),
      expect.stringMatching(/^Stuck at "Reading": The card is not in a reader/),
    );
    await handle.signal(cardInsertedSignal);
    expect(await handle.result()).toBe('done');
  });

  it('a card that comes back while the record is away is not missed', async () => {
    const play = new Play({ read: failingFirst(1, 'CARD_ABSENT'), parkSaga: failingFirst(5, 'REQUEST_TIMEOUT') });
    const handle = await begin(play);
    await eventually(() => play.count('parkSaga'), 2);
    await handle.signal(cardInsertedSignal);
    expect(await handle.result()).toBe('done');
  });

  it.each<[EndedOnRecord['ended'], string]>([
    ['completed', 'done'],
    ['otherwise', 'cancelled'],
  ])(
    'of a request that has ended (%s), because the answer of its last activity was lost, ends the saga',
    async (ended, outcome) => {
      const play = new Play({ settle: failing('REQUEST_CONFLICT'), parkSaga: () => ({ ended }) });
      const handle = await begin(play);
      expect(await handle.result()).toBe(outcome);
      expect(await play.count('compensate')).toBe(0);
    },
  );

  it('an activity that was repeated until its time was over parks for its own reason', async () => {
    const play = new Play({ write: failing('PKI_SIGNER_UNAVAILABLE') });
    const handle = await begin(play);
    await eventually(() => stuck(handle), 'PKI_SIGNER_UNAVAILABLE');
    await decide(handle, cancelUpdate);
    await handle.result();
  });

  it('is not for two runs of one activity that met at the agent: the card is opened again', async () => {
    const play = new Play({ write: failingFirst(1, 'EDGE_BATCH_CONFLICT') });
    expect(await (await begin(play)).result()).toBe('done');
    expect(play.calls).toEqual(['read 1', 'write 1', 'read 2', 'write 2', 'settle 2']);
  });
});

describe('the undo', () => {
  it.each<[string, ErrorCode]>([
    ['that is worth another try', 'REQUEST_SERVICE_UNAVAILABLE'],
    ['that counts as final', 'LIFECYCLE_TRANSITION'],
  ])('fails again and again with a failure %s: it is repeated until it succeeds', async (_, code) => {
    const play = new Play({ write: failing('CARD_KEY_REJECTED'), compensate: failingFirst(2, code) });
    const handle = await begin(play);
    await eventually(() => stuck(handle), 'CARD_KEY_REJECTED');
    await decide(handle, cancelUpdate, { reason: 'not needed' });
    expect(await handle.result()).toBe('cancelled');
    expect(play.calls.slice(-4)).toEqual(['useDecision cancel', ...Array<string>(3).fill('compensate cancelled')]);
  });

  it('says what it is at, and why it does not get on', async () => {
    let away = true;
    const play = new Play({
      read: failing('CARD_UNSUPPORTED'),
      compensate: () => {
        if (away) throw new CardwrightError('LIFECYCLE_TRANSITION', onlyInEnglish('The record says no'));
      },
    });
    const handle = await begin(play);
    await eventually(() => stuck(handle), 'CARD_UNSUPPORTED');
    await decide(handle, cancelUpdate);
    await eventually(
      () => detailsOf(handle),
      'Cancelled: cleaning up does not succeed: The record says no (LIFECYCLE_TRANSITION). It is repeated by itself, without an end.',
    );
    away = false;
    expect(await handle.result()).toBe('cancelled');
  });

  it('of a saga that was given up waits as long', async () => {
    const play = new Play({ read: failing('CARD_UNSUPPORTED'), compensate: failingFirst(3, 'REQUEST_TIMEOUT') });
    const handle = await begin(play, { abandonAfterMs: 1 });
    expect(await handle.result()).toBe('abandoned');
  });

  it.each([
    ['while it is parked', { read: failing('CARD_UNSUPPORTED') }],
    ['while a stage repeats', { write: failing('PKI_SIGNER_UNAVAILABLE') }],
  ])(
    'runs when an administrator cancels the workflow itself %s, and its failures do not end it',
    async (_, behaviour) => {
      const play = new Play({ ...behaviour, compensate: failingFirst(2, 'LIFECYCLE_TRANSITION') });
      const handle = await begin(play);
      await eventually(
        async () => (await play.count('parkSaga')) + (await play.count('write')) > 1 || (await stuck(handle)) !== null,
        true,
      );
      await handle.cancel();
      await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      expect(await play.count('compensate')).toBe(3);
    },
  );

  it('runs, and the workflow ends as cancelled, where a stage fails at the moment of the cancel', async () => {
    const play = new Play({
      write: async () => {
        await stand.client.workflow.getHandle(Context.current().info.workflowExecution!.workflowId).cancel();
        throw new CardwrightError('CARD_UNSUPPORTED');
      },
    });
    const handle = await begin(play);
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect([await statusOf(handle), await play.count('compensate')]).toEqual(['CANCELLED', 1]);
  });
});

describe('[C24] a cancel', () => {
  /** Runs until its workflow is cancelled, as a batch that waits for a card. */
  const hanging = async (): Promise<never> => Context.current().cancelled;

  it.each<[string, Behaviours, Name, number]>([
    ['an activity that repeats', { read: failing('REQUEST_SERVICE_UNAVAILABLE') }, 'read', 5],
    ['an activity that hangs', { read: hanging }, 'read', 5],
    ['a writing activity that repeats', { write: failing('EDGE_UNREACHABLE') }, 'write', 15],
    ['the last one, which repeats', { settle: failing('REQUEST_SERVICE_UNAVAILABLE') }, 'settle', 95],
  ])('reaches %s at once', async (_, behaviour, name, percent) => {
    const play = new Play(behaviour);
    const handle = await begin(play);
    await eventually(async () => (await play.count(name)) > 0, true);
    expect(await decide(handle, cancelUpdate)).toEqual({ percent });
    expect(await handle.result()).toBe('cancelled');
    expect(await play.count('compensate')).toBe(1);
    expect(await play.count('parkSaga')).toBe(0);
  });

  it('lets the batch at work come to its end, and stops then', async () => {
    let end: () => void = () => undefined;
    const play = new Play({ write: () => new Promise<void>((resolve) => (end = resolve)) });
    const handle = await begin(play);
    await eventually(() => play.count('write'), 1);
    await decide(handle, cancelUpdate);
    expect(await play.count('compensate')).toBe(0);
    end();
    expect(await handle.result()).toBe('cancelled');
    expect(play.calls.slice(-3)).toEqual(['write 1', 'useDecision cancel', 'compensate cancelled']);
  });

  it('counts while somebody is waited for', async () => {
    const play = new Play();
    const handle = await begin(play, { waits: true });
    await eventually(() => stageOf(handle), 'pin');
    expect(await decide(handle, cancelUpdate)).toEqual({ percent: 10 });
    expect(await handle.result()).toBe('cancelled');
    expect(await play.count('write')).toBe(0);
  });

  it('that the record took first keeps the commit from settling: the saga ends cancelled, with the reason', async () => {
    let settled = (): void => undefined;
    const refusing = new Promise<void>((resolve) => (settled = resolve));
    let reason: unknown;
    const play = new Play({
      // The record has taken the cancel; its answer is slower than the commit that is refused for it.
      useDecision: () => refusing,
      settle: () => {
        settled();
        throw new CardwrightError('LIFECYCLE_CANCELLED');
      },
      compensate: (call) => void ({ reason } = call),
    });
    const handle = await begin(play, { waits: true });
    await eventually(() => stageOf(handle), 'pin');
    const cancelled = decide(handle, cancelUpdate, { reason: 'ordered twice' });
    await eventually(() => play.count('useDecision'), 1);
    await handle.signal('word');
    await cancelled;
    expect(await handle.result()).toBe('cancelled');
    expect(reason).toBe('ordered twice');
  });

  it('that comes too late is refused, and the saga is done', async () => {
    let end: () => void = () => undefined;
    const play = new Play({
      settle: () => new Promise<void>((resolve) => (end = resolve)),
      useDecision: failing('LIFECYCLE_TRANSITION'),
    });
    const handle = await begin(play);
    await eventually(() => play.count('settle'), 1);
    await expect(decide(handle, cancelUpdate)).rejects.toMatchObject({
      cause: { cause: { type: 'LIFECYCLE_TRANSITION' } },
    });
    end();
    expect(await handle.result()).toBe('done');
  });

  it('whose undo finds the request completed ends done', async () => {
    const play = new Play({
      settle: failing('REQUEST_SERVICE_UNAVAILABLE'),
      compensate: () => ({ ended: 'completed' }),
    });
    const handle = await begin(play);
    await eventually(async () => (await play.count('settle')) > 0, true);
    await decide(handle, cancelUpdate);
    expect(await handle.result()).toBe('done');
  });
});

describe('[fault 30] a history that grows', () => {
  const runsOf = async ({ workflowId }: WorkflowHandle): Promise<number> => {
    const runs = new Set<string>();
    for await (const { runId } of stand.client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
      runs.add(runId);
    return runs.size;
  };

  it('begins anew: a card that flaps in its reader keeps its saga, attempts count on, and no run is long', async () => {
    const flaps = 25;
    const play = new Play({ read: failingFirst(flaps, 'CARD_REMOVED') });
    const handle = await begin(play);
    for (let flap = 1; flap <= flaps; flap++) {
      await eventually(() => play.count('parkSaga'), flap);
      await stand.client.workflow.getHandle(handle.workflowId).signal(cardInsertedSignal);
    }
    const newest = stand.client.workflow.getHandle(handle.workflowId);
    expect(await newest.result()).toBe('done');
    expect(play.calls.filter((call) => call.startsWith('read')).slice(-2)).toEqual([
      `read ${flaps}`,
      `read ${flaps + 1}`,
    ]);
    expect((await newest.describe()).memo).toHaveProperty('requestId');
    await eventually(async () => (await runsOf(handle)) > 2, true);
    const { events } = await newest.fetchHistory();
    expect(events!.length).toBeLessThan(2 * long);
  });

  it('begins anew while it is parked for a person: what it waits for stays, and decisions count', async () => {
    const play = new Play({ read: failingFirst(2, 'CARD_UNSUPPORTED') });
    const handle = await begin(play);
    const newest = stand.client.workflow.getHandle(handle.workflowId);
    await eventually(() => stuck(newest), 'CARD_UNSUPPORTED');
    for (let signal = 0; signal < 2 * long; signal++) await newest.signal(cardInsertedSignal);
    await eventually(async () => (await runsOf(handle)) > 1, true);
    expect(await newest.query(sagaStateQuery)).toEqual({ stage: 'open', attempt: 1, stuck: 'CARD_UNSUPPORTED' });
    // It is parked on record already.
    expect(await play.count('parkSaga')).toBe(1);
    await decide(newest, retryUpdate);
    await eventually(() => play.count('parkSaga'), 2);
    await decide(newest, moveToWorkstationUpdate, { workstationId: 'ws-2' });
    expect(await newest.result()).toBe('done');
    expect(play.calls.filter((call) => call.startsWith('read'))).toEqual(['read 1', 'read 2', 'read 3']);
  });

  it('is given up when its time is over, however often it began anew', async () => {
    const play = new Play({ read: failing('CARD_UNSUPPORTED') });
    const handle = await begin(play, { abandonAfterMs: 15_000 });
    const newest = stand.client.workflow.getHandle(handle.workflowId);
    await eventually(() => stuck(newest), 'CARD_UNSUPPORTED');
    await Promise.all(Array.from({ length: 2 * long }, () => newest.signal(cardInsertedSignal)));
    await eventually(async () => (await runsOf(handle)) > 1, true);
    const { startTime } = await handle.describe();
    expect(await newest.result()).toBe('abandoned');
    // Counted anew by each run it would be twice as much.
    const { closeTime } = await newest.describe();
    expect(closeTime!.getTime() - startTime.getTime()).toBeLessThan(25_000);
  });

  it('a cancel that came in the last moment goes with it', async () => {
    const play = new Play();
    const handle = await begin(play, {
      resume: { attempt: 7, percent: 50, cancelled: { outcome: 'cancelled', reason: 'x' } },
    });
    expect(await handle.result()).toBe('cancelled');
    expect(play.calls).toEqual(['compensate cancelled']);
  });
});

describe('a saga whose workflow was lost', () => {
  const lost = (resume: SagaResume) => ({ resume });

  it('goes on in the attempt that it is given', async () => {
    const play = new Play();
    const handle = await begin(play, lost({ attempt: 4, percent: 15 }));
    expect(await handle.result()).toBe('done');
    expect(play.calls).toEqual(['read 4', 'write 4', 'settle 4']);
  });

  it('goes straight to its undo when that is what it was at', async () => {
    const play = new Play({ compensate: failingFirst(2, 'LIFECYCLE_TRANSITION') });
    const handle = await begin(
      play,
      lost({ attempt: 2, percent: 50, cancelled: { outcome: 'cancelled', reason: null } }),
    );
    expect(await handle.result()).toBe('cancelled');
    expect(play.calls).toEqual(Array(3).fill('compensate cancelled'));
    expect(await statusOf(handle)).toBe('COMPLETED');
  });
});
