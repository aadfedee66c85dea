/**
 * The progress of one saga as a stream without gaps or repeats: the rows that issuance-svc keeps, then the live ones from
 * NATS. Live delivery is at most once, so a gap, a quiet spell and the very end are settled from the rows. No state here:
 * whoever comes back after a restart says where they were.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { RequestState, SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { isFinalState } from '@cardwright/contracts/workflow/final-states';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { sagaProgressSubject } from '@cardwright/contracts/nats/subjects';
import { NATS_CONNECTION } from '@cardwright/service-kit/nats/nats.module';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Caller } from '../auth/auth.guard.js';
import { Mailbox } from './mailbox.js';

/** Proxies close a connection that is silent for a minute; most do after 30 s or more. */
const quietMs = 15_000;
/** In these a saga goes on by itself; in any other one it has ended, or a person decides. */
const movingStates: ReadonlySet<RequestState> = new Set(['IN_PROGRESS', 'CANCELLING']);
/** Live delivery is at most once: whoever waits for a saga looks at the record as often as this. */
const lookAgainMs = 5_000;

export type SagaEvent = { kind: 'progress'; row: SagaProgress } | { kind: 'quiet' } | { kind: 'end' };

@Injectable()
export class SagaEvents {
  constructor(
    private readonly rpc: RpcClient,
    @Inject(NATS_CONNECTION) private readonly nats: NatsConnection,
  ) {}

  /**
   * Authorises by `sagas.get` before the first event (rejects with its error) and again whenever 15 s have passed, so that a role that is taken away
   * meanwhile ends it; yields rows after `afterSequence`.
   * Ends by itself once the saga is finished and every row was sent, or when the signal fires.
   */
  async *stream(
    requestId: string,
    afterSequence: number,
    caller: Caller,
    signal: AbortSignal,
  ): AsyncGenerator<SagaEvent> {
    let finished = await this.isFinished(requestId, caller);
    // Before the rows are read, so that nothing falls between them and the live ones.
    const { mailbox, unsubscribe } = this.subscribe(requestId, signal);
    let last = afterSequence;
    let askedAt = Date.now();
    try {
      let next: SagaProgress | null = null;
      while (!signal.aborted) {
        // A row that follows on directly needs no look at the record.
        const rows = next?.sequence === last + 1 ? [next] : await this.rowsAfter(requestId, last, caller);
        if (rows.length === 0 && !finished) yield { kind: 'quiet' };
        for (const row of rows) {
          if (row.sequence <= last) continue;
          last = row.sequence;
          finished ||= isFinalState(row.state);
          yield { kind: 'progress', row };
        }
        if (finished) return yield { kind: 'end' };
        do next = await mailbox.take(quietMs);
        while (next !== null && next.sequence <= last);
        if (signal.aborted || (next !== null && Date.now() - askedAt < quietMs)) continue;
        finished = await this.isFinished(requestId, caller);
        askedAt = Date.now();
        // What is finished may have more rows than this one.
        next = null;
      }
    } finally {
      unsubscribe();
    }
  }

  /** As `sagas.get`, once the saga no longer goes on by itself; else as it is after `waitMs`. Rejects with the errors of `sagas.get`. */
  async settled(
    requestId: string,
    waitMs: number,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<ReplyOf<IssuanceApi, 'sagas.get'>> {
    const until = Date.now() + waitMs;
    const { mailbox, unsubscribe } = this.subscribe(requestId, signal);
    try {
      for (;;) {
        const reply = await this.rpc.issuance('sagas.get', { requestId }, caller);
        const left = until - Date.now();
        if (!movingStates.has(reply.saga.state) || left <= 0 || signal.aborted) return reply;
        let row: SagaProgress | null;
        const lookAt = Date.now() + Math.min(left, lookAgainMs);
        do row = await mailbox.take(Math.max(0, lookAt - Date.now()));
        while (row !== null && movingStates.has(row.state));
      }
    } finally {
      unsubscribe();
    }
  }

  private subscribe(
    requestId: string,
    signal: AbortSignal,
  ): { mailbox: Mailbox<SagaProgress>; unsubscribe: () => void } {
    const mailbox = new Mailbox<SagaProgress>(signal);
    const subscription = this.nats.subscribe(sagaProgressSubject(requestId), {
      callback: (error, message) => {
        if (error === null) mailbox.put(message.json<SagaProgress>());
      },
    });
    return { mailbox, unsubscribe: () => subscription.unsubscribe() };
  }

  private async isFinished(requestId: string, caller: Caller): Promise<boolean> {
    const { saga } = await this.rpc.issuance('sagas.get', { requestId }, caller);
    return saga.finishedAt !== null || isFinalState(saga.state);
  }

  private async rowsAfter(requestId: string, afterSequence: number, caller: Caller): Promise<SagaProgress[]> {
    return (await this.rpc.issuance('sagas.timeline', { requestId, afterSequence }, caller)).rows;
  }
}
