/**
 * What is known of the card in this session without asking it: the image read at the start, kept up with every step.
 * Valid because the connection is exclusive; whatever becomes doubtful is forgotten, and then the step is done again.
 * Steps' probes read it, so that a happy path spends no APDU on probing.
 */
import type { KeyReferenceImage, PivImage } from '@cardwright/contracts/card/card-image';
import type { KeyReferenceName, ManagementKeyAlgorithm, PinPolicy } from '@cardwright/contracts/card/card-model';
import { numberToHex } from '@cardwright/card-protocol/bytes';
import { keyReferenceRow, parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';

/** null: the card certainly does not have it. undefined: unknown. */
export class CardKnowledge {
  private readonly objects = new Map<string, string | null>();
  private readonly keys = new Map<KeyReferenceName, KeyReferenceImage>();
  /** The object whose writing was begun last and that was not read back yet. */
  doubted: string | undefined;
  managementKeyAlgorithm: ManagementKeyAlgorithm | null = null;
  pinTries: number | null = null;
  pukTries: number | null = null;
  /** The card did not answer of which algorithm its management key is: that is not "none". */
  managementKeyUnanswered = false;
  /** The secret with which the PIN was verified, as long as nothing has dropped that status. */
  verifiedPin: SecretName | null = null;
  /** Certificate of the attestation key, once read; null: none that can be read. */
  attesterDerBase64: string | null | undefined;
  /** Which PIN was set in this session. */
  pin: SecretName | null = null;
  /** Which PUK the card has shown to have in this session. */
  puk: SecretName | null = null;

  constructor(image: PivImage) {
    this.learn(image);
  }

  /** A new reading of the card; the SELECT in it dropped the PIN status. */
  learn(image: PivImage): void {
    this.forget();
    this.doubted = undefined;
    for (const { tagHex, sha256Hex } of image.dataObjects) this.objects.set(tagHex, sha256Hex);
    for (const row of image.keyReferences) this.keys.set(row.keyReference, row);
    // A brief image reads only these. For other objects, "not in the image" does not mean "not on the card".
    const looked = [
      '5FC102',
      '5FC107',
      '5FC10C',
      '5FC106',
      ...image.keyReferences.map((row) => certificateTagHex(row.keyReference)),
    ];
    const unanswered = new Set(image.unanswered?.map(({ subject }) => subject));
    for (const tagHex of looked)
      if (!this.objects.has(tagHex) && !unanswered.has(tagHex)) this.objects.set(tagHex, null);
    this.managementKeyAlgorithm = image.managementKey.algorithm;
    this.managementKeyUnanswered = unanswered.has('9B');
    this.pinTries = image.pin.retriesTotal;
    this.pukTries = image.puk.retriesTotal;
    this.attesterDerBase64 = image.attesterDerBase64;
  }

  forget(): void {
    this.objects.clear();
    this.keys.clear();
    this.pinTries = this.pukTries = null;
    this.verifiedPin = null;
    this.pin = null;
    this.puk = null;
    this.attesterDerBase64 = undefined;
  }

  objectSha256(tagHex: string): string | null | undefined {
    return this.objects.get(tagHex);
  }

  setObject(tagHex: string, sha256Hex: string | null): void {
    this.objects.set(tagHex, sha256Hex);
    if (this.doubted === tagHex) this.doubted = undefined;
  }

  /** A write that was begun and not read back: anything may stand there. */
  doubtObject(tagHex: string): void {
    this.objects.delete(tagHex);
    this.doubted = tagHex;
  }

  key(keyReference: KeyReferenceName): KeyReferenceImage | undefined {
    return this.keys.get(keyReference);
  }

  setKey(keyReference: KeyReferenceName, change: Partial<KeyReferenceImage>): void {
    this.keys.set(keyReference, { ...(this.keys.get(keyReference) ?? blankKey(keyReference)), ...change });
  }

  doubtKey(keyReference: KeyReferenceName): void {
    this.keys.delete(keyReference);
  }

  /** The policy that the card applies, if it is known; otherwise the one of SP 800-73-5 Part 1 table 4b. */
  pinPolicy(keyReference: KeyReferenceName): PinPolicy {
    const known = this.keys.get(keyReference)?.pinPolicy;
    if (known !== undefined && known !== null && known !== 'default') return known;
    if (keyReference === '9C') return 'always';
    return keyReference === '9E' ? 'never' : 'once';
  }
}

const blankKey = (keyReference: KeyReferenceName): KeyReferenceImage => ({
  keyReference,
  keyPresent: null,
  algorithm: null,
  origin: null,
  pinPolicy: null,
  touchPolicy: null,
  publicKeySpkiBase64: null,
  certificateDerBase64: null,
});

/** `5FC105` for `9A`. Throws REQUEST_INVALID. */
export function certificateTagHex(keyReference: KeyReferenceName): string {
  const { certificateTag } = keyReferenceRow(parseKeyReference(keyReference));
  if (certificateTag === undefined)
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`${keyReference} has no certificate`));
  return numberToHex(certificateTag);
}
