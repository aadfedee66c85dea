/** So many in any minute that begins with the first of them. */
const minuteMs = 60_000;

export class PerMinute {
  private beganMs = -Infinity;
  private taken = 0;

  constructor(
    private readonly most: number,
    private readonly runningMs: () => number,
  ) {}

  /** false: not now. */
  take(): boolean {
    const nowMs = this.runningMs();
    if (nowMs - this.beganMs >= minuteMs) [this.beganMs, this.taken] = [nowMs, 0];
    this.taken += 1;
    return this.taken <= this.most;
  }
}
