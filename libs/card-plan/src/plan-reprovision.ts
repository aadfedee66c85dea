/**
 * The plan of a reprovision: the card is written anew from the record. First the new PIN (by the PUK: the old one is never asked), then one
 * key reference after the other, each finished before the next is touched and 9A last (D09), then objects that are not in the profile are
 * erased, and the data objects are written. Pure: every attempt reads the card again and plans what is left. Governing text: model.md
 * section 4.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { eraseLeftovers, objectSteps, objectTagHex, plannedObjects, tagsOf } from './content.js';
import { destroyKey } from './destroy-key.js';
import { estimateMs } from './estimate.js';
import { keepHistory, type ArchivedKeyFacts, type CardCertificates, type KeptHistory } from './keep-history.js';
import { certificateTagHex } from './key-reference-tags.js';
import {
  keptSecrets,
  managementKeyRotation,
  mayKeepSecrets,
  keyChanges,
  resetPinStep,
  type CardOwnership,
} from './own-card.js';
import { hashOf } from './plan-hash.js';
import { checkCapabilities, isKept, keySteps, profileCertificates } from './planned-keys.js';
import type { CardPlan, PlannedCertificate, PlannedStep } from './planned-step.js';
import { feasible } from './step-needs.js';
import { isUnclearCertificate, unclearContent } from './unclear-content.js';

/** A certificate of this device that the record counts as in use, with what the CA says of it. */
export interface RecordedCertificate {
  keyReference: KeyReferenceName;
  serialNumberHex: string;
  algorithm: KeyAlgorithm;
  /** Revoked at the CA by somebody else (requirement D05). */
  revokedOutside: string | null;
}

export interface ReprovisionPlanInput {
  image: CardImage;
  model: CardModel;
  /** The latest version (D01). */
  profile: CredentialProfile;
  profileVersion: number;
  personId: string;
  /** `YYYY-MM-DD`: the card's own, which a reprovision never changes (D03). */
  expiresOn: string;
  ownership: CardOwnership;
  /** Code of the reasons catalogue. */
  reason: string;
  acceptHistoryLoss: boolean;
  /** As in own-card.ts. */
  pukMayStay?: boolean;
  onCard: CardCertificates;
  archivedKeys: readonly ArchivedKeyFacts[];
  recorded: readonly RecordedCertificate[];
  /** As in keep-history.ts. */
  keyManagementSha256: ReadonlySet<string>;
  keyManagementRecorded: boolean;
  /** Live certificates of this request (later attempts): key reference -> serial number. */
  made?: Readonly<Partial<Record<KeyReferenceName, string>>>;
  /** As in planned-keys.ts. */
  certifiedKeys?: Readonly<Partial<Record<KeyReferenceName, string>>>;
}

/** One key reference: made and proved in one batch, its certificate written at the start of the next. */
export interface PlannedReference {
  container: string;
  keyReference: KeyReferenceName;
  make: PlannedStep[];
  write: PlannedStep[];
}

export interface ReprovisionPlan extends CardPlan {
  references: PlannedReference[];
  /** Done by an earlier attempt of this request. */
  finished: KeyReferenceName[];
  /** An update alone: key references that get no new key. Absent: none, or a plan of an older service. */
  removed?: KeyReferenceName[];
  movedContainer: string | null;
  keysInHistory: number;
}

export const mainKeyReferences: readonly KeyReferenceName[] = ['9A', '9C', '9D', '9E'];

/** Throws CARD_CAPABILITY_MISSING, LIFECYCLE_HISTORY_REQUIRED. */
export function planReprovision(input: ReprovisionPlanInput): ReprovisionPlan {
  const { image, model, profile } = input;
  const rows = profileCertificates(profile, input.expiresOn);
  const finished = finishedOf(input, rows);
  const keyManagementStays = finished.includes('9D') || isKept(input, '9D');
  const history = keepHistory({ ...input, keyManagementStays, archivedWanted: profile.keyHistory?.count ?? 0 });
  checkCapabilities(model, profile, [...history.certificates, ...rows]);

  const references = plannedReferences(input, rows, history);
  const rotation = managementKeyRotation(input, finished);
  const phases = feasible(model, {
    own: [...ownAgain(input), ...rotation, ...history.imports],
    references: stepsOf(references),
    content: contentAgain(input, rows, history),
  });
  const certificates = [...history.certificates, ...rows];
  return {
    phases,
    references,
    finished,
    movedContainer: history.movedContainer,
    keysInHistory: history.keysInHistory,
    certificates,
    drift: driftOf(input, Object.values(phases).flat()),
    keeps: keptSecrets(input),
    mayKeep: mayKeepSecrets(input),
    hash: hashOf({
      kind: 'reprovision',
      model: model.id,
      profile: profile.name,
      profileVersion: input.profileVersion,
      personId: input.personId,
      identity: image.identity,
      reason: input.reason,
      replaced: input.recorded.map(({ serialNumberHex }) => serialNumberHex).sort(),
      phases: withoutRotation(phases, rotation),
      certificates,
    }),
    estimateMs: estimateMs(phases),
  };
}

/**
 * The batches of the run: each one finishes a key reference and makes the next one; the last one finishes the last and writes the
 * content. Their number is the key references plus one (F17).
 */
export function reprovisionBatches({ phases, references }: ReprovisionPlan): PlannedStep[][] {
  const batches = references.map(({ make }, index) => [...(references[index - 1]?.write ?? []), ...make]);
  batches.push([...(references.at(-1)?.write ?? []), ...phases.content!]);
  batches[0] = [...phases.own!, ...batches[0]!];
  return batches;
}

/**
 * What the hash covers: the reason says that the key is rotated. Whether a command is left to do for it shows only when the card is open, where
 * another request was cut in the middle of it.
 */
export const withoutRotation = (phases: CardPlan['phases'], rotation: readonly PlannedStep[]): CardPlan['phases'] => ({
  ...phases,
  own: (phases.own ?? []).filter((step) => !rotation.includes(step)),
});

/** Done by an earlier attempt of this request. */
export const finishedOf = (input: ReprovisionPlanInput, rows: readonly PlannedCertificate[]): KeyReferenceName[] =>
  rows.filter((row) => isFinished(input, row)).map(({ keyReference }) => keyReference);

/** The rows that still have to be done, in their order. */
export const plannedReferences = (
  input: ReprovisionPlanInput,
  rows: readonly PlannedCertificate[],
  { beforeKeyManagement }: Pick<KeptHistory, 'beforeKeyManagement'>,
): PlannedReference[] =>
  rows
    .filter((row) => !isFinished(input, row))
    .map(({ container, keyReference, ...row }) => ({
      container,
      keyReference,
      make: [
        ...(keyReference === '9D' ? beforeKeyManagement : []),
        ...keySteps({ ...input, pin: 'pin.holder' }, { container, keyReference, ...row }),
      ],
      write: [{ kind: 'put-certificate', keyReference, container }],
    }));

export const stepsOf = (references: readonly PlannedReference[]): PlannedStep[] =>
  references.flatMap(({ make, write }) => [...make, ...write]);

/** Written and read back by an earlier attempt: a live certificate of this request stands there, over its own key. */
function isFinished({ image, onCard, made }: ReprovisionPlanInput, { keyReference }: PlannedCertificate): boolean {
  const certificate = onCard[keyReference];
  if (certificate === undefined || made?.[keyReference] !== certificate.serialNumberHex) return false;
  const key = image.keyReferences.find((row) => row.keyReference === keyReference);
  if (key?.keyPresent === false) return false;
  return key?.publicKeySpkiBase64 == null || key.publicKeySpkiBase64 === certificate.publicKeySpkiBase64;
}

const ownAgain = (input: ReprovisionPlanInput): PlannedStep[] => [
  resetPinStep(input.ownership, 'pin.holder'),
  ...keyChanges(input),
];

function contentAgain(
  input: ReprovisionPlanInput,
  rows: readonly PlannedCertificate[],
  history: KeptHistory,
): PlannedStep[] {
  const { image, profile } = input;
  const objects = plannedObjects(profile, history.keysInHistory);
  const written = new Set([
    ...objects.map((object) => objectTagHex[object]),
    ...rows.map(({ keyReference }) => certificateTagHex(keyReference)),
    ...[...history.retiredInUse].map(certificateTagHex),
  ]);
  const dropped = mainKeyReferences.filter((name) => !rows.some(({ keyReference }) => keyReference === name));
  // Printed Information can be read only with the PIN, so the image does not show whether it is there.
  const hidden = objects.includes('printedInformation') ? [] : [objectTagHex.printedInformation];
  // Torn content is ours if a write of ours was cut there, or if the record knows a certificate there.
  const recordedTags = new Set(input.recorded.map(({ keyReference }) => certificateTagHex(keyReference)));
  const mayBeOurs = (tagHex: string): boolean => input.ownership.attempt > 1 || recordedTags.has(tagHex);
  return [
    ...(rows.some(({ keyReference }) => keyReference === '9D') ? [] : history.beforeKeyManagement),
    ...destroyKeys(input, dropped),
    ...eraseLeftovers(image, written, mayBeOurs),
    ...hidden.map((tagHex): PlannedStep => ({ kind: 'erase-data', tagHex })),
    ...objectSteps(objects),
  ];
}

/** Of these key references, as far as the card may hold a key there and its model has a way. */
export function destroyKeys(input: ReprovisionPlanInput, names: readonly KeyReferenceName[]): PlannedStep[] {
  const known = new Map(input.recorded.map(({ keyReference, algorithm }) => [keyReference, algorithm]));
  return names
    .filter((name) => mayHoldKey(input, name))
    .flatMap((name) => destroyKey(input.model, name, known.get(name)) ?? []);
}

/** A card that does not report its keys is believed to have a key for each of its certificates, or the key on record. */
function mayHoldKey({ image, onCard, recorded }: ReprovisionPlanInput, name: KeyReferenceName): boolean {
  const present = image.keyReferences.find(({ keyReference }) => keyReference === name)?.keyPresent ?? null;
  if (present !== null) return present;
  return onCard[name] !== undefined || recorded.some(({ keyReference }) => keyReference === name);
}

export function driftOf(
  { image, onCard, recorded, profile, ownership }: ReprovisionPlanInput,
  steps: readonly PlannedStep[],
): Sentence[] {
  if (ownership.attempt > 1) return [];
  const drift: Sentence[] = [];
  for (const keyReference of mainKeyReferences) {
    const certificate = onCard[keyReference];
    const row = recorded.find((each) => each.keyReference === keyReference);
    const key = image.keyReferences.find((each) => each.keyReference === keyReference);
    if (certificate === undefined && row !== undefined && !isUnclearCertificate(image, keyReference))
      drift.push(say('plan.certificate-missing', { key: keyReference }));
    if (certificate !== undefined && certificate.serialNumberHex !== row?.serialNumberHex)
      drift.push(say('plan.certificate-unknown', { key: keyReference }));
    if (
      certificate !== undefined &&
      (key?.publicKeySpkiBase64 ?? certificate.publicKeySpkiBase64) !== certificate.publicKeySpkiBase64
    )
      drift.push(say('plan.no-pair', { key: keyReference }));
    if (row?.revokedOutside != null)
      drift.push(say('plan.revoked-outside', { key: keyReference, reason: row.revokedOutside }));
  }
  if (image.managementKey.factory === true) drift.push(say('plan.management-key-factory'));
  if (image.pin.blocked) drift.push(say('plan.pin-blocked'));
  const { pinTries } = profile.pin;
  if (pinTries !== undefined && image.pin.retriesTotal !== null && image.pin.retriesTotal !== pinTries)
    drift.push(say('plan.tries-stay', { tries: image.pin.retriesTotal, asked: pinTries }));
  return [...drift, ...unclearContent({ image, ...tagsOf(steps) })];
}
