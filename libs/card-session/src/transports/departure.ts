import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';

/** The departure of one card from one reader, or of the reader or the service under it. */
export class Departure {
  private readonly listeners = new Set<() => void>();
  private code: ErrorCode | undefined;

  happen(code: ErrorCode): void {
    this.code ??= code;
    for (const listener of this.listeners) listener();
  }

  /** The code of what has happened, `withinMs` from now at the latest; undefined: nothing. */
  async within(withinMs: number): Promise<ErrorCode | undefined> {
    if (this.code === undefined)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.listeners.delete(done);
          resolve();
        };
        const timer = setTimeout(done, withinMs);
        this.listeners.add(done);
      });
    return this.code;
  }
}
