/**
 * Work of a saga that nobody else would do: the record of its parking, its undo. Its activities are repeated by the server without an end
 * (activity-proxies.ts); what fails here all the same is asked again, after a pause. Workflow sandbox.
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
