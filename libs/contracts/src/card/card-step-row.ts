/**
 * The shape of a row of the card steps (card-steps.ts). `Fields` is what a step carries to the agent, `Planned` what it carries in a plan;
 * they differ where a value is known only when the step is about to run. Neither names the kind: it is the name of the row.
 */
import type { CardApplication } from './card-applications.js';
import type { CardModel, KeyAlgorithm, KeyReferenceName } from './card-model.js';

/**
 * Names in the agent's bag of the operation. `pin.operation` is made by the agent, `pin.holder` arrives as a sealed PIN, and
 * with it, where a PIN that is known is changed, `pin.old`: the one that its holder says the card has; `pin.fido` is the holder's PIN of the FIDO
 * application, which arrives as `pin.holder` does; the others come from the vault, sealed to the agent's ephemeral key. `pin.current`,
 * `puk.current`: what the card has now.
 */
export type SecretName =
  | 'pin.factory'
  | 'pin.current'
  | 'pin.operation'
  | 'pin.holder'
  | 'pin.old'
  | 'pin.fido'
  | 'puk.factory'
  | 'puk.current'
  | 'puk.pending'
  | 'management-key.pending'
  | 'management-key.factory'
  | `private-key.${string}`;

/** Data objects whose content the saga makes; model.md section 4 step 7. */
export type PlannedObject = 'chuid' | 'ccc' | 'printedInformation' | 'keyHistory' | 'discovery' | 'securityObject';

/** A data object by its tag (upper-case hex), or the certificate object of a key reference. */
export type DataObjectName = { tagHex: string } | { certificateOf: KeyReferenceName };

/** The fields of a step that hold the name of a secret. */
type SecretField<Fields> = {
  [Field in keyof Fields]-?: Exclude<Fields[Field], undefined> extends SecretName ? Field : never;
}[keyof Fields];

/** The properties of every kind of step. A kind that has only these is never part of a plan. */
export interface StepRow<Fields> {
  /** Whose session runs it, and by which its batch is opened. */
  application: CardApplication;
  words: {
    /** In the timeline of a saga, with the subject behind it. */
    running: string;
    /** In a plan, with the subject behind it. */
    planned?: string;
  };
  /** The step removes a key or an object for ever. The first such step of a plan is shown as its point of no return. */
  irreversible: boolean;
  /** The key reference that may be without its old key as soon as the step begins. null: no step of this kind takes a key away. */
  begins: ((step: Fields) => KeyReferenceName) | null;
  /** Every field that names a secret: the vault is asked for what stands there. */
  secrets: [SecretField<Fields>] extends [never] ? null : Readonly<Record<SecretField<Fields>, true>>;
  /** The text that is shown after the words. Absent: its key reference or its tag. */
  subject?: (step: Fields) => string;
  /** It opens its batch, before the steps that were planned, and changes nothing on the card. */
  opensBatch?: true;
  /** It goes on with what the batch before it has asked of the card, which a reset takes away. */
  continues?: true;
  /** It must be the last step of its batch. */
  endsBatch?: true;
  /** An agent of an earlier version may not know the step. It then runs the rest of the batch without it. */
  mayBeLeftOut?: true;
}

/** Further properties of a kind that planners use. */
export interface PlannedStepRow<Fields, Planned> extends StepRow<Planned> {
  words: { running: string; planned: string };
  /**
   * Answers in words what the model lacks for the step; null if it can do the step. null instead of a function: every PIV card can do this
   * kind of step (SP 800-73-5 Part 2).
   */
  needs: ((model: CardModel, step: Planned) => string | null) | null;
  /** The data object that has a new content afterwards. */
  writes?: (step: Planned) => DataObjectName;
  /** The data object that is empty afterwards. */
  erases?: (step: Planned) => DataObjectName;
  /** The tags of objects that a cut in the middle may leave filled up or torn. The next attempt restores them. */
  fills?: (step: Planned) => string[];
  /** Milliseconds on a typical contact card. Absent: as long as most steps take. */
  takesMs?: (step: Planned) => number;
  /** Adds the values that only the run knows to the step. Absent: the step runs as it was planned. */
  bind?: (step: Planned, known: StepBindings) => Fields;
}

/** How much a data object must hold. */
export interface ObjectRoom {
  tagHex: string;
  /**
   * The maximum number of bytes that will be written inside tag 53. The step fails if the card accepts fewer. 0: the size is not known, and
   * the step does not fail.
   */
  bytes: number;
  /** The number of bytes that is tried first, to leave room for later content. */
  wishedBytes: number;
}

/** The values that only the run knows: proof inputs, certificates and contents of data objects. Only some steps need each of them. */
export interface StepBindings {
  /** Default false: an attestation is evidence, and a refusal by the card is a result. */
  attestationRequired?: boolean;
  /** Upper-case hex input of a proof. */
  proofInputHex?: (question: ProofFields) => string;
  certificateDerBase64?: (container: string) => string;
  contentBase64?: (object: PlannedObject) => string;
}

/** A proof of possession as a plan has it. */
export interface ProofFields {
  keyReference: KeyReferenceName;
  algorithm: KeyAlgorithm;
  proof: 'sign' | 'decipher' | 'agree';
  pin?: SecretName;
}

type Without<Row> = Omit<Row, 'application'>;

/**
 * Makes the rows of an application's steps. step: a step that planners use; if the plan does not contain all its values, `bind` adds them.
 * unplanned: a step that is never part of a plan.
 */
export const stepsOf = <Application extends CardApplication>(application: Application) => ({
  step: <Fields extends object, Planned extends object = Fields>(
    row: Without<PlannedStepRow<Fields, Planned>> & (Planned extends Fields ? unknown : { bind: unknown }),
  ): PlannedStepRow<Fields, Planned> & { application: Application } => ({ application, ...row }),
  unplanned: <Fields extends object>(
    row: Without<StepRow<Fields>>,
  ): StepRow<Fields> & { application: Application } => ({
    application,
    ...row,
  }),
});

/** A step that takes nothing away. */
export const harmless = { irreversible: false, begins: null } as const;
