/**
 * How long a certificate is good: never longer than its profile, the card, the issuer or what the caller asks (requirement D04).
 * Times are whole seconds because X.509 has no smaller unit.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { issuerMarginMs } from '@cardwright/contracts/nats/pki.api';
import { say } from '@cardwright/contracts/words/say';

/** A card's reader may have a slow clock: certificates start this much in the past (faults.md 19 allows 5 minutes). */
const backdateMs = 5 * 60_000;

export interface ValidityLimits {
  now: number;
  profileDays: number;
  requestedDays?: number;
  notAfterAtMost?: number;
  issuerNotBefore: number;
  issuerNotAfter: number;
}

/** Throws PKI_ISSUER_EXPIRING, or REQUEST_INVALID when nothing is left between now and the limit. */
export function validity(limits: ValidityLimits): { notBefore: Date; notAfter: Date } {
  const { now } = limits;
  if (limits.issuerNotAfter - now < issuerMarginMs)
    throw new CardwrightError('PKI_ISSUER_EXPIRING', undefined, {
      notAfter: new Date(limits.issuerNotAfter).toISOString(),
    });
  const days = Math.min(limits.profileDays, limits.requestedDays ?? limits.profileDays);
  const notAfter = Math.min(now + days * 86_400_000, limits.notAfterAtMost ?? Infinity, limits.issuerNotAfter);
  if (!(notAfter > now)) throw new CardwrightError('REQUEST_INVALID', say('record.expired-already'));
  const seconds = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000);
  return {
    // Never before the issuer's own, also when the clock has stepped back since (faults.md 20).
    notBefore: seconds(Math.max(now - backdateMs, limits.issuerNotBefore)),
    notAfter: seconds(notAfter),
  };
}
