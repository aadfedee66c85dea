/** A real Temporal server on which specs run the saga of `fixtures/workflows.ts`, with activities that do what a case says. */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { sagaStateQuery } from '@cardwright/contracts/workflow/card-write.contract';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { startTestTemporal } from '@cardwright/testing/temporal-dev-server';
import { installRuntime, startWorker, type WorkerHandle } from '@cardwright/workflow-kit/worker/create-worker';
import { createTemporalClient, type TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import type { SpecActivities, SpecSagaInput } from '../fixtures/workflows.js';

export type Name = keyof SpecActivities;
type CallOf<N extends Name> = Parameters<SpecActivities[N]>[0];
type AnswerOf<N extends Name> = Awaited<ReturnType<SpecActivities[N]>>;
/** What an activity does each time that it is called; `undefined` is its plain success. */
export type Behaviour<N extends Name = Name> = (
  call: CallOf<N>,
  count: number,
) => AnswerOf<N> | void | Promise<AnswerOf<N> | void>;
export type Behaviours = { [N in Name]?: Behaviour<N> };

/** A history of this many events is long enough for a new run: Temporal's own limit is 4096. */
export const long = 60;

export interface SagaStand {
  readonly client: TemporalClient['client'];
  /** Each saga has a worker of its own, which ends with `endWorkers`. */
  begin(play: Play, input?: Partial<SpecSagaInput>): Promise<WorkflowHandle>;
  endWorkers(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSagaStand(): Promise<SagaStand> {
  installRuntime(() => undefined);
  const [server, state] = await Promise.all([
    startTestTemporal({ dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': long } }),
    makeStateDir('card-saga'),
  ]);
  const codecKeysFile = join(state.path, 'keys.json');
  writeFileSync(codecKeysFile, JSON.stringify({ current: 'k', keys: { k: randomBytes(32).toString('base64') } }));
  const { address, namespace } = server;
  const temporal = createTemporalClient({ address, namespace, codecKeysFile });
  const workflows = { workflowsPath: fileURLToPath(new URL('../fixtures/workflows.ts', import.meta.url)) };
  const workers: WorkerHandle[] = [];
  return {
    client: temporal.client,
    begin: (play, input = {}) => {
      const taskQueue = randomUUID();
      const activities = { ...play.all() };
      workers.push(
        startWorker({ address, namespace, codecKeysFile, taskQueue, workflows, activities }, () => undefined),
      );
      const requestId = randomUUID();
      const whole: SpecSagaInput = {
        requestId,
        tenantId: randomUUID(),
        deviceId: randomUUID(),
        personId: null,
        workstationId: 'ws-1',
        correlationId: 'c',
        abandonAfterMs: 60_000,
        resume: { attempt: 1, percent: 0 },
        ...input,
      };
      const options = { taskQueue, workflowId: randomUUID(), memo: { requestId }, args: [whole] };
      return temporal.client.workflow.start('specSaga', options);
    },
    endWorkers: async () => void (await Promise.all(workers.splice(0).map((worker) => worker.stop()))),
    stop: async () => {
      await temporal.close();
      await server.stop();
      await state.remove();
    },
  };
}

/** Activities by what a case says of them; the others succeed. */
export class Play {
  readonly calls: string[] = [];
  private readonly counts = new Map<Name, number>();

  constructor(private readonly behaviour: Behaviours = {}) {}

  all(): SpecActivities {
    return {
      read: async (call) => void (await this.made('read', call)),
      write: async (call) => void (await this.made('write', call)),
      settle: async (call) => void (await this.made('settle', call)),
      useDecision: async (call) => void (await this.made('useDecision', call)),
      parkSaga: async (call) => (await this.made('parkSaga', call)) ?? null,
      compensate: async (call) => (await this.made('compensate', call)) ?? null,
      moveTo: async (call) => void (await this.made('moveTo', call)),
    };
  }
  count = async (name: Name): Promise<number> => this.counts.get(name) ?? 0;

  private async made<N extends Name>(name: N, call: CallOf<N>): Promise<AnswerOf<N> | void> {
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    this.calls.push(`${name} ${detailOf(call)}`.trim());
    return this.behaviour[name]?.(call, count);
  }
}

/** What tells the calls of one activity apart. */
function detailOf(call: CallOf<Name>): string {
  if ('outcome' in call) return call.outcome;
  if ('action' in call) return call.action;
  return 'attempt' in call ? String(call.attempt) : call.workstationId;
}

export const failing = (code: ErrorCode) => (): never => {
  throw new CardwrightError(code);
};
/** The first so many times. */
export const failingFirst =
  (times: number, code: ErrorCode): Behaviour =>
  (_call, count) => {
    if (count <= times) throw new CardwrightError(code);
  };

export const decide = (handle: WorkflowHandle, name: string, more: object = {}): Promise<unknown> =>
  handle.executeUpdate(name, { args: [{ decisionId: randomUUID(), ...more }] });
export const stuck = async (handle: WorkflowHandle): Promise<unknown> =>
  (await handle.query<{ stuck: string | null }>(sagaStateQuery)).stuck;
export const stageOf = async (handle: WorkflowHandle): Promise<string> =>
  (await handle.query<{ stage: string }>(sagaStateQuery)).stage;
