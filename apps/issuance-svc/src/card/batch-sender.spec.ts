import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { CardStepKind } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchRequest, BatchResult, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { LeaseService } from '../records/leases/lease.service.js';
import type { TraceStore } from '../records/traces/trace-store.js';
import { BatchSender } from './batch-sender.js';
import type { CardLearning } from './card-learning.js';
import type { SagaRecords } from '../records/requests/saga-records.js';

const lease: LeaseToken = { requestId: 'r1', deviceId: 'd1', workstationId: 'w1', fencingToken: 1 };
const call = { input: { tenantId: 't1', correlationId: 'c1', requestId: 'r1' }, attempt: 1 } as unknown as StageCall;
const steps = [
  { kind: 'authenticate-management-key', algorithm: '3DES', witnessAnswerHex: '', challengeHex: '' },
  { kind: 'reserve-data', objects: [] },
  { kind: 'generate-key', keyReference: '9A', algorithm: 'ECCP256' },
] as const;

/** With an agent that answers so. */
const senderTo = (
  edge: (workstationId: string, name: string, batch: BatchRequest) => Promise<BatchResult>,
): BatchSender => {
  const nothing = () => Promise.resolve();
  return new BatchSender(
    { edge } as unknown as RpcClient,
    { countRoundTrip: nothing } as unknown as SagaRecords,
    { keep: () => undefined, wanted: false } as unknown as TraceStore,
    { roomIn: nothing } as unknown as CardLearning,
    { remainingMs: () => Promise.resolve(1000) } as unknown as LeaseService,
  );
};

/** refuses: the error with which an agent of this version refuses a step of this kind before it does anything. */
async function sentTo(refuses: CardStepKind | null): Promise<CardStepKind[][]> {
  const sent: CardStepKind[][] = [];
  const edge = (_workstationId: string, _name: string, batch: BatchRequest): Promise<BatchResult> => {
    sent.push(batch.steps.map(({ kind }) => kind));
    const index = batch.steps.findIndex(({ kind }) => kind === refuses);
    const field = `steps[${index}].kind`;
    return index >= 0
      ? Promise.reject(new CardwrightError('REQUEST_INVALID', undefined, { field }))
      : Promise.resolve({ results: [], apdus: 0 } as unknown as BatchResult);
  };
  const sender = senderTo(edge);
  const run = () => sender.run(call, 2, lease, () => Promise.resolve({ steps: [...steps] }));
  await new MockActivityEnvironment({ attempt: 1 }).run(run).catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'REQUEST_INVALID' });
    sent.push([]);
  });
  return sent;
}

describe('a batch that asks for room', () => {
  const whole = ['authenticate-management-key', 'reserve-data', 'generate-key'];

  it('is sent as it is', async () => {
    expect(await sentTo(null)).toEqual([whole]);
  });

  it('is sent without the step to an agent of a version that does not know it', async () => {
    expect(await sentTo('reserve-data')).toEqual([whole, ['authenticate-management-key', 'generate-key']]);
  });

  it('is not sent again when the agent refuses another step', async () => {
    expect(await sentTo('generate-key')).toEqual([whole, []]);
  });
});

describe('[A13] a card that another program does not let go of', () => {
  const busy = new CardwrightError('CARD_BUSY', 'Another program holds the card; it may be scdaemon (pid 17)');
  const asked = (sinceMs: number): Promise<unknown> =>
    new MockActivityEnvironment({ attempt: 1, scheduledTimestampMs: Date.now() - sinceMs })
      .run(() => senderTo(() => Promise.reject(busy)).run(call, 1, lease, () => Promise.resolve({ steps: [] })))
      .catch((error: unknown) => error);

  it('is asked for again at first: most programs are done in a second or two', async () => {
    expect(await asked(2_000)).toBe(busy);
  });

  it('after ten seconds the saga parks, and names the program', async () => {
    expect(await asked(10_500)).toMatchObject({ nonRetryable: true, type: 'CARD_BUSY', message: busy.message });
  });
});
