/**
 * The server asks all agents anew what it may have missed. Thousands hear it in the same moment, so that each answers once, at a time of its own
 * within the jitter; whoever asks again meanwhile is answered by that.
 */
export class PresenceAnswers {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly jitterMs: () => number,
    private readonly answer: () => void,
  ) {}

  asked(): void {
    if (this.stopped) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.answer();
    }, this.jitterMs()).unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}
