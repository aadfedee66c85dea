/**
 * What a page says of the computer that its browser is at, from what the server knows and from what this page has seen. Causes that nobody can tell apart
 * from here have one name. Governing document: docs/decisions/0012.
 */
import type { BridgeState } from '../api/types.js';

/**
 * none: nobody has asked on this page. window-blocked: the browser opened no window. opening: a challenge is being made. asking: the window is on its way.
 * waited: for as long as anybody waits.
 */
export type Attempt = 'none' | 'window-blocked' | 'opening' | 'asking' | 'waited';

/**
 * What a page can see of a window of its own. blank: it has gone nowhere yet. elsewhere: it shows something, which may be that nobody answers. A window that came
 * back to the portal looks closed too, as its page lets nobody hold it.
 */
export type SmallWindow = 'blank' | 'elsewhere' | 'closed';

/**
 * Nobody has seen the window, and: held: the browser has not let it go there, it asks something or has stopped it; closed: it was closed; not-seen: it is
 * somewhere, so the program is not installed or does not run, is older than the portal, has no connection, or belongs to another portal or to none; the window itself says
 * which. not-back: the program has seen it, and the browser did not come back. other-session: somebody else is signed in at this computer.
 * other-browser: the window came back in a browser that had not asked.
 */
export const causes = [
  'window-blocked',
  'held',
  'closed',
  'not-seen',
  'not-back',
  'other-session',
  'other-browser',
] as const;
export type Cause = (typeof causes)[number];

/**
 * How it is with the computer where this person was last, which may be this one. gone: taken out of the portal. outdated: too old. silent: does not answer,
 * since then. answers: it does, so that from there the program would have been found.
 */
export type Before =
  | { is: 'gone' | 'answers'; name: string }
  | { is: 'silent'; name: string; since: string | null }
  | { is: 'outdated'; name: string; agentVersion: string | null; minimumAgentVersion: string };

export type Standing =
  | { is: 'unknown' }
  | { is: 'asking' }
  | { is: 'connected'; workstationId: string; name: string; online: boolean }
  | { is: 'outdated'; agentVersion: string | null; minimumAgentVersion: string }
  | { is: 'failed'; cause: Cause; before?: Before };

/** state: as the server said it after the attempt began. Pure. */
export function standingOf(
  state: BridgeState | undefined,
  attempt: Attempt,
  small: SmallWindow = 'elsewhere',
): Standing {
  if (attempt === 'window-blocked') return { is: 'failed', cause: 'window-blocked' };
  if (attempt === 'opening') return { is: 'asking' };
  if (attempt === 'none') return connection(state);
  const { state: challenge, cause = null } = state?.challenge ?? {};
  if (challenge === 'paired') return connection(state);
  if (challenge === 'refused')
    return { is: 'failed', cause: cause === 'other-browser' ? 'other-browser' : 'other-session' };
  if (attempt === 'asking') return { is: 'asking' };
  if (challenge === 'answered') return { is: 'failed', cause: 'not-back' };
  const before = beforeOf(state?.before ?? null);
  return { is: 'failed', cause: unseen[small], ...(before !== null && { before }) };
}

const unseen = { blank: 'held', elsewhere: 'not-seen', closed: 'closed' } as const;

function beforeOf(before: BridgeState['before']): Before | null {
  if (before === null) return null;
  const { name, gone, outdated, online, lastSeenAt } = before;
  if (gone) return { is: 'gone', name };
  if (outdated !== null) return { is: 'outdated', name, ...outdated };
  return online ? { is: 'answers', name } : { is: 'silent', name, since: lastSeenAt };
}

/** Whether it may still change by itself: the window is open, and the time of the challenge is not over. Pure. */
export const mayStillCome = (state: BridgeState | undefined): boolean =>
  state?.challenge?.state === 'open' || state?.challenge?.state === 'answered';

function connection(state: BridgeState | undefined): Standing {
  const { workstation = null, outdated = null } = state ?? {};
  if (workstation === null) return { is: 'unknown' };
  return outdated === null ? { is: 'connected', ...workstation } : { is: 'outdated', ...outdated };
}
