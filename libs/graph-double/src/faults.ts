/** What goes wrong at the double, in the order in which a test asks for it: each fault befalls one request of its operation. */

export const graphOperations = ['token', 'policy', 'creationOptions', 'create', 'list', 'delete'] as const;
export type GraphOperation = (typeof graphOperations)[number];

export type Fault =
  /** 429; nothing is done. */
  | { kind: 'throttled'; retryAfterSeconds: number }
  /** Nothing is done. */
  | { kind: 'refused'; status: number; code?: string; message?: string; retryAfterSeconds?: number }
  /** It is done, and answered with this status. */
  | { kind: 'failed-after-success'; status: number }
  /** It is done, and the connection ends without an answer. */
  | { kind: 'reset-after-success' }
  /** It is done, and answered when the test lets it go (`release`). */
  | { kind: 'late-answer' }
  /** It is done when the test lets it go, and answered then. */
  | { kind: 'late' }
  /** For list and delete: as a computer of the service answers that does not know of the newest passkey yet. */
  | { kind: 'stale' };

export class Faults {
  private readonly waiting = new Map<GraphOperation, Fault[]>();
  private held: (() => void)[] = [];
  private watchers: (() => void)[] = [];

  add(operation: GraphOperation, fault: Fault, times = 1): void {
    const faults = this.waiting.get(operation) ?? [];
    this.waiting.set(operation, [...faults, ...Array.from({ length: times }, () => fault)]);
  }

  next(operation: GraphOperation): Fault | undefined {
    return this.waiting.get(operation)?.shift();
  }

  /** Until `release`. */
  hold(): Promise<void> {
    const released = new Promise<void>((resolve) => this.held.push(resolve));
    for (const seen of this.watchers.splice(0)) seen();
    return released;
  }

  someHeld(): Promise<void> {
    return this.held.length > 0 ? Promise.resolve() : new Promise((resolve) => this.watchers.push(resolve));
  }

  release(): void {
    const held = this.held;
    this.held = [];
    for (const go of held) go();
  }
}
