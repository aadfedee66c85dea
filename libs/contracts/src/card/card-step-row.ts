/**
 * The shape of a row of the card steps (card-steps.ts). `Fields` is what a step carries to the agent, `Planned` what it carries in a plan;
 * they differ where a value is known only when the step is about to run. Neither names the kind: it is the name of the row.
 */
import type { CardModel, KeyAlgorithm, KeyReferenceName } from './card-model.js';

/**
 * Names in the agent's bag of the operation. `pin.operation` is made by the agent, `pin.holder` arrives as a sealed PIN;
 * the others come from the vault, sealed to the agent's ephemeral key. `pin.current`, `puk.current`: what the card has now.
 */
export type SecretName =
  | 'pin.factory'
  | 'pin.current'
  | 'pin.operation'
  | 'pin.holder'
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

/** What there is to know of every kind of step. A kind with no more than this stands in no plan. */
export interface StepRow<Fields> {
  words: {
    /** In the timeline of a saga, with the subject behind it. */
    running: string;
    /** In a plan, with the subject behind it. */
    planned?: string;
  };
  /** A key or an object is gone for good once it is done. The first such step of a plan is shown as its point of no return. */
  irreversible: boolean;
  /** The key reference that may be without its old key as soon as the step begins. null: no step of this kind takes a key away. */
  begins: ((step: Fields) => KeyReferenceName) | null;
  /** Every field that names a secret: the vault is asked for what stands there. */
  secrets: [SecretField<Fields>] extends [never] ? null : Readonly<Record<SecretField<Fields>, true>>;
  /** What is shown behind the words. Absent: its key reference or its tag. */
  subject?: (step: Fields) => string;
  /** Nothing may follow it in the same batch. */
  endsBatch?: true;
  /** An agent of an earlier version may not know the step: it does the rest of the batch without. */
  mayBeLeftOut?: true;
}

/** Of a kind that planners make. */
export interface PlannedStepRow<Fields, Planned> extends StepRow<Planned> {
  words: { running: string; planned: string };
  /** What the model lacks for the step, in words; null where it can do it. null for the kind: every PIV card can (SP 800-73-5 Part 2). */
  needs: ((model: CardModel, step: Planned) => string | null) | null;
  /** The data object that has a new content afterwards. */
  writes?: (step: Planned) => DataObjectName;
  /** The data object that is empty afterwards. */
  erases?: (step: Planned) => DataObjectName;
  /** Tags of objects that a cut in the middle may leave filled up or torn: whoever goes on puts them back. */
  fills?: (step: Planned) => string[];
  /** Milliseconds on a typical contact card. Absent: as long as most steps take. */
  takesMs?: (step: Planned) => number;
  /** The step with what only the run knows. Absent: it runs as it was planned. */
  bind?: (step: Planned, known: StepBindings) => Fields;
}

/** How much a data object must hold. */
export interface ObjectRoom {
  tagHex: string;
  /** What will be written at most, inside tag 53; the step fails when the card takes less. 0: it is not known, and the step does not fail. */
  bytes: number;
  /** What is asked for first, for what comes later. */
  wishedBytes: number;
}

/** What only the run knows: proof inputs, certificates, contents of data objects. Each is needed by the steps that ask for it. */
export interface StepBindings {
  /** Default false: an attestation is evidence, and what the card refuses of it is an answer. */
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
