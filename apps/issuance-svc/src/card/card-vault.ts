/**
 * The vault's part of a card session: who answers the card's 9B witness, which secrets go sealed to the agent, and which
 * key set the card has afterwards (design.md section 3, two-phase key changes). No secret passes through here in clear.
 */
import { Injectable } from '@nestjs/common';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { secretsOf, type CardStep, type SecretName, type StepResult } from '@cardwright/contracts/card/card-step';
import type { KeySetWish } from '@cardwright/contracts/nats/pki.api';
import type { CardOwnership } from '@cardwright/card-plan/own-card';
import type { PlannedStep } from '@cardwright/card-plan/planned-step';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { ownershipOf, type OwnedCard } from '../domain/card-ownership.js';
import type { CardSessionState } from '../persistence/card-session-state.js';

export type CardToOwn = Pick<OwnedCard, 'image' | 'model' | 'recycling'> & {
  deviceId: string;
  neverSent?: boolean;
};

/** The input of `openBatch` for one batch. */
export interface BatchNeeds {
  stockBatchId: string;
  batchId: string;
  /** The steps of the batch after the authentication; only the names of secrets in them matter here. */
  steps: readonly (CardStep | PlannedStep)[];
  /** The person whose archived keys the steps may name. */
  personId?: string | null;
  /** Stored as pending before anything of it is sealed. */
  keySetWish?: KeySetWish;
  /** To be signed for this card. */
  securityObject?: Uint8Array;
}

export interface OpenedBatch {
  /** The first step of the batch. */
  first: CardStep;
  sealedSecrets?: string;
  /** Over `securityObject`, DER. */
  cms?: Buffer;
}

/** What a batch proved. */
export interface ProvedBatch {
  results: readonly StepResult[];
  sealedOperationPin?: string;
  pukChanged?: boolean;
  pukRefused?: boolean;
}

/** One way in which a batch gets the right to write to the card. The plan names it; card-conversation.ts has a row for each. */
export interface CardOpening {
  openBatch(context: CallContext, session: CardSessionState, needs: BatchNeeds): Promise<OpenedBatch>;
  settleBatch(
    context: CallContext,
    session: CardSessionState,
    stockBatchId: string,
    proved: ProvedBatch,
  ): Promise<void>;
  /** The last step of a batch that is followed by another opened batch. wish: what this batch changes first. */
  nextStep(session: CardSessionState, wish: KeySetWish | undefined): CardStep;
  /** Stores the card's answer to that step in the session. */
  keepNext(session: CardSessionState, asked: CardStep, results: readonly StepResult[]): void;
}

/** How long a fetched public key of the vault is used. */
const publicKeyMs = 60_000;

/** By its management key (9B): the card proves that it is ours, and we that we may write to it. */
@Injectable()
export class CardVault implements CardOpening {
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

  /**
   * What the next batch needs, in one request: the 9B answer as its first step and every secret that its steps name and the agent
   * does not make itself. The challenge is remembered in `session.answered`, which the caller saves before it sends the batch. The
   * witness stays: a process that dies before it has sent the batch answers it anew.
   */
  async openBatch(context: CallContext, session: CardSessionState, needs: BatchNeeds): Promise<OpenedBatch> {
    if (session.witness === null) throw new TypeError('no witness to answer');
    const { algorithm, hex } = session.witness;
    const { lease, keySet, sessionKey, agentNkey } = session;
    const { stockBatchId, batchId, steps, personId, keySetWish, securityObject } = needs;
    const names = secretNames(steps);
    const { witnessAnswerHex, challengeHex, sealedSecrets, cmsDerBase64 } = await this.rpc.pki(
      'vault.batch.open',
      {
        lease,
        stockBatchId,
        witness: { keySet, algorithm, witnessHex: hex },
        ...(keySetWish && { keySet: keySetWish }),
        ...(securityObject && {
          sign: { kind: 'security-object', contentBase64: Buffer.from(securityObject).toString('base64') },
        }),
        ...(names.length > 0 && {
          secrets: { sessionKey, agentNkey, names, batchId, ...(personId == null ? {} : { personId }) },
        }),
      },
      context,
    );
    session.answered = { keySet, algorithm, challengeHex };
    return {
      first: { kind: 'authenticate-management-key', algorithm, witnessAnswerHex, challengeHex },
      ...(sealedSecrets === undefined ? {} : { sealedSecrets }),
      ...(cmsDerBase64 === undefined ? {} : { cms: Buffer.from(cmsDerBase64, 'base64') }),
    };
  }

  /**
   * What a batch proved: the card's half of the mutual authentication (with `pending` the vault makes that key set current), a new
   * PUK, the operation PIN. The response is sent once: `answered` is saved before the batch is sent and cleared by this alone, so
   * that a repeated activity does not verify again.
   */
  async settleBatch(
    context: CallContext,
    session: CardSessionState,
    stockBatchId: string,
    proved: ProvedBatch,
  ): Promise<void> {
    const { lease, answered } = session;
    const { results, sealedOperationPin, pukChanged = false, pukRefused = false } = proved;
    const responseHex = results.find(({ kind }) => kind === 'authenticate-management-key')?.responseHex;
    if (answered !== null && responseHex === undefined) throw new TypeError('no 9B answer to verify');
    if (answered === null && sealedOperationPin === undefined && !pukChanged && !pukRefused) return;
    await this.rpc.pki(
      'vault.batch.settle',
      {
        lease,
        stockBatchId,
        pukChanged,
        ...(pukRefused && { pukRefused }),
        ...(answered !== null && { response: { ...answered, responseHex: responseHex! } }),
        ...(sealedOperationPin !== undefined && { sealedOperationPin }),
      },
      context,
    );
    session.answered = null;
  }

  /** A management key that this batch sets is the one that the card answers by afterwards. */
  nextStep({ witness }: CardSessionState, wish: KeySetWish | undefined): CardStep {
    const algorithm = wish?.changeManagementKey ? wish.managementKeyAlgorithm : witness!.algorithm;
    return { kind: 'request-witness', algorithm };
  }

  keepNext(session: CardSessionState, asked: CardStep, results: readonly StepResult[]): void {
    if (asked.kind !== 'request-witness' || asked.algorithm === undefined) throw new TypeError('asked for no witness');
    session.witness = witnessOf(results, asked.algorithm) ?? session.witness;
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

/** The agent makes or receives these secrets itself, so the vault is not asked for them. */
const agentsOwn: ReadonlySet<string> = new Set(['pin.operation', 'pin.holder', 'pin.old']);

const secretNames = (steps: readonly (CardStep | PlannedStep)[]): SecretName[] => [
  ...new Set(steps.flatMap(secretsOf).filter((name) => !agentsOwn.has(name))),
];

/** The witness that a batch ended with. */
export function witnessOf(
  results: readonly StepResult[],
  algorithm: ManagementKeyAlgorithm,
): CardSessionState['witness'] {
  const hex = results.findLast(({ kind }) => kind === 'request-witness')?.witnessHex;
  return hex === undefined ? null : { algorithm, hex };
}
