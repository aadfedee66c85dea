/**
 * One batch of card steps from its opening at the vault to the witness that opens the next one. Every saga that writes to a card goes
 * through here, so that the order of effects stands once:
 *
 * 1. The vault opens the batch. It stores a new key set as pending before it seals anything of it.
 * 2. The session is saved with our challenge (`answered`) and with what the batch may leave behind, before the batch is sent.
 * 3. The agent executes the batch. A repeated activity asks for its result instead, and the vault is not asked again.
 * 4. The vault settles what the batch proved, which alone clears `answered`; what the card answered is checked; the session is saved.
 *
 * Batches that need no opening (a PIN, a proof asked again, the last word of a session) go to BatchSender directly.
 */
import { Injectable } from '@nestjs/common';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { KeySetWish } from '@cardwright/contracts/nats/pki.api';
import { bindSteps } from '@cardwright/card-plan/bind';
import type { PlannedStep } from '@cardwright/card-plan/planned-step';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { noteBegun, noteReached } from './batch-notes.js';
import { BatchSender, contextOf, type BatchContent, type FailedBatch } from './batch-sender.js';
import { cardContent, chuidToSign, type ContentInput, type Contents, type UnsignedContent } from './card-content.js';
import type { CardSessionState } from '../persistence/card-session-state.js';
import { present, type CardOpening } from './card-opening.js';
import { CardOpenings } from './card-openings.js';
import { CardVault } from './card-vault.js';
import { proofInputHex } from './possession-proof.js';
import { SagaRecords, type Intent } from '../records/requests/saga-records.js';
import { pukOutcome, StockValues } from './stock-values.js';

/** The card of an attempt, and what its batches are bound to. */
export interface ConversedCard {
  session: CardSessionState;
  device: { stockBatchId: string };
  /**
   * Absent while the attempt has not planned yet. There is no row that could keep the session then: nothing is saved, and what the card
   * proves is left to the first batch of the plan.
   */
  intent?: Intent;
  version?: { definition: { requireAttestation?: boolean } };
}

export interface CardBatch {
  /** The sequence in the batch id (domain/batch-sequence.ts). */
  sequence: number;
  steps: readonly PlannedStep[];
  /** Steps that need no binding; they stand before the others. */
  bound?: readonly CardStep[];
  /** Data objects that the steps write. */
  content?: ContentInput;
  /** The person whose archived keys the steps may name. */
  personId?: string | null;
  /** Given when the steps set a PIN that the agent draws: the agent draws it by this rule and seals it to the vault. */
  pinRule?: PinRule;
  /** The session notes which keys the steps begin to replace (batch-notes.ts). */
  replacesKeys?: boolean;
  /** What comes after this batch: another batch that the vault opens, a batch that needs no opening, or nothing. */
  then: 'opened-batch' | 'plain-batch' | 'close';
  /** Called before the session is saved again. Answers the public keys that are on the card now, by key reference, SPKI in base64. */
  check?: (result: BatchResult) => Promise<Record<string, string>>;
}

@Injectable()
export class CardConversation {
  constructor(
    private readonly batches: BatchSender,
    private readonly openings: CardOpenings,
    private readonly vault: CardVault,
    private readonly records: SagaRecords,
    private readonly stock: StockValues,
  ) {}

  /** Runs the batch; throws the failure of its step, if one failed. May be repeated. */
  async run(call: StageCall, card: ConversedCard, batch: CardBatch): Promise<BatchResult> {
    const { session, intent, device } = card;
    const { sequence, steps, then } = batch;
    const opening = this.openings.ofBatch([...(batch.bound ?? []), ...steps], intent?.plan.opening);
    const wish = keySetWish(steps, session);
    const next = then === 'opened-batch' ? opening.nextStep(session, wish) : undefined;
    const build = () => this.build(call, card, { ...batch, opening, wish, next });
    const failed = (result: FailedBatch) => this.noteFailure(call, card, batch, result);
    if (intent === undefined) {
      try {
        const result = await this.batches.run(call, sequence, session.lease, build);
        if (next) opening.keepNext(session, next, result.results);
        return result;
      } finally {
        session.answered = null;
      }
    }
    const result = await this.batches.run(call, sequence, session.lease, build, failed);
    const { results, sealedOperationPin } = result;
    if (session.filling !== undefined && session.filling.length > 0) {
      session.filling = [];
      await this.records.saveSession(call, session);
    }
    await opening.settleBatch(contextOf(call), session, device.stockBatchId, {
      results,
      ...(sealedOperationPin !== undefined && { sealedOperationPin }),
      ...(wish?.changePuk && pukOutcome(results)),
    });
    if (wish?.changePuk) await this.stock.keepRefused(call, session, results);
    if (next) opening.keepNext(session, next, results);
    if (wish?.changeManagementKey) session.keySet = 'pending';
    await this.records.saveSession(call, session, await batch.check?.(result));
    return result;
  }

  private async build(
    call: StageCall,
    card: ConversedCard,
    batch: CardBatch & { opening: CardOpening; wish: KeySetWish | undefined; next: CardStep | undefined },
  ): Promise<BatchContent> {
    const { session, intent, device, version } = card;
    const { opening, sequence, steps, bound = [], wish, next, content, personId, pinRule } = batch;
    const context = contextOf(call);
    const unsigned = await this.unsignedContent(context, session, content);
    const toSign = unsigned?.securityObject?.toSign;
    const { first, sealedSecrets, cms } = await opening.openBatch(context, session, {
      stockBatchId: device.stockBatchId,
      batchId: `${call.input.requestId}/${call.attempt}/${sequence}`,
      steps: [...bound, ...steps],
      ...(personId !== undefined && { personId }),
      ...(wish && { keySetWish: wish }),
      ...(toSign && { securityObject: toSign }),
    });
    const contents = unsigned && signedContent(unsigned, cms);
    const seed = intent?.proofSeed;
    const written = bindSteps(steps, {
      ...(seed && { proofInputHex: (step) => proofInputHex(seed, step) }),
      attestationRequired: version?.definition.requireAttestation === true,
      certificateDerBase64: (container) => session.certificates[container]!,
      ...(contents && { contentBase64: (object) => Buffer.from(contents.get(object)!).toString('base64') }),
    });
    if (bound.length + steps.length > 0) session.touchedBy ??= sequence;
    if (batch.replacesKeys) noteBegun(session, steps);
    if (intent !== undefined) await this.records.saveSession(call, session);
    return {
      steps: [...present(first), ...bound, ...written, ...present(next)],
      ...(pinRule && { pinRule, vaultPublicJwk: await this.vault.publicJwk(context) }),
      ...(sealedSecrets !== undefined && { sealedSecrets }),
      ...(batch.then === 'close' && { close: true }),
    };
  }

  /** The CHUID was signed with the certificates, unless an earlier attempt had made them all. */
  private async unsignedContent(
    context: CallContext,
    session: CardSessionState,
    content: ContentInput | undefined,
  ): Promise<UnsignedContent | undefined> {
    if (content === undefined) return undefined;
    if (content.objects.includes('chuid'))
      session.chuidSignatureBase64 ??= await this.vault.signChuid(context, session, chuidToSign(content));
    const { chuidSignatureBase64: signature } = session;
    return cardContent(content, signature === undefined ? undefined : Buffer.from(signature, 'base64'));
  }

  private async noteFailure(
    call: StageCall,
    { session }: ConversedCard,
    { steps, replacesKeys }: CardBatch,
    result: FailedBatch,
  ): Promise<void> {
    if (!replacesKeys || session.begunBefore === undefined) return;
    noteReached(session, steps, result);
    await this.records.saveSession(call, session);
  }
}

function signedContent({ contents, securityObject }: UnsignedContent, cms: Uint8Array | undefined): Contents {
  if (securityObject === undefined) return contents;
  if (cms === undefined) throw new TypeError('the vault answers what it was asked to sign');
  return securityObject.signed(cms);
}

/** The values that the vault must store before the card receives them. The steps name the secrets that they set. */
function keySetWish(steps: readonly PlannedStep[], { witness }: CardSessionState): KeySetWish | undefined {
  const key = steps.find((step) => step.kind === 'set-management-key' && step.to === 'management-key.pending');
  const changePuk = steps.some((step) => step.kind === 'set-puk' && step.to === 'puk.pending');
  if (key?.kind !== 'set-management-key')
    return changePuk
      ? { managementKeyAlgorithm: witness!.algorithm, changeManagementKey: false, changePuk }
      : undefined;
  return { managementKeyAlgorithm: key.algorithm, changeManagementKey: true, changePuk };
}
