/** A plan: which steps, in which phases, for which certificates. */
import type { BatchOpening } from '@cardwright/contracts/card/card-applications';
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { PlannedStep } from '@cardwright/contracts/card/card-step';
import type { Sentence } from '@cardwright/contracts/said';
import type { StockSecret } from '@cardwright/contracts/card/well-known-secrets';

export type { PlannedStep } from '@cardwright/contracts/card/card-step';
export type { PlannedObject } from '@cardwright/contracts/card/card-step-row';

export type PlanPhase = 'verify' | 'own' | 'keys' | 'references' | 'content' | 'pin' | 'erase';

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
  /** Absent: as the application of a batch's steps says. A planner that chooses another one puts it into the hash. */
  opening?: BatchOpening;
  phases: Partial<Record<PlanPhase, PlannedStep[]>>;
  certificates: PlannedCertificate[];
  /** Sentences about content of the card that neither a blank card nor the record explains. */
  drift: Sentence[];
  /** The values of its stock batch that the card keeps because it cannot change them. Absent: none, or a plan of an older service. */
  keeps?: StockSecret[];
  /** The values that the plan tries to change, and that stay if the card refuses. */
  mayKeep?: StockSecret[];
  /** Upper-case hex SHA-256 over everything that the run will do; the same for the dry run and the run. */
  hash: string;
  estimateMs: number;
}
