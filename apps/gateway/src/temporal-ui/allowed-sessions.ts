/**
 * Who may look at sagas, asked of issuance-svc (the one authorisation function) and remembered for some seconds: a page of the UI makes
 * dozens of requests. A refusal is not remembered, and neither is it cheap: issuance-svc records it.
 */
import type { Caller } from '../auth/auth.guard.js';

const keepMs = 10_000;
const sessionsKept = 1_000;

export class AllowedSessions {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly authorise: (caller: Caller) => Promise<unknown>,
    private readonly now: () => number = Date.now,
  ) {}

  /** key: of the session. Rejects with AUTH_FORBIDDEN, or that issuance-svc is away. */
  async require(key: string, caller: Caller): Promise<void> {
    if ((this.until.get(key) ?? 0) > this.now()) return;
    await this.authorise(caller);
    if (this.until.size >= sessionsKept) this.until.clear();
    this.until.set(key, this.now() + keepMs);
  }
}
