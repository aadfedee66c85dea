/**
 * What the server's clock shows, as far as its messages show: lifetimes of keys and sealed PINs are judged by it and not by the
 * clock of the workstation, which may be wrong and may jump. A message that was long on its way shows an earlier time than it is;
 * the latest is the nearest. Governing document: faults.md 19.
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
