/**
 * What the vault signs of an offer, so that an agent can tell a real offer from a forged one (sealing/signed-statement has the form). The times that
 * limit a signature are the vault's. Governing document: docs/decisions/0008.
 */
import type { UpdateCause, UpdateOffer } from './update-offer.js';

/** Urgency is not among it: it follows from the deadlines and the time. Nor is a campaign, which agents do not show. */
export type SignedCause = Omit<UpdateCause, 'urgency' | 'campaign'>;

export interface OfferStatement extends Pick<
  UpdateOffer,
  'offerId' | 'deviceId' | 'deviceLabel' | 'kind' | 'deadline'
> {
  /** The card that it is for, as the agent reads it. */
  identityText: string;
  causes: SignedCause[];
}

/** As RFC 7519 names them: issued at, expires; seconds since the epoch. */
export interface SignedOfferClaims extends OfferStatement {
  iat: number;
  exp: number;
}

/** A signature is good for so long; whoever keeps one asks for a new one at half of it. */
export const signedOfferLifeMs = 7 * 86_400_000;

/** Extended key usage of the certificate that offers are signed with, and of no other (an arc of our own by ITU-T X.667). */
export const offerSigningUsage = '2.25.178867840693458374582432333662519238104';

/** Member by member: an offer and a statement of another version may have more. */
export function offerStatement(offer: Omit<OfferStatement, 'identityText'>, identityText: string): OfferStatement {
  const { offerId, deviceId, deviceLabel, kind, deadline } = offer;
  const causes = offer.causes.map(({ kind: its, cause, keyReferences, dueAt, deadline: end }) => ({
    kind: its,
    cause,
    keyReferences,
    dueAt,
    deadline: end,
  }));
  return { identityText, offerId, deviceId, deviceLabel, kind, causes, deadline };
}
