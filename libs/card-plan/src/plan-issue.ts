/**
 * The plan of an issue: pure, so the dry run, the run and the comparison after it agree. It reads the card image, the
 * model and the profile, refuses what cannot be done before anything is written, and orders the rest by model.md section 4.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, CredentialRow } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { supportsAlgorithm } from './models/card-models.js';
import { ownSteps, type CardOwnership } from './own-card.js';
import { hashOf } from './plan-hash.js';
import type { CardPlan, PlannedCertificate, PlannedStep } from './planned-step.js';
import { contentSteps } from './content.js';
import { needsPin, proofFor } from './proof.js';
import { estimateMs } from './estimate.js';

/** An archived key management key that goes back onto the card. */
export interface ArchivedKey {
  archiveRef: string;
  algorithm: CredentialRow['algorithm'];
  certificateProfile: string;
}

export interface IssuePlanInput {
  image: CardImage;
  model: CardModel;
  profile: CredentialProfile;
  profileVersion: number;
  personId: string;
  /** `YYYY-MM-DD`: fixed at bind; no certificate outlives it. */
  expiresOn: string;
  archivedKeys: readonly ArchivedKey[];
  ownership: CardOwnership;
  /**
   * Keys that an earlier attempt of this request made and certified: key reference -> SPKI. A key found unchanged on the
   * card is kept, so that no second certificate is needed.
   */
  certifiedKeys?: Readonly<Partial<Record<KeyReferenceName, string>>>;
}

export function planIssue(input: IssuePlanInput): CardPlan {
  const certificates = plannedCertificates(input);
  checkCapabilities(input, certificates);
  const phases = {
    own: ownSteps(input.image, input.model, input.profile, input.ownership),
    keys: certificates.flatMap((certificate) => keySteps(input, certificate)),
    content: contentSteps(input.image, input.profile, certificates),
  };
  return {
    phases,
    certificates,
    drift: driftOf(input),
    hash: hashOf({
      kind: 'issue',
      model: input.model.id,
      profile: input.profile.name,
      profileVersion: input.profileVersion,
      personId: input.personId,
      identity: input.image.identity,
      phases,
      certificates,
    }),
    estimateMs: estimateMs(phases),
  };
}

/** Retired key references in the order in which they are filled: 82 first. */
const retiredKeyReferences = Array.from({ length: 20 }, (_, index) =>
  (0x82 + index).toString(16).toUpperCase(),
) as KeyReferenceName[];

function plannedCertificates({ profile, expiresOn, archivedKeys }: IssuePlanInput): PlannedCertificate[] {
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
  // 9A last: until it stands, nothing on the card says "ready" (requirement D09's order, shared by every saga).
  rows.sort((a, b) => Number(a.keyReference === '9A') - Number(b.keyReference === '9A'));
  const history = archivedKeys.slice(0, profile.keyHistory?.count ?? 0).map((key, index): PlannedCertificate => ({
    container: `history-${index + 1}`,
    keyReference: retiredKeyReferences[index]!,
    algorithm: key.algorithm,
    keyOrigin: 'archived',
    certificateProfile: key.certificateProfile,
    validityDays: null,
    notAfterAtMost: expiresOn,
    archiveRef: key.archiveRef,
  }));
  return [...history, ...rows];
}

function checkCapabilities({ model, profile }: IssuePlanInput, certificates: readonly PlannedCertificate[]): void {
  const missing: string[] = [];
  for (const certificate of certificates)
    if (!supportsAlgorithm(model, certificate.keyReference, certificate.algorithm))
      missing.push(`${certificate.algorithm} under key reference ${certificate.keyReference}`);
  const importsKeys =
    (profile.keyHistory?.count ?? 0) > 0 || profile.credentials.some((row) => row.keyOrigin === 'archived');
  if (importsKeys && !model.capabilities.importKey) missing.push('importing keys');
  if (profile.requireAttestation && !model.capabilities.attest) missing.push('attesting keys');
  if (profile.models?.length && !profile.models.includes(model.id)) missing.push(`being one of the profile's models`);
  if (profile.pin.minLength > model.pin.maxLength) missing.push(`a PIN of ${profile.pin.minLength} characters`);
  if (missing.length > 0)
    throw new CardwrightError('CARD_CAPABILITY_MISSING', `${model.title} cannot do: ${missing.join('; ')}`, {
      modelId: model.id,
      missing,
    });
}

function keySteps(input: IssuePlanInput, certificate: PlannedCertificate): PlannedStep[] {
  const { image, model, profile, certifiedKeys } = input;
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
    ...(needsPin(keyReference) ? { pin: 'pin.operation' as const } : {}),
  };
  if (certificate.archiveRef !== null)
    return [
      { kind: 'import-key', keyReference, algorithm, key: `private-key.${certificate.archiveRef}`, ...policies },
      proof,
    ];
  const onCard = image.keyReferences.find((candidate) => candidate.keyReference === keyReference);
  const certified = certifiedKeys?.[keyReference];
  const kept = certified !== undefined && onCard?.publicKeySpkiBase64 === certified;
  return [
    ...(kept ? [] : [{ kind: 'generate-key' as const, keyReference, algorithm, ...policies }]),
    ...(model.capabilities.attest ? [{ kind: 'attest-key' as const, keyReference }] : []),
    proof,
  ];
}

function driftOf({ image, ownership }: IssuePlanInput): string[] {
  if (ownership.attempt > 1) return [];
  const drift = image.keyReferences
    .filter((row) => row.certificateDerBase64 !== null)
    .map((row) => `${row.keyReference} holds a certificate that Cardwright did not write`);
  if (image.managementKey.factory === false && ownership.keySet === 'stock')
    drift.push('The management key is not the factory value');
  return drift;
}
