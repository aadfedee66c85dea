/**
 * Which offers this workstation believes: those that the vault has signed, for this card, not too long ago, by a chain that ends at a root of its
 * own credential. Of others their holder hears that something is due and of which kind, and no update of theirs begins here (requirement B10).
 * Governing document: docs/decisions/0008.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import { offerSigningUsage, offerStatement, type SignedOfferClaims } from '@cardwright/contracts/update/signed-offer';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { signedClaims, type Unsigned } from '../trust/signed-statement.js';
import { RootsInUse, type TrustedRoots } from '../trust/trusted-roots.js';
import type { UpdateClock } from './ports.js';

/** What an agent is answered when something is due. */
export interface AnsweredOffer {
  identityText: string;
  offer: UpdateOffer;
  signedOffer: string | undefined;
}

/** `replayed`: a newer one of this card was seen. The last three are found in what was signed. */
export type Distrust = Unsigned | 'content' | 'expired' | 'replayed';

/** Whatever it says itself: a key that was stolen must not sign for ever, nor after its certificate. */
const longestLifeMs = 31 * 86_400_000;
/** Two copies of the vault read two clocks. */
const clocksApartMs = 5 * 60_000;
/** Cards that are in or were, for which more than the newest is of no interest. */
const mostKept = 64;

export class OfferTrust {
  /** By offer. expiresAtMs: of what was signed. */
  private readonly examined = new Map<string, { distrust: Distrust | undefined; expiresAtMs: number }>();
  /** When the newest of each card was signed. */
  private readonly newestMs = new Map<string, number>();
  private readonly roots: RootsInUse;

  constructor(
    roots: TrustedRoots,
    private readonly clock: UpdateClock,
  ) {
    this.roots = new RootsInUse(roots, () => clock.runningMs());
  }

  /** Answers why it is not believed; undefined: it is. Asks for a new credential where only the root is missing. */
  async examine(answered: AnsweredOffer): Promise<Distrust | undefined> {
    const outcome = await this.roots.judge((rootsSha256Hex) => this.judge(answered, rootsSha256Hex));
    const distrust = typeof outcome === 'string' ? outcome : undefined;
    const expiresAtMs = typeof outcome === 'string' ? Infinity : endOf(outcome);
    keep(this.examined, answered.offer.offerId, { distrust, expiresAtMs });
    if (typeof outcome !== 'string')
      // A vault whose clock was wrong for a while must not silence the time until then.
      keep(this.newestMs, answered.identityText, Math.min(outcome.iat * 1000, this.clock.wallMs()));
    return distrust;
  }

  /** Why an offer that was examined is not believed now. One that never was is not. */
  against(offerId: string): Distrust | undefined {
    const known = this.examined.get(offerId);
    if (known === undefined) return 'unsigned';
    return known.distrust ?? (known.expiresAtMs <= this.clock.wallMs() ? 'expired' : undefined);
  }

  /** Throws EDGE_SERVER_NOT_TRUSTED {reason}. */
  require(offerId: string): void {
    const reason = this.against(offerId);
    if (reason !== undefined) throw new CardwrightError('EDGE_SERVER_NOT_TRUSTED', undefined, { reason });
  }

  private async judge(
    { identityText, offer, signedOffer }: AnsweredOffer,
    rootsSha256Hex: readonly string[],
  ): Promise<Distrust | SignedOfferClaims> {
    const claims = await signedClaims<SignedOfferClaims>(signedOffer, {
      kind: 'offer',
      usage: offerSigningUsage,
      rootsSha256Hex,
    });
    if (typeof claims === 'string') return claims;
    if (!isSame(claims, offer, identityText)) return 'content';
    if (!(endOf(claims) > this.clock.wallMs())) return 'expired';
    if (claims.iat * 1000 < (this.newestMs.get(identityText) ?? -Infinity) - clocksApartMs) return 'replayed';
    return claims;
  }
}

const endOf = ({ iat, exp }: SignedOfferClaims): number => Math.min(exp * 1000, iat * 1000 + longestLifeMs);

/** Member by member, as this version knows them. */
function isSame(claims: SignedOfferClaims, offer: UpdateOffer, identityText: string): boolean {
  try {
    const signed = canonicalJson(offerStatement(claims, claims.identityText));
    return signed === canonicalJson(offerStatement(offer, identityText));
  } catch {
    return false;
  }
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
}
