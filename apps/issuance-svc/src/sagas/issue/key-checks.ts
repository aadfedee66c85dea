/**
 * What the card answered for the keys that a batch made: proofs of possession and attestations. A proof that fails once on a card that
 * works otherwise is asked for once more, with another challenge; an attestation is evidence unless the profile demands it. Findings that
 * do not stop the saga go into its timeline and into the audit. Every call may be repeated.
 */
import { Injectable } from '@nestjs/common';
import type { AttestationVerdict } from '@cardwright/contracts/card/attestation';
import { mayBeLeftOut, opensBatch, type StepResult } from '@cardwright/contracts/card/card-step';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { bindSteps } from '@cardwright/card-plan/bind';
import type { CardPlan, PlannedStep } from '@cardwright/card-plan/planned-step';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { AttestationGate } from '../../card/attestation-gate.js';
import { BatchSender, contextOf } from '../../card/batch-sender.js';
import { CardLearning } from '../../card/card-learning.js';
import { present } from '../../card/card-opening.js';
import { CardOpenings } from '../../card/card-openings.js';
import { isProof, proofInputHex } from '../../card/possession-proof.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { RequestService } from '../../records/requests/request.service.js';
import { required } from './saga-certificates.js';
import type { CardWork } from '../../records/requests/saga-records.js';
import type { OpenedCard } from '../../card/open-card.js';

/** A batch that was run: its steps after the 9B authentication, and the batch sequence for asking again. */
export interface CheckedBatch {
  planned: readonly PlannedStep[];
  result: BatchResult;
  /** The batch sequence of the second round. */
  again: number;
}

type Proof = Extract<PlannedStep, { kind: 'prove-key' }>;
type Attested = { keyReference: string; verdict: AttestationVerdict; answer: StepResult | undefined };
/** Public keys by key reference, SPKI in base64. */
type PublicKeys = Record<string, string>;

@Injectable()
export class KeyChecks {
  constructor(
    private readonly attestations: AttestationGate,
    private readonly batches: BatchSender,
    private readonly openings: CardOpenings,
    private readonly learning: CardLearning,
    private readonly records: SagaRecords,
    private readonly requests: RequestService,
  ) {}

  /** Before a key is made. Throws CARD_ATTESTATION_FAILED where the profile demands what this card cannot give. */
  foresee(plan: CardPlan, { image, model }: Pick<OpenedCard, 'image' | 'model'>, profile: CardWork['version']): void {
    this.attestations.foresee(plan, { image, model, required: demandsAttestation(profile) });
  }

  /**
   * Answers the public keys on the card. Stores the verdicts about attestations and the next witness in the session, which the caller
   * saves. Throws CARD_PROOF_FAILED for a key that fails twice, CARD_ATTESTATION_FAILED where the profile demands one.
   */
  async check(call: StageCall, work: CardWork, { planned, result, again }: CheckedBatch): Promise<PublicKeys> {
    const keys = publicKeys(work, planned, result.results);
    const answers = answersTo(planned, result.results);
    await this.judgeAttestations(call, work, keys, answers);
    const { proofSeed: seed } = work.intent;
    const failed = answers.filter(
      (each): each is { step: Proof; answer: StepResult | undefined } =>
        each.step.kind === 'prove-key' && !proves(seed, each.step, keys, each.answer),
    );
    if (failed.length > 0)
      await this.proveAgain(
        call,
        work,
        failed.map(({ step }) => step),
        keys,
        again,
      );
    return keys;
  }

  private async proveAgain(
    call: StageCall,
    work: CardWork,
    failed: readonly Proof[],
    keys: PublicKeys,
    sequence: number,
  ): Promise<void> {
    const { intent, session } = work;
    const { proofSeed: seed } = intent;
    const second = failed.map((step) => ({ ...step, round: 2 }));
    const opening = this.openings.ofBatch(failed, intent.plan.opening);
    const asked = opening.nextStep(session);
    // A repeated activity must not verify the card's 9B answer a second time.
    await this.records.saveSession(call, session);
    const { results } = await this.batches.run(call, sequence, session.lease, async () => ({
      steps: [
        ...bindSteps(failed, { proofInputHex: (step) => proofInputHex(seed, { ...step, round: 2 }) }),
        // The commands in between made the card forget the witness that it gave before.
        ...present(asked),
      ],
    }));
    opening.keepNext(session, asked, results);
    for (const [index, step] of second.entries()) {
      const answer = results[index];
      if (!proves(seed, step, keys, answer))
        throw new CardwrightError('CARD_PROOF_FAILED', undefined, {
          keyReference: step.keyReference,
          tries: 2,
          ...(answer?.refused && { sw: answer.refused.statusHex }),
        });
    }
    const keyReferences = failed.map(({ keyReference }) => keyReference);
    await this.note(call, sequence, {
      sentence: say('issue.proof-repeated', { keys: keyReferences }),
      action: 'request.proof-repeated',
      details: { deviceId: call.input.deviceId, keyReferences },
    });
  }

  private async judgeAttestations(
    call: StageCall,
    { intent, session, version, model }: CardWork,
    keys: PublicKeys,
    answers: readonly Answered[],
  ): Promise<void> {
    const card = {
      image: intent.beforeImage,
      model,
      required: demandsAttestation(version),
    };
    const judged = answers.flatMap(({ step, answer }): Attested[] => {
      if (step.kind !== 'attest-key') return [];
      const { keyReference } = step;
      const question = { keyReference, publicKeySpkiBase64: required(keys[keyReference]), answer };
      return [{ keyReference, verdict: this.attestations.judge(question, card), answer }];
    });
    if (judged.length === 0) return;
    session.attestations = {
      ...session.attestations,
      ...Object.fromEntries(judged.map(({ keyReference, verdict }) => [keyReference, verdict])),
    };
    // This member is for older versions of the service, which read it.
    session.attestedKeys = Object.keys(session.attestations).filter(
      (name) => session.attestations![name] === 'trusted',
    );
    await this.sayLacks(call, judged, this.attestations.knowsRootsOf(model));
  }

  /** Where no root is configured for the model, nobody expects evidence, so a missing attestation is not reported. */
  private async sayLacks(call: StageCall, judged: readonly Attested[], rootsKnown: boolean): Promise<void> {
    const lacks = new Map<Exclude<AttestationVerdict, 'trusted'>, Attested[]>();
    for (const each of judged)
      if (each.verdict !== 'trusted' && (each.verdict !== 'untrusted' || rootsKnown))
        lacks.set(each.verdict, [...(lacks.get(each.verdict) ?? []), each]);
    for (const [reason, rows] of lacks) {
      const keyReferences = rows.map(({ keyReference }) => keyReference);
      const statusHex = rows[0]!.answer?.refused?.statusHex;
      const lack = say(`attestation.${reason}`);
      const why = statusHex === undefined ? lack : say('issue.with-status', { why: lack, status: statusHex });
      await this.note(call, `${reason}/${keyReferences.join('+')}`, {
        sentence:
          keyReferences.length === 1
            ? say('issue.not-attested', { key: keyReferences[0]!, why })
            : say('issue.not-attested-several', { keys: keyReferences, why }),
        action: 'request.keys-not-attested',
        details: {
          deviceId: call.input.deviceId,
          keyReferences,
          reason,
          ...(statusHex !== undefined && { sw: statusHex }),
        },
      });
      if (statusHex !== undefined) await this.learning.refusedStep(call, attestInstruction, statusHex);
    }
  }

  private note(
    call: StageCall,
    source: string | number,
    note: { sentence: Sentence; action: string; details: Record<string, unknown> },
  ): Promise<void> {
    const sourceKey = `${call.input.requestId}/${call.attempt}/${source}/${note.action}`;
    return this.requests.note(call.input.requestId, { ...note, sourceKey }, contextOf(call));
  }
}

const demandsAttestation = ({ definition }: CardWork['version']): boolean => definition.requireAttestation === true;

/** INS of the vendor's attestation. */
const attestInstruction = 'F9';

interface Answered {
  step: PlannedStep;
  answer: StepResult | undefined;
}

/** Results follow the steps, behind the one that opened the batch. Agents of an earlier version leave out one that they do not know. */
function answersTo(planned: readonly PlannedStep[], results: readonly StepResult[]): Answered[] {
  const answers = results.filter((result) => !mayBeLeftOut(result) && !opensBatch(result));
  const steps = planned.filter((step) => !mayBeLeftOut(step));
  return steps.map((step, index) => ({ step, answer: answers[index] }));
}

function publicKeys({ intent }: CardWork, planned: readonly PlannedStep[], results: readonly StepResult[]): PublicKeys {
  const keys: PublicKeys = {};
  for (const row of intent.beforeImage.keyReferences)
    if (row.publicKeySpkiBase64 !== null) keys[row.keyReference] = row.publicKeySpkiBase64;
  for (const { step, answer } of answersTo(planned, results))
    if ('keyReference' in step && answer?.publicKeySpkiBase64 !== undefined)
      keys[step.keyReference] = answer.publicKeySpkiBase64;
  return keys;
}

function proves(
  seed: Buffer,
  step: Proof & { round?: number },
  keys: PublicKeys,
  answer: StepResult | undefined,
): boolean {
  const { outputHex } = answer ?? {};
  return outputHex !== undefined && isProof(seed, step, required(keys[step.keyReference]), outputHex);
}
