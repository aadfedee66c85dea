/** Whether this browser can do what adding a card needs: sealing a PIN (Web Crypto, on secure pages only) and following the work as it happens. */
export type BrowserProblem = 'insecure' | 'old';

interface Abilities {
  /** Absent where there is no window, as in a test of something else. */
  isSecureContext?: boolean;
  crypto?: { subtle?: unknown };
  EventSource?: unknown;
}

export function browserProblem(browser: Abilities = globalThis): BrowserProblem | null {
  if (browser.isSecureContext !== true) return 'insecure';
  return browser.crypto?.subtle === undefined || browser.EventSource === undefined ? 'old' : null;
}
