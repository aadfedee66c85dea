/** A plan: which steps, in which phases, for which certificates. */
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { PlannedStep } from '@cardwright/contracts/card/card-step';
import type { StockSecret } from '@cardwright/contracts/card/well-known-secrets';

export type { PlannedStep } from '@cardwright/contracts/card/card-step';
export type { PlannedObject } from '@cardwright/contracts/card/card-step-row';

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
