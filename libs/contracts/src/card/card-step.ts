/**
 * Card steps: what the agent does to a card, typed, idempotent, each with a probe (SP 800-73-5 Part 2 names the
 * commands below them). Steps travel in batches. A secret never stands in a step: it is named by a SecretName and comes
 * in the batch's sealed bag, or is made or held by the agent.
 */
import type { KeyAlgorithm, KeyReferenceName, ManagementKeyAlgorithm, PinPolicy, TouchPolicy } from './card-model.js';
import type { CardImage } from './card-image.js';

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

export type CardStep =
  /** Mutual 9B authentication, second half: the answer to the witness that the batch before returned. Result: responseHex. */
  | {
      kind: 'authenticate-management-key';
      algorithm: ManagementKeyAlgorithm;
      witnessAnswerHex: string;
      challengeHex: string;
    }
  /** Asks for a 9B witness; always last in a batch. Without algorithm: the one the image found. Result: witnessHex. */
  | { kind: 'request-witness'; algorithm?: ManagementKeyAlgorithm }
  /** Vendor: puts PIN and PUK back to factory; needs 9B and a verified PIN. */
  | { kind: 'set-pin-try-limits'; pin: SecretName; pinTries: number; pukTries: number }
  /** CHANGE REFERENCE DATA 80. `to: pin.operation`: the agent draws a random PIN by the rule and returns it sealed to the vault. */
  | { kind: 'set-pin'; from: SecretName; to: SecretName }
  /**
   * RESET RETRY COUNTER 80 by the PUK: settles an unknown PIN without spending a PIN try. elsePuk: what the card may have instead, where a
   * change of the PUK was cut; presented once, only after the first was refused and with two tries left.
   */
  | { kind: 'reset-pin'; puk: SecretName; to: SecretName; elsePuk?: SecretName }
  /** VERIFY: once. A refused PIN is forgotten, and is not sent again when it is supplied again in the same card session. */
  | { kind: 'verify-pin'; pin: SecretName }
  /** VERIFY with PINs that nobody has until the card takes none any more; no try is spent on a PIN that is blocked already. */
  | { kind: 'block-pin' }
  /** CHANGE REFERENCE DATA 81. optional: a card that does not change its PUK keeps it, and the outcome is `refused`. */
  | { kind: 'set-puk'; from: SecretName; to: SecretName; optional?: boolean }
  | { kind: 'set-management-key'; algorithm: ManagementKeyAlgorithm; to: SecretName }
  /** Result: publicKeySpkiBase64. */
  | {
      kind: 'generate-key';
      keyReference: KeyReferenceName;
      algorithm: KeyAlgorithm;
      pinPolicy?: PinPolicy;
      touchPolicy?: TouchPolicy;
    }
  | {
      kind: 'import-key';
      keyReference: KeyReferenceName;
      algorithm: KeyAlgorithm;
      key: SecretName;
      pinPolicy?: PinPolicy;
      touchPolicy?: TouchPolicy;
    }
  | { kind: 'move-key'; from: KeyReferenceName; to: KeyReferenceName }
  | { kind: 'delete-key'; keyReference: KeyReferenceName }
  /**
   * Result: certificateDerBase64 (the attestation certificate) and attesterDerBase64; or `refused`. With `required` a refusal fails
   * with CARD_ATTESTATION_FAILED.
   */
  | { kind: 'attest-key'; keyReference: KeyReferenceName; required?: true }
  /**
   * Proof of possession over an input that the agent cannot choose. sign: the nonce (ECDSA/RSA PKCS#1 v1.5 over SHA-256,
   * or SHA-384 for P-384); decipher: raw RSA over inputHex (modulus length, first byte 00); agree: ECDH with the point
   * inputHex (uncompressed). Result: outputHex. `pin`: verified first where the key's policy asks. With `repeatable` a status word that
   * refuses is a result, `refused`, because the caller asks once more; without, it fails with CARD_PROOF_FAILED.
   */
  | {
      kind: 'prove-key';
      keyReference: KeyReferenceName;
      algorithm: KeyAlgorithm;
      proof: 'sign' | 'decipher' | 'agree';
      inputHex: string;
      pin?: SecretName;
      repeatable?: true;
    }
  /** Writes the certificate object and reads it back. Result: sha256Hex of the object's content. */
  | { kind: 'put-certificate'; keyReference: KeyReferenceName; certificateDerBase64: string }
  /** contentBase64: what stands inside tag 53 (for 7E the whole object); empty means erase (`53 00`). */
  | { kind: 'put-data'; tagHex: string; contentBase64: string }
  | { kind: 'erase-data'; tagHex: string }
  /**
   * Asks the card, before anything on it is destroyed, whether these objects can hold what will be written: each is written once with its
   * own content and a longer error detection code FE, which nobody reads, then as it was. A card that keeps an object at the size of its first
   * content so gives it room. Fails with CARD_OBJECT_CANNOT_GROW {tagHex, bytes}, everything as it was. Result: room.
   */
  | { kind: 'reserve-data'; objects: readonly ObjectRoom[] }
  /** GET DATA and compare; fails with CARD_VERIFY_FAILED. pin: verified first for objects that need it. */
  | { kind: 'compare-data'; tagHex: string; sha256Hex: string; pin?: SecretName }
  /** Vendor: blocks PIN and PUK on purpose, then RESET. The last step of a recycle; forward only. */
  | { kind: 'vendor-reset' }
  | { kind: 'read-image' };

/** How much a data object must hold. */
export interface ObjectRoom {
  tagHex: string;
  /** What will be written at most, inside tag 53; the step fails when the card takes less. 0: it is not known, and the step does not fail. */
  bytes: number;
  /** What is asked for first, for what comes later. */
  wishedBytes: number;
}

export type CardStepKind = CardStep['kind'];

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
  /** The card refused what may be refused, with this status word (upper-case hex). */
  refused?: { statusHex: string };
}
