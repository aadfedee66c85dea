/**
 * Undo steps of a saga. Register the undo BEFORE the step starts: a step that timed out after acting is undone too, so
 * every undo must be idempotent and right when nothing happened. For the workflow sandbox.
 */
import { CancellationScope, log } from '@temporalio/workflow';

export interface Compensation {
  /** For the history and the log: `release-lease`, `revoke 9A`. */
  name: string;
  undo: () => Promise<unknown>;
}
export interface CompensationFailure {
  name: string;
  error: unknown;
}

export class Compensations {
  private readonly stack: Compensation[] = [];

  /** Returns a function that takes the undo back: after the point of no return, or once the step is confirmed final. */
  register(name: string, undo: Compensation['undo']): () => void {
    const entry = { name, undo };
    this.stack.push(entry);
    return () => {
      const index = this.stack.indexOf(entry);
      if (index >= 0) this.stack.splice(index, 1);
    };
  }

  get names(): readonly string[] {
    return this.stack.map((entry) => entry.name);
  }

  /** Nothing is left to undo: the saga has reached its point of no return. */
  clear(): void {
    this.stack.length = 0;
  }

  /**
   * Runs every undo, last registered first, even when the workflow was cancelled and even when one fails. Returns the
   * failures: the saga parks on them, it never throws them away.
   */
  async run(): Promise<CompensationFailure[]> {
    const failures: CompensationFailure[] = [];
    await CancellationScope.nonCancellable(async () => {
      // Taken off first: a second run does not repeat what this one did.
      for (let entry = this.stack.pop(); entry; entry = this.stack.pop())
        try {
          await entry.undo();
        } catch (error) {
          log.warn('undo failed', { undo: entry.name });
          failures.push({ name: entry.name, error });
        }
    });
    return failures;
  }
}
