/** What a person is shown of a plan before the first write: its steps, what the card keeps, what has to be accepted, and the doctor's findings. */
import type { CardStepKind } from '../card/card-step.js';
import type { KeptSecret, StockSecret } from '../card/well-known-secrets.js';
import type { ErrorCode } from '../errors/error-catalogue.js';
import type { Said, SaidIn } from '../said.js';

export interface PlanSummary {
  planHash: string;
  profileName: string;
  profileVersion: number;
  steps: { phase: string; kind: CardStepKind; subject?: string }[];
  certificates: {
    container: string;
    keyReference: string;
    algorithm: string;
    certificateProfile: string;
    notAfter: string;
  }[];
  drift: string[];
  /** Of each line of `drift`, in its order. Absent from an older service. */
  said?: { drift?: Said[] };
  pointOfNoReturn: number | null;
  estimateMs: number;
  /** What the card keeps of its stock batch, or may keep, because it cannot change it. */
  keeps?: PlannedKeptSecret[];
  /** What somebody has to accept before this plan is run: the request's field that says so. */
  mustAccept?: PlanAcceptance[];
  /** What the doctor saw before the first write (F09). */
  doctor?: PreflightCheck[];
}

/** certain: false where the card is asked to change it, and may refuse. */
export interface PlannedKeptSecret extends KeptSecret, SaidIn<'sentence'> {
  certain: boolean;
  /** For people. */
  sentence: string;
}

export interface PlanAcceptance extends SaidIn<'sentence'> {
  code: ErrorCode;
  field: 'acceptHistoryLoss' | 'acceptWellKnown';
  /** Of CARD_WELL_KNOWN_SECRETS: which value the card keeps. */
  secret?: StockSecret;
  /** For people, in English. Code and value say the same to a page with other languages. */
  sentence: string;
}

/** One check before the first write. A failed one with a code forbids it; without one it is a warning. */
export interface PreflightCheck extends SaidIn<'text' | 'fix'> {
  check:
    | 'reader'
    | 'agent-version'
    | 'clock'
    | 'ca-signer'
    | 'ca-expiry'
    | 'key-set'
    | 'certificate-profiles'
    | 'relying-party';
  ok: boolean;
  text: string;
  code?: ErrorCode;
  /** What to do; null where nothing is to be done. */
  fix: string | null;
}
