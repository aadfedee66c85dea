/**
 * Shared by all plans that make keys (issue, reprovision): the certificates of a profile and their order, the abilities that the model
 * needs for them, and the steps that make one key. Pure.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { supportsAlgorithm, type CardModel, type KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, CredentialRow } from '@cardwright/contracts/card/credential-profile';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { PlannedCertificate, PlannedStep } from './planned-step.js';
import { needsPin, proofFor } from './proof.js';
import { requireNothing } from './step-needs.js';

/** An archived key management key that goes back onto the card. */
export interface ArchivedKey {
  archiveRef: string;
  algorithm: CredentialRow['algorithm'];
  certificateProfile: string;
}

/** Retired key references in the order in which they are filled: 82 first. */
export const retiredKeyReferences = Array.from({ length: 20 }, (_, index) =>
  (0x82 + index).toString(16).toUpperCase(),
) as readonly KeyReferenceName[];

/** One certificate per row of the profile. 9A comes last, so that the card does not look ready before it is finished (requirement D09). */
export function profileCertificates(profile: CredentialProfile, expiresOn: string): PlannedCertificate[] {
  const rows = profile.credentials.map((row): PlannedCertificate => ({
    container: row.container,
    keyReference: row.keyReference,
    algorithm: row.algorithm,
    keyOrigin: row.keyOrigin,
    certificateProfile: row.certificateProfile,
    validityDays: row.validityDays ?? null,
    notAfterAtMost: expiresOn,
    archiveRef: null,
  }));
  return rows.sort((a, b) => Number(a.keyReference === '9A') - Number(b.keyReference === '9A'));
}

/** An archived key in the retired key reference of this index: 0 for 82. */
export const historyCertificate = (key: ArchivedKey, index: number, expiresOn: string): PlannedCertificate => ({
  container: historyContainer(index),
  keyReference: retiredKeyReferences[index]!,
  algorithm: key.algorithm,
  keyOrigin: 'archived',
  certificateProfile: key.certificateProfile,
  validityDays: null,
  notAfterAtMost: expiresOn,
  archiveRef: key.archiveRef,
});

export const historyContainer = (index: number): string => `history-${index + 1}`;

/** Throws CARD_CAPABILITY_MISSING {missing} for everything at once, before anything is written. */
export function checkCapabilities(
  model: CardModel,
  profile: CredentialProfile,
  certificates: readonly PlannedCertificate[],
): void {
  const missing: string[] = [];
  for (const certificate of certificates)
    if (!supportsAlgorithm(model, certificate.keyReference, certificate.algorithm))
      missing.push(`${certificate.algorithm} under key reference ${certificate.keyReference}`);
  const importsKeys =
    (profile.keyHistory?.count ?? 0) > 0 || profile.credentials.some((row) => row.keyOrigin === 'archived');
  if (importsKeys && !model.capabilities.importKey) missing.push('importing keys');
  if (profile.requireAttestation && !model.capabilities.attest) missing.push('attesting keys');
  if (profile.models?.length && !profile.models.some((id) => id === model.id || id === model.variantOf))
    missing.push(`being one of the profile's models`);
  if (profile.pin.minLength > model.pin.maxLength) missing.push(`a PIN of ${profile.pin.minLength} characters`);
  if (profile.pin.maxLength < model.pin.minLength) missing.push(`a PIN of ${profile.pin.maxLength} characters`);
  for (const { keyReference } of certificates) {
    const row = profile.credentials.find((each) => each.keyReference === keyReference);
    if (row !== undefined && !model.capabilities.pinPolicies) missing.push(...policiesMissing(row));
  }
  requireNothing(model, missing);
}

/** Policies that even a card without policies follows: it uses a key as SP 800-73-5 Part 1 table 4b says, and never asks for a touch. */
function policiesMissing({ keyReference, pinPolicy = 'default', touchPolicy = 'default' }: CredentialRow): string[] {
  const standard = keyReference === '9C' ? 'always' : needsPin(keyReference) ? 'once' : 'never';
  return [
    ...(pinPolicy === 'default' || pinPolicy === standard
      ? []
      : [`PIN policy ${pinPolicy} under key reference ${keyReference}`]),
    ...(touchPolicy === 'default' || touchPolicy === 'never'
      ? []
      : [`touch policy ${touchPolicy} under key reference ${keyReference}`]),
  ];
}

export interface KeyStepsInput {
  image: CardImage;
  model: CardModel;
  profile: CredentialProfile;
  /**
   * Keys that an earlier attempt of this request made and certified: key reference -> SPKI. A key found unchanged on the
   * card is kept, so that no second certificate is needed.
   */
  certifiedKeys?: Readonly<Partial<Record<KeyReferenceName, string>>> | undefined;
  /** Which PIN the proof verifies. */
  pin: SecretName;
}

/** Makes one key and proves it: import or generate, attest where the card can, prove. */
export function keySteps(input: KeyStepsInput, certificate: PlannedCertificate): PlannedStep[] {
  const { model, profile, pin } = input;
  const { keyReference, algorithm } = certificate;
  const row = profile.credentials.find((candidate) => candidate.container === certificate.container);
  const policies = model.capabilities.pinPolicies
    ? {
        ...(row?.pinPolicy === undefined ? {} : { pinPolicy: row.pinPolicy }),
        ...(row?.touchPolicy === undefined ? {} : { touchPolicy: row.touchPolicy }),
      }
    : {};
  const proof: PlannedStep = {
    kind: 'prove-key',
    keyReference,
    algorithm,
    proof: proofFor(keyReference, algorithm),
    ...(needsPin(keyReference) ? { pin } : {}),
  };
  if (certificate.archiveRef !== null)
    return [
      { kind: 'import-key', keyReference, algorithm, key: `private-key.${certificate.archiveRef}`, ...policies },
      proof,
    ];
  return [
    ...(isKept(input, keyReference) ? [] : [{ kind: 'generate-key' as const, keyReference, algorithm, ...policies }]),
    ...(model.capabilities.attest ? [{ kind: 'attest-key' as const, keyReference }] : []),
    proof,
  ];
}

/** True if the key on the card is one that this request certified; always false for a card that cannot show a public key. */
export function isKept(
  { image, certifiedKeys }: Pick<KeyStepsInput, 'image' | 'certifiedKeys'>,
  keyReference: KeyReferenceName,
): boolean {
  const onCard = image.keyReferences.find((candidate) => candidate.keyReference === keyReference);
  const certified = certifiedKeys?.[keyReference];
  return certified !== undefined && onCard?.publicKeySpkiBase64 === certified;
}
