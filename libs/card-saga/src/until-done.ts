/**
 * Repeats the work of a saga that nothing else would do: the record of its parking, and its undo. The server repeats these activities
 * without an end (activity-proxies.ts). If one fails here all the same, it is called again after a pause. Workflow sandbox.
 */
import { CancellationScope, setCurrentDetails, sleep } from '@temporalio/workflow';
import { failureOf } from './failure.js';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/**
 * Resolves with the first success. what: for the details that people read. between: called before each further try, may end the run
 * (continue-as-new). An administrator's cancellation of the workflow does not stop it: the card and its record come first.
 */
export async function untilDone<Result>(
  work: () => Promise<Result>,
  what: string,
  between: () => Promise<void> = async () => undefined,
): Promise<Result> {
  return CancellationScope.nonCancellable(async () => {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return await work();
      } catch (error) {
        const { code, message } = failureOf(error);
        setCurrentDetails(`${what} does not succeed: ${message} (${code}). It is repeated by itself, without an end.`);
      }
      await sleep(pauseMs);
      await between();
    }
  });
}
