/**
 * The rules of replacing a card (model.md sections 1 and 5): which reasons belong to which kind, what happens to the old card now and when
 * its successor is active, and how long the successor is valid. Pure. Dates are `YYYY-MM-DD`.
 */
import {
  reasonEffects,
  replacementKindOf,
  type Reason,
  type ReplacementKind,
} from '@cardwright/contracts/card/reasons';
import {
  defaultRenewalWindowDays,
  defaultTemporaryCardDays,
  type CredentialProfile,
} from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { RevocationReason } from '@cardwright/contracts/card/revocation-reason';
import { say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';
import { revocationReasonOf } from './revocation-reason.js';

/** What a request does to the old card at once: state and revocation never wait for a card. */
export type EffectNow = 'suspend' | 'terminate' | 'none';

export const effectNow = (reason: string): EffectNow => reasonEffects(reason).oldCard ?? 'none';

/**
 * The states of the old card from which it may be replaced. A card that has already ended may still be replaced for the reason for which it
 * ended.
 */
const replaceable: Readonly<Record<EffectNow, readonly DeviceState[]>> = {
  suspend: ['ACTIVE', 'SUSPENDED'],
  terminate: ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'TERMINATED'],
  none: ['ACTIVE', 'SUSPENDED', 'EXPIRED'],
};

export interface ReplacementCase {
  kind: ReplacementKind;
  reason: string;
  device: { deviceId: string; state: DeviceState; personId: string | null; expiresOn: string | null };
  /** The old card is itself a temporary replacement of another card. */
  isTemporary: boolean;
  profile: Pick<CredentialProfile, 'renewalWindowDays'>;
  today: string;
}

/**
 * Throws LIFECYCLE_UNASSIGNED, LIFECYCLE_TEMPORARY_CARD, REASON_NOT_ALLOWED {kind}, LIFECYCLE_NOT_ACTIVE, LIFECYCLE_CARD_EXPIRED,
 * LIFECYCLE_RENEWAL_WINDOW {opensOn}. The caller has checked that the reason is one for replacing.
 */
export function checkReplacement({ kind, reason, device, isTemporary, profile, today }: ReplacementCase): void {
  const { deviceId, state, personId, expiresOn } = device;
  if (personId === null) throw new CardwrightError('LIFECYCLE_UNASSIGNED', undefined, { deviceId });
  if (isTemporary) throw new CardwrightError('LIFECYCLE_TEMPORARY_CARD', undefined, { deviceId });
  const fitting = replacementKindOf(reason);
  if (fitting !== kind)
    throw new CardwrightError('REASON_NOT_ALLOWED', say(`record.reason-for-${fitting}`), {
      reason,
      kind,
      allowed: [fitting],
    });
  if (!replaceable[effectNow(reason)].includes(state))
    throw new CardwrightError('LIFECYCLE_NOT_ACTIVE', say('record.not-replaced', { state: deviceStateWords(state) }), {
      deviceId,
      state,
    });
  if (expiresOn === null) return;
  if (reasonEffects(reason).newLifetime) return requireRenewalWindow(expiresOn, profile, today);
  // A successor would inherit the past expiry, or outlive the card that it replaces for a time.
  if (expiresOn <= today) throw new CardwrightError('LIFECYCLE_CARD_EXPIRED', undefined, { deviceId, expiresOn });
}

function requireRenewalWindow(
  expiresOn: string,
  { renewalWindowDays = defaultRenewalWindowDays }: Pick<CredentialProfile, 'renewalWindowDays'>,
  today: string,
): void {
  const opensOn = plusDays(expiresOn, -renewalWindowDays);
  if (today < opensOn)
    throw new CardwrightError('LIFECYCLE_RENEWAL_WINDOW', say('record.renewal-from', { day: opensOn }), {
      expiresOn,
      opensOn,
    });
}

/** The last column of model.md section 5: temporary card days; a new lifetime for an expiring card; else the old card's expiry. */
export function successorExpiry(
  { kind, reason, expiresOn }: { kind: ReplacementKind; reason: string; expiresOn: string | null },
  profile: Pick<CredentialProfile, 'cardLifetimeDays' | 'temporaryCardDays'>,
  today: string,
): string {
  const lifetime = plusDays(today, profile.cardLifetimeDays);
  if (kind === 'temporary') {
    const temporary = plusDays(today, profile.temporaryCardDays ?? defaultTemporaryCardDays);
    return temporary < lifetime ? temporary : lifetime;
  }
  return reasonEffects(reason).newLifetime ? lifetime : (expiresOn ?? lifetime);
}

/**
 * What happens to the old card when its permanent successor becomes active; null: nothing, because it has already ended. revoke null: its
 * certificates are left to expire.
 */
export function endOfReplaced(
  state: DeviceState,
  { certificates }: Pick<Reason, 'certificates'>,
): { to: 'REPLACED' | 'TERMINATED'; revoke: RevocationReason | null } | null {
  if (state !== 'ACTIVE' && state !== 'SUSPENDED') return null;
  const keeps = certificates === 'old-expires';
  // A certificate is never left on hold: nothing would ever release or revoke it later.
  if (state === 'SUSPENDED')
    return { to: 'TERMINATED', revoke: keeps ? 'superseded' : revocationReasonOf(certificates) };
  return { to: 'REPLACED', revoke: keeps ? null : revocationReasonOf(certificates) };
}

export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

function plusDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOf(date);
}
