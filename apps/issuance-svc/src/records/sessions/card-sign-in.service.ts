/**
 * Sign-in with the card (docs/decisions/0014): what the gateway has seen at the handshake is held against vault and record, and a code brings it to the
 * browser that had asked. Codes are known by their SHA-256 only, and stand in no audit row. The card is looked at again when the code comes: what was
 * suspended in between is suspended.
 */
import { cardIdentityIssuer, type CardSignInRefusal } from '@cardwright/contracts/access/card-sign-in';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { CertificateRow } from '@cardwright/contracts/nats/pki.api';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { appendRepeatable } from '@cardwright/service-kit/audit/repeated-entries';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { cardSignInRefusal } from '../../domain/card-sign-in.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { type CardFacts, CardSignInRepository, type ProvedCard } from './card-sign-in.repository.js';

export interface Presented {
  serialNumberHex: string;
  certificateSha256Hex: string;
  challenge: string;
  codeSha256Hex: string;
}

@Injectable()
export class CardSignInService {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly repository: CardSignInRepository,
  ) {}

  /** Throws AUTH_CARD_REFUSED {cause}. */
  async prove(presented: Presented, context: ChangeContext): Promise<{ proved: true }> {
    const { serialNumberHex, certificateSha256Hex, codeSha256Hex, challenge } = presented;
    const certificate = await this.certificate(serialNumberHex, context);
    if (certificate === null) throw await this.refused('replaced', context, `certificate:${serialNumberHex}`);
    const card = { tenantId: context.tenantId, deviceId: certificate.deviceId, serialNumberHex };
    await this.factsOf(card, { certificate, presentedSha256Hex: certificateSha256Hex }, context);
    await inTransaction(this.database, (manager) =>
      this.repository.insert(manager, codeSha256Hex, { ...card, challenge }),
    );
    return { proved: true };
  }

  /** Throws AUTH_CARD_REFUSED {cause}. */
  async redeem(
    codeSha256Hex: string,
    challenge: string,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'card-sign-in.redeem'>> {
    const card = await inTransaction(this.database, (manager) =>
      this.repository.take(manager, context.tenantId, codeSha256Hex),
    );
    if (card === null) throw await this.refused('code', context, 'card-sign-in');
    if (card.challenge !== challenge) throw await this.refused('code', context, `device:${card.deviceId}`);
    const certificate = await this.certificate(card.serialNumberHex, context);
    const { person } = await this.factsOf(
      card,
      { certificate, presentedSha256Hex: certificate?.sha256Hex ?? '' },
      context,
    );
    const { personId, linkedIss, linkedSub, externalId, displayName } = person!;
    // One identity for both ways to sign in, so that "sign out everywhere" and the audit trail mean the same person.
    const linked = linkedIss !== null && linkedSub !== null;
    const identity = linked ? { iss: linkedIss, sub: linkedSub } : { iss: cardIdentityIssuer, sub: personId };
    return { ...identity, externalId, displayName };
  }

  /** null: the CA never signed it. */
  private async certificate(serialNumberHex: string, context: ChangeContext): Promise<CertificateRow | null> {
    try {
      return (await this.rpc.pki('certificates.status', { serialNumberHex }, callContextOf(context))).certificate;
    } catch (error) {
      if (isCardwrightError(error, 'PKI_CERTIFICATE_NOT_FOUND')) return null;
      throw error;
    }
  }

  private async factsOf(
    card: ProvedCard,
    presented: { certificate: CertificateRow | null; presentedSha256Hex: string },
    context: ChangeContext,
  ): Promise<CardFacts> {
    const facts = await this.repository.factsOf(card);
    const refusal = cardSignInRefusal({ ...presented, ...facts });
    if (refusal !== null) throw await this.refused(refusal, context, `device:${card.deviceId}`);
    return facts;
  }

  private async refused(cause: CardSignInRefusal, context: ChangeContext, object: string): Promise<CardwrightError> {
    await appendRepeatable(this.database.manager, {
      ...context,
      action: 'card-sign-in.refused',
      object,
      details: { cause },
    });
    return new CardwrightError('AUTH_CARD_REFUSED', undefined, { cause });
  }
}
