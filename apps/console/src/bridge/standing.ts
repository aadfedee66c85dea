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
 * not-seen: no program here has seen the window: it is not installed or does not run, is older than the portal, belongs to another portal or to none, or the
 * browser has stopped the window or asks something. not-back: the program has seen it, and the browser did not come back. other-session: somebody else
 * is signed in at this computer. other-browser: the window came back in a browser that had not asked.
 */
export const causes = ['window-blocked', 'not-seen', 'not-back', 'other-session', 'other-browser'] as const;
export type Cause = (typeof causes)[number];

export type Standing =
  | { is: 'unknown' }
  | { is: 'asking' }
  | { is: 'connected'; workstationId: string; name: string; online: boolean }
  | { is: 'outdated'; agentVersion: string | null; minimumAgentVersion: string }
  | { is: 'failed'; cause: Cause };

/** state: as the server said it after the attempt began. Pure. */
export function standingOf(state: BridgeState | undefined, attempt: Attempt): Standing {
  if (attempt === 'window-blocked') return { is: 'failed', cause: 'window-blocked' };
  if (attempt === 'opening') return { is: 'asking' };
  if (attempt === 'none') return connection(state);
  const { state: challenge, cause = null } = state?.challenge ?? {};
  if (challenge === 'paired') return connection(state);
  if (challenge === 'refused')
    return { is: 'failed', cause: cause === 'other-browser' ? 'other-browser' : 'other-session' };
  if (attempt === 'asking') return { is: 'asking' };
  return { is: 'failed', cause: challenge === 'answered' ? 'not-back' : 'not-seen' };
}

/** Whether it may still change by itself: the window is open, and the time of the challenge is not over. Pure. */
export const mayStillCome = (state: BridgeState | undefined): boolean =>
  state?.challenge?.state === 'open' || state?.challenge?.state === 'answered';

function connection(state: BridgeState | undefined): Standing {
  const { workstation = null, outdated = null } = state ?? {};
  if (workstation === null) return { is: 'unknown' };
  return outdated === null ? { is: 'connected', ...workstation } : { is: 'outdated', ...outdated };
}
