import { describe, expect, it } from '@jest/globals';
import type { BridgeState } from '../api/types.js';
import { mayStillCome, standingOf } from './standing.js';

const desk = { workstationId: 'ws-1', name: 'Desk 1', online: true };
const nothing: BridgeState = { workstation: null, challenge: null, before: null, outdated: null };
const challenge = (
  state: NonNullable<BridgeState['challenge']>['state'],
  cause: NonNullable<BridgeState['challenge']>['cause'] = null,
): BridgeState => ({ ...nothing, challenge: { state, cause } });
const outdated = { agentVersion: '0.0.9', minimumAgentVersion: '0.1.0' };

describe('what is said of this computer', () => {
  it('nobody has asked: what the server knows', () => {
    expect(standingOf(undefined, 'none')).toEqual({ is: 'unknown' });
    expect(standingOf(challenge('refused', 'other-session'), 'none')).toEqual({ is: 'unknown' });
    expect(standingOf({ ...nothing, workstation: desk }, 'none')).toEqual({ is: 'connected', ...desk });
  });

  it('[C03] the window came back: connected, also when it was slow', () => {
    const paired = { ...challenge('paired'), workstation: desk };
    for (const attempt of ['asking', 'waited'] as const)
      expect(standingOf(paired, attempt)).toEqual({ is: 'connected', ...desk });
  });

  it('on its way: asking, whatever was connected before', () => {
    expect(standingOf({ ...challenge('open'), workstation: desk }, 'asking')).toEqual({ is: 'asking' });
    expect(standingOf(undefined, 'asking')).toEqual({ is: 'asking' });
    expect(standingOf({ ...challenge('paired'), workstation: desk }, 'opening')).toEqual({ is: 'asking' });
  });

  it.each([
    ['the browser opened no window', undefined, 'window-blocked', 'window-blocked'],
    ['no program has seen it', challenge('open'), 'waited', 'not-seen'],
    ['nor did one in its time', challenge('over'), 'waited', 'not-seen'],
    ['one has, and the browser did not come back', challenge('answered'), 'waited', 'not-back'],
    ['another person is at the computer', challenge('refused', 'other-session'), 'asking', 'other-session'],
    ['nobody can say who is', challenge('refused', 'unknown-session'), 'asking', 'other-session'],
    ['it came back elsewhere', challenge('refused', 'other-browser'), 'asking', 'other-browser'],
  ] as const)('[C04, C05] %s', (_, state, attempt, cause) => {
    expect(standingOf(state, attempt)).toEqual({ is: 'failed', cause });
  });

  it.each([
    ['blank', 'held'],
    ['closed', 'closed'],
    ['elsewhere', 'not-seen'],
  ] as const)('[C04, C05] no program has seen it, and the small window is %s', (small, cause) => {
    expect(standingOf(challenge('open'), 'waited', small)).toEqual({ is: 'failed', cause });
    expect(standingOf(challenge('answered'), 'waited', small)).toEqual({ is: 'failed', cause: 'not-back' });
    expect(standingOf(challenge('open'), 'asking', small)).toEqual({ is: 'asking' });
  });

  const before = { name: 'Desk 7', online: false, gone: false, lastSeenAt: null, outdated: null };
  it.each([
    ['taken out of the portal', { gone: true, outdated }, { is: 'gone' }],
    ['too old', { online: true, outdated }, { is: 'outdated', ...outdated }],
    ['there', { online: true }, { is: 'answers' }],
    ['silent', { lastSeenAt: '2026-01-01T09:00:00.000Z' }, { is: 'silent', since: '2026-01-01T09:00:00.000Z' }],
    ['silent since ever', {}, { is: 'silent', since: null }],
  ] as const)('[A21, C06] the computer where the person was last is %s', (_, change, is) => {
    const state: BridgeState = { ...challenge('over'), before: { ...before, ...change } };
    expect(standingOf(state, 'waited')).toEqual({
      is: 'failed',
      cause: 'not-seen',
      before: { name: 'Desk 7', ...is },
    });
  });

  it('[C06] an agent that is too old: both versions', () => {
    expect(standingOf({ ...challenge('paired'), workstation: desk, outdated }, 'asking')).toEqual({
      is: 'outdated',
      ...outdated,
    });
  });

  it('is looked at again while something may still come', () => {
    const still = (['open', 'answered', 'paired', 'refused', 'over'] as const).filter((state) =>
      mayStillCome(challenge(state)),
    );
    expect(still).toEqual(['open', 'answered']);
  });
});
