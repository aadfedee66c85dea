/** Why a request failed, as far as somebody can do something about it. */

/**
 * offline: no answer. busy: too much at once, or a part of the server is away; it passes. signed-out: the session is over, or another one since. not-allowed: not for who is
 * signed in.
 */
export type Failure = 'offline' | 'busy' | 'signed-out' | 'not-allowed' | 'unknown';

/** status: of HTTP; 0: there was no answer. Pure. */
export function failureOf(code: string, status: number): Failure {
  if (code === 'CONSOLE_OFFLINE') return 'offline';
  if (status === 429 || status >= 500) return 'busy';
  if (status === 401 || code === 'AUTH_CSRF') return 'signed-out';
  return status === 403 ? 'not-allowed' : 'unknown';
}
