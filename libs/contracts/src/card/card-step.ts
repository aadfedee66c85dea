/**
 * Card steps: what the agent does to a card, in batches. The types of all kinds come from their rows (card-steps.ts), and what is asked of
 * a step whatever its kind is asked here.
 */
import type { CardApplication } from './card-applications.js';
import type { CardImage } from './card-image.js';
import type { PlannedStepRow, SecretName, StepRow } from './card-step-row.js';
import { cardSteps } from './card-steps.js';

export type { ObjectRoom, SecretName } from './card-step-row.js';

type Rows = typeof cardSteps;
export type CardStepKind = keyof Rows;

/** The kinds that are an application's. */
export type CardStepKindOf<Application extends CardApplication> = {
  [Kind in CardStepKind]: Rows[Kind]['application'] extends Application ? Kind : never;
}[CardStepKind];

/** As one object type: an intersection would be written out at every place that shows it. */
type Plain<Type> = { [Member in keyof Type]: Type[Member] };
type Step<Kind, Fields> = Plain<{ kind: Kind } & Fields>;
type Fields<Kind extends CardStepKind> =
  Rows[Kind] extends PlannedStepRow<infer Own, infer _> ? Own : Rows[Kind] extends StepRow<infer Own> ? Own : never;
type PlannedFields<Kind extends CardStepKind> = Rows[Kind] extends PlannedStepRow<infer _, infer Own> ? Own : never;

type PlannedStepKind = {
  [Kind in CardStepKind]: [PlannedFields<Kind>] extends [never] ? never : Kind;
}[CardStepKind];

/** A step as the agent gets it. */
export type CardStep = { [Kind in CardStepKind]: Step<Kind, Fields<Kind>> }[CardStepKind];
/**
 * A step of a plan. Values that are known in advance are written out. Values that need an answer of the CA, the vault or the card are
 * named. A step never contains a secret.
 */
export type PlannedStep = { [Kind in PlannedStepKind]: Step<Kind, PlannedFields<Kind>> }[PlannedStepKind];
export interface StepResult {
  index: number;
  kind: CardStepKind;
  /** done: executed now. already: the probe found it done. refused: the card does not do it, and need not (optional steps). */
  outcome: 'done' | 'already' | 'refused';
  durationMs: number;
  apdus: number;
  publicKeySpkiBase64?: string;
  certificateDerBase64?: string;
  attesterDerBase64?: string;
  outputHex?: string;
  responseHex?: string;
  witnessHex?: string;
  sha256Hex?: string;
  image?: CardImage;
  /**
   * The result of `reserve-data`: how many bytes the card has taken, by tag. fixed: an object does not outgrow its first content; null: that
   * did not show. */
  room?: { fixed: boolean | null; bytes: Record<string, number> };
  /**
   * The result of `make-credential`. enterpriseAttestation: it says which key it is, not its model alone. madeBy: the dialog of the system, which may have
   * taken any key or phone: that it is on this card is not known before the card has answered for it.
   */
  credential?: {
    credentialIdBase64url: string;
    /** CBOR, as a relying party takes it. */
    attestationObjectBase64url: string;
    aaguid: string;
    enterpriseAttestation?: true;
    madeBy?: 'platform';
  };
  /** The result of `check-credential`. */
  present?: boolean;
  /** The card refused what may be refused, with this status word (upper-case hex). */
  refused?: { statusHex: string };
}

type RowOf<Of> = StepRow<Of> & Partial<Omit<PlannedStepRow<object, Of>, keyof StepRow<Of>>>;

/** False for a kind that only another version knows. */
export const isCardStepKind = (kind: string): kind is CardStepKind => Object.hasOwn(cardSteps, kind);

/**
 * The row of the step's kind; its functions take the step. Throws TypeError for a kind that only a newer version knows and may have planned
 * while both versions run: a service must not send a step if it does not know what the step removes.
 */
export function rowOf<Of extends CardStep | PlannedStep>({ kind }: Of): RowOf<Of> {
  if (!isCardStepKind(kind)) throw new TypeError(`this version knows no card step ${String(kind)}`);
  return cardSteps[kind] as never;
}

/**
 * Whose steps these are; undefined where there are none. Throws TypeError for steps of two applications: a batch is of one, because what opened it
 * is gone when another application is selected.
 */
export function applicationOf(steps: readonly (CardStep | PlannedStep)[]): CardApplication | undefined {
  const [application, ...others] = new Set(steps.map((step) => rowOf(step).application));
  if (others.length > 0) throw new TypeError('steps of two applications in one batch');
  return application;
}

/** Takes a step, or the result of one. */
export const mayBeLeftOut = ({ kind }: { kind: CardStepKind }): boolean =>
  isCardStepKind(kind) && cardSteps[kind].mayBeLeftOut === true;

/** Takes a step, or the result of one: whether it opens its batch. */
export const opensBatch = ({ kind }: { kind: CardStepKind }): boolean =>
  isCardStepKind(kind) && cardSteps[kind].opensBatch === true;

/** What a step is about, to be shown: a key reference or a tag, mostly. */
export function subjectOf(step: CardStep | PlannedStep): string | undefined {
  const { subject } = rowOf(step);
  if (subject !== undefined) return subject(step);
  if ('keyReference' in step) return step.keyReference;
  return 'tagHex' in step ? step.tagHex : undefined;
}

/** The secrets that the step names. */
export function secretsOf(step: CardStep | PlannedStep): SecretName[] {
  const fields = Object.keys(rowOf(step).secrets ?? {});
  return fields.flatMap((field) => (step as unknown as Partial<Record<string, SecretName>>)[field] ?? []);
}
