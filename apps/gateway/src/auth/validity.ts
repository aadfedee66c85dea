/**
 * How long what a request was made with is good: an access token to its end, a session until it ends somehow. For answers that go on
 * (event streams): none of them outlives what it was asked with.
 */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';

export interface Validity {
  /** Milliseconds since 1970; at the latest then. */
  endsAt: number;
  /** Whether it still is; rejects where that cannot be known now. */
  holds(): Promise<boolean>;
}

/** A sign-out in another window is seen so soon. */
const everyMs = 5_000;
/** The longest time that a timer takes. */
const longestMs = 2 ** 31 - 1;

/** Calls `end` once, when it is good no more. Returns what stops the watch. */
export function watchValidity({ endsAt, holds }: Validity, end: () => void): () => void {
  const timer = setTimeout(() => finish(), Math.min(longestMs, Math.max(0, endsAt - Date.now())));
  let looking = false;
  const interval = setInterval(() => {
    if (looking) return;
    looking = true;
    holds()
      .then((good) => {
        if (!good) finish();
      })
      // Whoever cannot be asked says nothing: the next look may, and the end comes in any case.
      .catch((error: unknown) => {
        if (!isCardwrightError(error)) finish();
      })
      .finally(() => (looking = false));
  }, everyMs);
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
    clearInterval(interval);
  };
  const finish = (): void => {
    if (stopped) return;
    stop();
    end();
  };
  return stop;
}
