/**
 * The vault's part of a card session beside its batches: which key set the card has, what is signed for it, and what the vault forgets
 * (design.md section 3, two-phase key changes). How a batch is opened by the vault is management-key-opening.ts. No secret passes through here in clear.
 */
import { Injectable } from '@nestjs/common';
import type { CardOwnership } from '@cardwright/card-plan/own-card';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { ownershipOf, type OwnedCard } from '../domain/card-ownership.js';
import type { CardSessionState } from '../persistence/card-session-state.js';

export type CardToOwn = Pick<OwnedCard, 'image' | 'model' | 'recycling'> & {
  deviceId: string;
  neverSent?: boolean;
};

/** How long a fetched public key of the vault is used. */
const publicKeyMs = 60_000;

@Injectable()
export class CardVault {
  private known: { publicJwk: Record<string, unknown>; until: number } | undefined;

  constructor(private readonly rpc: RpcClient) {}

  /** Which keys the card has now (domain/card-ownership.ts). neverSent: the pending key set was never sent to any card. */
  async ownership(
    context: CallContext,
    { deviceId, neverSent = false, ...card }: CardToOwn,
    attempt: number,
  ): Promise<{ ownership: CardOwnership; keysUnderWay: boolean }> {
    const { algorithm } = card.image.managementKey;
    const asked = { deviceId, ...(algorithm !== null && { managementKeyAlgorithm: algorithm }) };
    const { current, pending, wrongPuks } = await this.rpc.pki('vault.key-set.get', asked, context);
    const keySets = { current, pending: neverSent ? null : pending, wrongPuks };
    return { ownership: ownershipOf({ ...card, keySets, attempt }), keysUnderWay: keySets.pending !== null };
  }

  /** CMS over chuidToSign, DER in base64. */
  async signChuid(context: CallContext, { lease }: CardSessionState, content: Uint8Array): Promise<string> {
    const contentBase64 = Buffer.from(content).toString('base64');
    const { cmsDerBase64 } = await this.rpc.pki('content.sign', { lease, kind: 'chuid', contentBase64 }, context);
    return cmsDerBase64;
  }

  /** The keys of a card that has its stock batch's again; the card has proved it. Safe to repeat. */
  async forgetKeySet(context: CallContext, { lease }: CardSessionState): Promise<void> {
    await this.rpc.pki('vault.key-set.forget', { lease }, context);
  }

  /** The PIN that the agent has just drawn is the initial one now. Safe to repeat. */
  async keepOperationPin(context: CallContext, lease: LeaseToken, sealedOperationPin: string): Promise<void> {
    await this.rpc.pki('vault.batch.settle', { lease, sealedOperationPin }, context);
  }

  /** The initial PIN of a card on which another PIN was set. Safe to repeat. */
  async forgetOperationPin(context: CallContext, { lease }: CardSessionState): Promise<void> {
    await this.rpc.pki('vault.operation-pin.forget', { lease }, context);
  }

  /** The key is fetched again from time to time. The vault also opens boxes that name one of its earlier keys. */
  async publicJwk(context: CallContext): Promise<Record<string, unknown>> {
    if (this.known === undefined || Date.now() > this.known.until) {
      const { publicJwk } = await this.rpc.pki('vault.public-key', {}, context);
      this.known = { publicJwk, until: Date.now() + publicKeyMs };
    }
    return this.known.publicJwk;
  }
}
