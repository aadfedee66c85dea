/**
 * Waits for a moment inside a running saga, by the live progress that the gateway streams: the trigger of fault specs.
 * Specs only. Not a record: the timeline is in Postgres.
 */
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { sagaProgressSubject } from '@cardwright/contracts/nats/subjects';
import { connectAsService } from './agent-connection.js';
import type { TestSystem } from './system.js';

export interface ProgressWatch {
  /** Resolves with the first row that fits and comes after this call; rejects after the time. */
  next(fits: (row: SagaProgress) => boolean, timeoutMs?: number): Promise<SagaProgress>;
  close(): Promise<void>;
}

/** Sees every saga: start it before the one that is meant, and run one at a time. */
export async function watchProgress(system: TestSystem): Promise<ProgressWatch> {
  const connection = await connectAsService(system, 'gateway');
  const rows: SagaProgress[] = [];
  let arrived = (): void => undefined;
  connection.subscribe(sagaProgressSubject('any').replace(/any$/, '*'), {
    callback: (_error, message) => {
      rows.push(message.json<SagaProgress>());
      arrived();
    },
  });
  await connection.flush();
  return {
    next: async (fits, timeoutMs = 60_000) => {
      const end = Date.now() + timeoutMs;
      rows.length = 0;
      for (;;) {
        for (let row = rows.shift(); row !== undefined; row = rows.shift()) if (fits(row)) return row;
        if (Date.now() > end) throw new Error('the awaited progress did not come');
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 500);
          arrived = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    close: () => connection.close(),
  };
}
