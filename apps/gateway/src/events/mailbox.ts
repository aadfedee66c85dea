/** What has come in and was not taken yet; `take` gives null after a while without anything, and when the signal fires. */
export class Mailbox<Row> {
  private readonly rows: Row[] = [];
  private wake: (() => void) | null = null;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.wake?.());
  }

  put(row: Row): void {
    this.rows.push(row);
    this.wake?.();
  }

  async take(timeoutMs: number): Promise<Row | null> {
    if (this.rows.length === 0 && !this.signal.aborted) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
      this.wake = null;
    }
    return this.rows.shift() ?? null;
  }
}
