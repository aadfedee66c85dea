/**
 * The vault's part of a card session: who answers the card's 9B witness, which secrets go sealed to the agent, and which
 * key set the card has afterwards (design.md section 3, two-phase key changes). No secret passes through here in clear.
 */
import { Injectable } from '@nestjs/common';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { CardStep, SecretName, StepResult } from '@cardwright/contracts/card/card-step';
import type { KeySetName } from '@cardwright/contracts/nats/pki.api';
import type { CardOwnership } from '@cardwright/card-plan/own-card';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import type { CardSessionState } from './card-session-state.js';

/** How long the vault's public key is believed. */
const publicKeyMs = 60_000;

@Injectable()
export class CardVault {
  private known: { publicJwk: Record<string, unknown>; until: number } | undefined;

  constructor(private readonly rpc: RpcClient) {}

  /** What the card has now, from what it says of itself and what the vault sent it. A card that can tell is believed. */
  async ownership(context: CallContext, deviceId: string, image: CardImage, attempt: number): Promise<CardOwnership> {
    const { current, pending } = await this.rpc.pki('vault.key-set.get', { deviceId }, context);
    const changed = pending ?? current;
    const changedName = pending !== null ? 'pending' : 'current';
    const factoryKey = image.managementKey.factory ?? !changed?.managementKeyDiversified;
    const factoryPuk = image.puk.factory ?? !changed?.pukDiversified;
    // Never ours and not touched by this request: the PIN is the stock batch's, unless the card itself says otherwise.
    const foreignPin = image.pin.factory === false && image.managementKey.factory === true;
    const stockPin = image.pin.factory === true || (attempt === 1 && changed === null && !foreignPin);
    return {
      attempt,
      keySet: factoryKey || !changed?.managementKeyDiversified ? 'stock' : changedName,
      pin: stockPin ? 'stock' : 'unknown',
      puk: factoryPuk || !changed?.pukDiversified ? 'puk.factory' : `puk.${changedName}`,
    };
  }

  /**
   * The 9B answer as the first step of the next batch; its challenge is remembered in `session.answered`. The witness stays: a
   * process that dies before it has sent the batch answers it anew.
   */
  async answerWitness(
    context: CallContext,
    session: CardSessionState,
    stockBatchId: string,
  ): Promise<Extract<CardStep, { kind: 'authenticate-management-key' }>> {
    if (session.witness === null) throw new TypeError('no witness to answer');
    const { algorithm, hex } = session.witness;
    const { lease, keySet } = session;
    const answer = await this.rpc.pki(
      'vault.witness.answer',
      { lease, keySet, algorithm, witnessHex: hex, stockBatchId },
      context,
    );
    session.answered = { keySet, algorithm, challengeHex: answer.challengeHex };
    return { kind: 'authenticate-management-key', algorithm, ...answer };
  }

  /**
   * The card's half of the mutual authentication; with `pending` the vault makes that key set current. Nothing to do when a
   * repeated activity finds it verified: `answered` is saved before the batch is sent and cleared by this alone.
   */
  async verifyResponse(
    context: CallContext,
    session: CardSessionState,
    stockBatchId: string,
    results: readonly StepResult[],
  ): Promise<void> {
    const { lease, answered } = session;
    if (answered === null) return;
    const responseHex = results.find(({ kind }) => kind === 'authenticate-management-key')?.responseHex;
    if (responseHex === undefined) throw new TypeError('no 9B answer to verify');
    await this.rpc.pki('vault.response.verify', { lease, ...answered, responseHex, stockBatchId }, context);
    session.answered = null;
  }

  /** Seals every secret that the steps name and the agent does not make itself. undefined: they name none. */
  async sealFor(
    context: CallContext,
    session: CardSessionState,
    stockBatchId: string,
    batchId: string,
    steps: readonly CardStep[],
    personId: string | null,
  ): Promise<string | undefined> {
    const names = secretNames(steps);
    if (names.length === 0) return undefined;
    const { lease, sessionKey, agentNkey } = session;
    const { sealedSecrets } = await this.rpc.pki(
      'vault.secrets.seal',
      { lease, sessionKey, agentNkey, names, stockBatchId, batchId, ...(personId === null ? {} : { personId }) },
      context,
    );
    return sealedSecrets;
  }

  /** Asked once in a while: the vault opens boxes of its earlier keys too, which they name. */
  async publicJwk(context: CallContext): Promise<Record<string, unknown>> {
    if (this.known === undefined || Date.now() > this.known.until) {
      const { publicJwk } = await this.rpc.pki('vault.public-key', {}, context);
      this.known = { publicJwk, until: Date.now() + publicKeyMs };
    }
    return this.known.publicJwk;
  }
}

/** Made or received by the agent itself: never asked of the vault. */
const agentsOwn: ReadonlySet<string> = new Set(['pin.operation', 'pin.holder']);

function secretNames(steps: readonly CardStep[]): SecretName[] {
  const names = new Set<SecretName>();
  for (const step of steps)
    for (const value of ['from', 'to', 'pin', 'puk', 'key'].map(
      (field) => (step as unknown as Record<string, unknown>)[field],
    ))
      if (typeof value === 'string' && value.includes('.') && !agentsOwn.has(value)) names.add(value as SecretName);
  return [...names];
}

/** The witness that a batch ended with. */
export function witnessOf(
  results: readonly StepResult[],
  algorithm: ManagementKeyAlgorithm,
): CardSessionState['witness'] {
  const hex = results.findLast(({ kind }) => kind === 'request-witness')?.witnessHex;
  return hex === undefined ? null : { algorithm, hex };
}

export type { KeySetName };
