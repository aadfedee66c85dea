/**
 * A batch that is opened by the card's management key (9B): the card proves that it is ours, and we that we may write to it. The vault answers the
 * card's witness and seals the secrets of the batch to the agent (design.md section 3). No secret passes through here in clear.
 */
import { Injectable } from '@nestjs/common';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { CardStep, StepResult } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { KeySetWish } from '@cardwright/contracts/nats/pki.api';
import { say } from '@cardwright/contracts/words/say';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import type { CardSessionState } from '../persistence/card-session-state.js';
import {
  vaultSecretsOf,
  type BatchNeeds,
  type CardOpening,
  type OpenedBatch,
  type ProvedBatch,
} from './card-opening.js';

@Injectable()
export class ManagementKeyOpening implements CardOpening {
  constructor(private readonly rpc: RpcClient) {}

  /** By the algorithm that the agent finds in the image. */
  firstStep(): CardStep {
    return { kind: 'request-witness' };
  }

  firstAnswer({ managementKey }: CardImage, results: readonly StepResult[]): Pick<CardSessionState, 'witness'> {
    if (managementKey.algorithm === null)
      throw new CardwrightError('CARD_UNSUPPORTED', say('record.management-algorithm'));
    return { witness: witnessOf(results, managementKey.algorithm) };
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
    const names = vaultSecretsOf(steps);
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
  nextStep({ witness }: CardSessionState, wish?: KeySetWish): CardStep {
    const algorithm = wish?.changeManagementKey ? wish.managementKeyAlgorithm : witness?.algorithm;
    return { kind: 'request-witness', ...(algorithm && { algorithm }) };
  }

  keepNext(session: CardSessionState, asked: CardStep | undefined, results: readonly StepResult[]): void {
    if (asked?.kind !== 'request-witness') throw new TypeError('asked for no witness');
    if (asked.algorithm !== undefined) session.witness = witnessOf(results, asked.algorithm) ?? session.witness;
  }
}

/** The witness that a batch ended with. */
function witnessOf(results: readonly StepResult[], algorithm: ManagementKeyAlgorithm): CardSessionState['witness'] {
  const hex = results.findLast(({ kind }) => kind === 'request-witness')?.witnessHex;
  return hex === undefined ? null : { algorithm, hex };
}
