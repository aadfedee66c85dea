import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { CardStepKind } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { BatchRequest, BatchResult, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { signedContent, type BatchStatement } from '@cardwright/contracts/nats/signed-batch';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { LeaseService } from '../records/leases/lease.service.js';
import type { TraceStore } from '../records/traces/trace-store.js';
import { BatchSender } from './batch-sender.js';
import { BatchSignatures } from './batch-signatures.js';
import type { CardLearning } from './card-learning.js';
import type { SagaRecords } from '../records/requests/saga-records.js';

const lease: LeaseToken = { requestId: 'r1', deviceId: 'd1', workstationId: 'w1', fencingToken: 1 };
const call = { input: { tenantId: 't1', correlationId: 'c1', requestId: 'r1' }, attempt: 1 } as unknown as StageCall;
const steps = [
  { kind: 'authenticate-management-key', algorithm: '3DES', witnessAnswerHex: '', challengeHex: '' },
  { kind: 'reserve-data', objects: [] },
  { kind: 'generate-key', keyReference: '9A', algorithm: 'ECCP256' },
] as const;

/** With an agent that answers so, and a vault whose signature names what it was asked to sign, or that answers otherwise. */
const senderTo = (
  edge: (workstationId: string, name: string, batch: BatchRequest) => Promise<BatchResult>,
  pki: (name: string, statement: BatchStatement) => Promise<{ signedBatch: string }> = (name, statement) =>
    Promise.resolve({ signedBatch: `${name} ${statement.batchId} ${statement.contentSha256Hex}` }),
): BatchSender => {
  const nothing = () => Promise.resolve();
  return new BatchSender(
    { edge } as unknown as RpcClient,
    { countRoundTrip: nothing } as unknown as SagaRecords,
    { keep: () => undefined, wanted: false } as unknown as TraceStore,
    { roomIn: nothing } as unknown as CardLearning,
    { remainingMs: () => Promise.resolve(1000) } as unknown as LeaseService,
    new BatchSignatures({ pki } as unknown as RpcClient),
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
  const programs = ['scdaemon'];
  const message = 'Another program holds the card; it may be scdaemon (pid 17)';
  const busy = new CardwrightError('CARD_BUSY', onlyInEnglish(message), { programs });
  const asked = (sinceMs: number): Promise<unknown> =>
    new MockActivityEnvironment({ attempt: 1, scheduledTimestampMs: Date.now() - sinceMs })
      .run(() => senderTo(() => Promise.reject(busy)).run(call, 1, lease, () => Promise.resolve({ steps: [] })))
      .catch((error: unknown) => error);

  it('is asked for again at first: most programs are done in a second or two', async () => {
    expect(await asked(2_000)).toBe(busy);
  });

  it('after ten seconds the saga parks, and names the program', async () => {
    expect(await asked(10_500)).toMatchObject({
      ...{ nonRetryable: true, type: 'CARD_BUSY', message, details: [{ programs }] },
    });
  });
});

describe('[E7] the signature of the vault', () => {
  const run = (sender: BatchSender) =>
    new MockActivityEnvironment({ attempt: 1 }).run(() =>
      sender.run(call, 2, lease, () => Promise.resolve({ steps: [...steps] })),
    );
  const done = { results: [], apdus: 0 } as unknown as BatchResult;

  it('goes along, and is over what is sent, also when a step is left out for an older agent', async () => {
    const sent: BatchRequest[] = [];
    const unknown = new CardwrightError('REQUEST_INVALID', undefined, { field: 'steps[1].kind' });
    const edge = (_workstationId: string, _name: string, batch: BatchRequest) =>
      sent.push(batch) === 1 ? Promise.reject(unknown) : Promise.resolve(done);
    await run(senderTo(edge));
    expect(sent).toHaveLength(2);
    for (const batch of sent) {
      const contentSha256Hex = createHash('sha256').update(signedContent(batch)).digest('hex');
      expect(batch.signedBatch).toBe(`batches.sign r1/1/2 ${contentSha256Hex}`);
    }
    expect(sent[0]!.signedBatch).not.toBe(sent[1]!.signedBatch);
  });

  it('is the same when the answer was lost and the batch is sent again', async () => {
    const lost = new CardwrightError(
      'REQUEST_TIMEOUT',
      undefined,
      {},
      Object.assign(new Error(), { name: 'TimeoutError' }),
    );
    const sent: BatchRequest[] = [];
    const edge = (_workstationId: string, name: string, batch: BatchRequest) => {
      if (name === 'batch.result') return Promise.resolve({ state: 'unknown', sessionOpen: true } as never);
      return sent.push(batch) === 1 ? Promise.reject(lost) : Promise.resolve(done);
    };
    await run(senderTo(edge));
    expect(sent.map(({ signedBatch }) => signedBatch)).toEqual([sent[0]!.signedBatch, sent[0]!.signedBatch]);
  });

  it('is not there: nothing is sent', async () => {
    const edge = () => Promise.reject(new Error('sent'));
    const refused = new CardwrightError('VAULT_LEASE_REQUIRED');
    await expect(run(senderTo(edge, () => Promise.reject(refused)))).rejects.toBe(refused);
  });
});
