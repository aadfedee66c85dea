/**
 * Signs what update-svc offers to the holder of a card. It signs the members of the contract and nothing else, and sets the times itself.
 * Governing document: docs/decisions/0008.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isIdentityText } from '@cardwright/contracts/card/card-image';
import {
  offerStatement,
  signedOfferLifeMs,
  type OfferStatement,
  type SignedCause,
} from '@cardwright/contracts/update/signed-offer';
import { Clock } from '../config/clock.js';
import { Signer } from '../signer/signer.port.js';
import { signStatement } from './sign-statement.js';
import { OfferSignerCertificate } from './signer-certificate.js';

@Injectable()
export class OfferSigner {
  constructor(
    private readonly certificate: OfferSignerCertificate,
    private readonly signer: Signer,
    private readonly clock: Clock,
  ) {}

  /** Throws REQUEST_INVALID {field}, PKI_SIGNER_UNAVAILABLE. */
  async sign(statement: OfferStatement): Promise<{ signedOffer: string; expiresAt: string }> {
    requireStatement(statement);
    const current = await this.certificate.current();
    const now = this.clock.now();
    const [iat, exp] = [now, Math.min(now + signedOfferLifeMs, current.notAfter.getTime())].map((ms) =>
      Math.floor(ms / 1000),
    );
    const claims = { ...offerStatement(statement, statement.identityText), iat: iat!, exp: exp! };
    const signedOffer = await signStatement('offer', claims, current, this.signer);
    return { signedOffer, expiresAt: new Date(exp! * 1000).toISOString() };
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mostCauses = 64;
const longestText = 1_000;

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= longestText;
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isCause = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, cause, keyReferences, dueAt, deadline } = value as Record<keyof SignedCause, unknown>;
  const areKeys = Array.isArray(keyReferences) && keyReferences.length <= mostCauses && keyReferences.every(isText);
  return isText(kind) && isText(cause) && areKeys && isText(dueAt) && isTextOrNull(deadline);
};

const members: Record<keyof OfferStatement, (value: unknown) => boolean> = {
  identityText: isIdentityText,
  offerId: (value) => typeof value === 'string' && uuid.test(value),
  deviceId: (value) => typeof value === 'string' && uuid.test(value),
  deviceLabel: isText,
  kind: isText,
  deadline: isTextOrNull,
  causes: (value) => Array.isArray(value) && value.length > 0 && value.length <= mostCauses && value.every(isCause),
};

function requireStatement(statement: unknown): void {
  const given = (statement ?? {}) as Record<string, unknown>;
  for (const [field, holds] of Object.entries(members))
    if (!holds(given[field])) throw new CardwrightError('REQUEST_INVALID', undefined, { field });
}
