/**
 * [B10] The vault's signature over what is offered: asked for when an offer is answered for the first time, when its content changes, and at half of
 * a signature's life; kept with the card for every check between. Without the vault an offer goes out unsigned, and agents ask again when it is accepted.
 */
import { createHash, randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { offerStatement, signedOfferLifeMs, type OfferStatement } from '@cardwright/contracts/update/signed-offer';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Clock } from '../config/clock.js';
import { self } from '../config/self.js';
import { OfferSignatureRepository, type OfferSignature } from '../persistence/offer-signature.repository.js';

/** The agent gives a check 5 s. */
const timeoutMs = 2_000;
/** A vault that does not answer is not asked by every check; by a person who waits it is. */
const pauseMs = 5_000;
/** The vault's clock and ours. */
const clocksApartMs = 3_600_000;

@Injectable()
export class OfferSignatures {
  private readonly logger = new Logger(OfferSignatures.name);
  /** By content: checks that come together ask for one signature. */
  private readonly asking = new Map<string, Promise<string | null>>();
  private silentUntil = -Infinity;

  constructor(
    private readonly signatures: OfferSignatureRepository,
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  /** null: the vault does not sign now. known: what was kept with the card when it was read with it. byHand: a person waits for the answer. */
  async of(
    tenantId: string,
    offer: UpdateOffer,
    identityText: string,
    { known, byHand = false }: { known?: OfferSignature | null | undefined; byHand?: boolean } = {},
  ): Promise<string | null> {
    const statement = offerStatement(offer, identityText);
    const contentSha256 = createHash('sha256').update(canonicalJson(statement)).digest();
    const isGood = (kept: OfferSignature | null | undefined): kept is OfferSignature =>
      kept != null && kept.contentSha256.equals(contentSha256) && this.isFresh(kept.expiresAt);
    if (isGood(known)) return known.signedOffer;
    const key = contentSha256.toString('hex');
    // What is known was read a while ago: another check may be asking, or may have been answered since.
    const running = this.asking.get(key);
    if (running !== undefined) return running;
    const isSilent = !byHand && performance.now() < this.silentUntil;
    if (isSilent && known !== undefined) return null;
    const kept = await this.signatures.find(tenantId, offer.deviceId);
    if (isGood(kept)) return kept.signedOffer;
    if (isSilent) return null;
    const asked =
      this.asking.get(key) ?? this.sign(tenantId, statement, contentSha256).finally(() => this.asking.delete(key));
    this.asking.set(key, asked);
    return asked;
  }

  /** In the first half of its life, by our clock. */
  private isFresh(expiresAt: Date): boolean {
    const leftMs = expiresAt.getTime() - this.clock.now();
    return leftMs > signedOfferLifeMs / 2 && leftMs < signedOfferLifeMs + clocksApartMs;
  }

  private async sign(tenantId: string, statement: OfferStatement, contentSha256: Buffer): Promise<string | null> {
    const context = { tenantId, correlationId: randomUUID(), actor: self };
    try {
      const { signedOffer, expiresAt } = await this.rpc.pki('offers.sign', { statement }, context, { timeoutMs });
      const kept = { contentSha256, signedOffer, expiresAt: new Date(expiresAt) };
      await this.signatures.save(tenantId, statement.deviceId, kept);
      return signedOffer;
    } catch (error) {
      const code = isCardwrightError(error) ? error.code : undefined;
      if (code === 'REQUEST_SERVICE_UNAVAILABLE' || code === 'REQUEST_TIMEOUT')
        this.silentUntil = performance.now() + pauseMs;
      this.logger.warn({ err: error, code, offerId: statement.offerId }, 'an offer was not signed');
      return null;
    }
  }
}
