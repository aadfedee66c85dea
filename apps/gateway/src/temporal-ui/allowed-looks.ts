/**
 * Who may look at what, asked of issuance-svc (the one authorisation function, which also writes it down) and remembered for a time: a page
 * of the UI makes dozens of requests. A refusal is not remembered, and neither is it cheap: issuance-svc records it.
 */
import type { Caller } from '../auth/auth.guard.js';

const looksKept = 1_000;

export class AllowedLooks<Subject extends object> {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly keepMs: number,
    private readonly authorise: (subject: Subject, caller: Caller) => Promise<unknown>,
    private readonly now: () => number = Date.now,
  ) {}

  /** session: its key. Rejects with AUTH_FORBIDDEN, or that issuance-svc is away. */
  async require(session: string, subject: Subject, caller: Caller): Promise<void> {
    const key = JSON.stringify([session, subject]);
    if ((this.until.get(key) ?? 0) > this.now()) return;
    await this.authorise(subject, caller);
    if (this.until.size >= looksKept) this.until.clear();
    this.until.set(key, this.now() + this.keepMs);
  }
}
