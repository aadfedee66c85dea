/**
 * Waits for something that other processes bring up: tries again for ever with jittered, growing pauses, and says so
 * once. This is what lets services start in any order (design.md 1).
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** For the log: "waiting for <what>". */
  what: string;
  log: (message: string, error: unknown) => void;
  /** True: waiting does not help (wrong configuration), the error goes to the caller at once. */
  giveUp?: (error: unknown) => boolean;
  signal?: AbortSignal | undefined;
  firstPauseMs?: number;
  longestPauseMs?: number;
}

/** Result of the first call that succeeds. Rejects with the AbortSignal's reason, or with an error that `giveUp` names. */
export async function waitFor<Result>(attempt: () => Promise<Result>, options: WaitOptions): Promise<Result> {
  const { what, log, giveUp = () => false, signal, firstPauseMs = 200, longestPauseMs = 5_000 } = options;
  let pauseMs = firstPauseMs;
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (giveUp(error)) throw error;
      if (tries === 1) log(`waiting for ${what}`, error);
    }
    // Full jitter: a hundred services that start together do not knock together.
    await delay(pauseMs * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {});
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

/** One line for the log: while something is waited for, a stack helps nobody. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return [typeof code === 'string' ? code : '', error.message].filter(Boolean).join(': ') || error.name;
}
