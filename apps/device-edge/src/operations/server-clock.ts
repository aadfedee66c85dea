/**
 * What the server's clock shows, as far as its messages show: lifetimes of keys and sealed PINs are judged by it and not by the clock of
 * the workstation, which may be wrong and may jump. A delayed message shows an earlier time than the real one, so the latest time that was
 * seen is the best estimate. Governing document: faults.md 19.
 */
export class ServerClock {
  /** Server's milliseconds less those of the monotonic clock. */
  private aheadMs: number | undefined;

  constructor(
    private readonly localNow: () => Date,
    private readonly monotonicMs: () => number,
  ) {}

  /** sentAt: ISO instant in a message that has just come; anything else is ignored. */
  hear(sentAt: string | undefined): void {
    const aheadMs = Date.parse(sentAt ?? '') - this.monotonicMs();
    if (aheadMs > (this.aheadMs ?? -Infinity)) this.aheadMs = aheadMs;
  }

  /** Milliseconds since the epoch. Before the first message: by the clock of the workstation. */
  now(): number {
    return this.aheadMs === undefined ? this.localNow().getTime() : this.aheadMs + this.monotonicMs();
  }
}
