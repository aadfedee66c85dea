/**
 * The steps of a plan: card steps whose values are known up front stand as they are; those that need an answer of the
 * CA, the vault or the card stand with a name, and bind.ts puts the value in. No secret stands anywhere here.
 */
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { StockSecret } from '@cardwright/contracts/card/well-known-secrets';

type Direct = Extract<
  CardStep,
  {
    kind:
      | 'set-pin-try-limits'
      | 'set-pin'
      | 'reset-pin'
      | 'verify-pin'
      | 'block-pin'
      | 'set-puk'
      | 'set-management-key'
      | 'generate-key'
      | 'import-key'
      | 'attest-key'
      | 'move-key'
      | 'delete-key'
      | 'erase-data'
      | 'reserve-data'
      | 'vendor-reset';
  }
>;

/** Data objects whose content the saga makes; model.md section 4 step 7. */
export type PlannedObject = 'chuid' | 'ccc' | 'printedInformation' | 'keyHistory' | 'discovery' | 'securityObject';

export type PlannedStep =
  | Direct
  | {
      kind: 'prove-key';
      keyReference: KeyReferenceName;
      algorithm: KeyAlgorithm;
      proof: 'sign' | 'decipher' | 'agree';
      pin?: SecretName;
    }
  | { kind: 'put-certificate'; keyReference: KeyReferenceName; container: string }
  | { kind: 'put-data'; tagHex: string; object: PlannedObject };

export type PlanPhase = 'verify' | 'own' | 'keys' | 'references' | 'content' | 'pin' | 'erase';

/** What gives a batch the right to write to the card: it begins every batch that writes. */
export type PlanOpening = 'management-key';

export interface PlannedCertificate {
  container: string;
  keyReference: KeyReferenceName;
  algorithm: KeyAlgorithm;
  keyOrigin: 'card' | 'archived';
  certificateProfile: string;
  validityDays: number | null;
  /** `YYYY-MM-DD`: the latest day that it may reach. */
  notAfterAtMost: string;
  /** Archived keys: which one. */
  archiveRef: string | null;
}

export interface CardPlan {
  /** Absent: the management key. A planner that chooses another one puts it into the hash. */
  opening?: PlanOpening;
  phases: Partial<Record<PlanPhase, PlannedStep[]>>;
  certificates: PlannedCertificate[];
  /** What the card holds that a blank card or the record would not explain, in words. */
  drift: string[];
  /** What the card keeps of its stock batch, because it cannot change it. Absent: nothing, or a plan of an older service. */
  keeps?: StockSecret[];
  /** What is tried to change, and stays where the card refuses. */
  mayKeep?: StockSecret[];
  /** Upper-case hex SHA-256 over everything that the run will do; the same for the dry run and the run. */
  hash: string;
  estimateMs: number;
}

/** What a step is about: a key reference or a tag, for progress lines. */
export function subjectOf(step: CardStep | PlannedStep): string | undefined {
  if ('keyReference' in step) return step.keyReference;
  if ('tagHex' in step) return step.tagHex;
  if (step.kind === 'move-key') return `${step.from} to ${step.to}`;
  return undefined;
}
