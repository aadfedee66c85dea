/**
 * The life of a device as one table (model.md section 1). Pure. Every state change of a device passes `checkTransition`;
 * there is no second list. LOST is not a state here: it is `custody` (contracts, DeviceState).
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';

/** From a state to the states that it may be left to, each with what causes it. */
const deviceTransitions = {
  REGISTERED: { AVAILABLE: 'check-in', DISPOSED: 'disposal' },
  AVAILABLE: { ASSIGNED: 'bind', ISSUING: 'issue start', DISPOSED: 'disposal' },
  ASSIGNED: { ISSUING: 'issue start', AVAILABLE: 'unbind' },
  ISSUING: {
    PENDING_ACTIVATION: 'issued without the holder’s PIN',
    ACTIVE: 'issued',
    ISSUE_FAILED: 'cancel, supersede or abandon',
  },
  ISSUE_FAILED: { ISSUING: 'retry', RECYCLING: 'recycle start' },
  PENDING_ACTIVATION: {
    ACTIVE: 'activation',
    RECYCLING: 'recycle start',
    TERMINATED: 'cancel of the card',
    EXPIRED: 'expiry',
  },
  ACTIVE: { SUSPENDED: 'suspension', REPLACED: 'replacement', TERMINATED: 'cancel of the card', EXPIRED: 'expiry' },
  SUSPENDED: { ACTIVE: 'resume', TERMINATED: 'cancel of the card', EXPIRED: 'expiry' },
  REPLACED: { RECYCLING: 'recycle start', DISPOSED: 'disposal' },
  TERMINATED: { RECYCLING: 'recycle start', DISPOSED: 'disposal', ACTIVE: 'reinstatement' },
  EXPIRED: { RECYCLING: 'recycle start', DISPOSED: 'disposal' },
  RECYCLING: { AVAILABLE: 'recycled', DISPOSED: 'disposal' },
  DISPOSED: {},
} as const satisfies Record<DeviceState, Partial<Record<DeviceState, string>>>;

export const deviceStates = Object.keys(deviceTransitions) as DeviceState[];

export function mayChange(from: DeviceState, to: DeviceState): boolean {
  return to in deviceTransitions[from];
}

/** Throws LIFECYCLE_TRANSITION with { from, to, allowed } for a change that the table does not have. */
export function checkTransition(from: DeviceState, to: DeviceState): void {
  if (mayChange(from, to)) return;
  throw new CardwrightError(
    'LIFECYCLE_TRANSITION',
    say('card.cannot-become', { from: deviceStateWords(from), to: deviceStateWords(to) }),
    {
      from,
      to,
      allowed: Object.keys(deviceTransitions[from]),
    },
  );
}

/**
 * The states to pass, in order, to bring a device into RECYCLING: an active card is terminated first, so that its
 * revocations start before it is wiped; a parked issue is given up first. Throws LIFECYCLE_TRANSITION where a recycle has
 * no meaning (a blank card, a disposed one). Empty for a device that is being recycled already.
 */
export function recyclePath(from: DeviceState): DeviceState[] {
  if (from === 'RECYCLING') return [];
  if (mayChange(from, 'RECYCLING')) return ['RECYCLING'];
  if (from === 'ISSUING') return ['ISSUE_FAILED', 'RECYCLING'];
  if (mayChange(from, 'TERMINATED')) return ['TERMINATED', 'RECYCLING'];
  throw new CardwrightError('LIFECYCLE_TRANSITION', say('card.cannot-be-recycled', { state: deviceStateWords(from) }), {
    from,
    to: 'RECYCLING',
    allowed: Object.keys(deviceTransitions[from]),
  });
}
