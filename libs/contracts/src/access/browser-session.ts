/** A session of a browser, as its person sees it. */
export interface BrowserSession {
  /** The first 16 digits of the SHA-256 of its id, as the audit trail names it; nobody can use the session by it. */
  sessionId: string;
  startedAt: string;
  /** To half a minute. */
  lastSeenAt: string;
  /** At the latest then. */
  expiresAt: string;
  /** It is the one that asks. */
  current: boolean;
  /** Names such as `Firefox` and `Linux`; null: not known. */
  browser: string | null;
  system: string | null;
}
