/**
 * The steps that are run once the certificates exist (model.md section 4 steps 6 and 7): certificates, then CHUID, CCC, Printed
 * Information, Key History, and the Security Object last because it covers the others. Content from an earlier use of the card is erased
 * first (PUT DATA with an empty tag 53, SP 800-73-5 Part 2 section 3.3.2).
 */
import { certificateTagHex } from './key-reference-tags.js';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { rowOf } from '@cardwright/contracts/card/card-step';
import type { DataObjectName } from '@cardwright/contracts/card/card-step-row';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { PlannedCertificate, PlannedObject, PlannedStep } from './planned-step.js';

export const objectTagHex: Readonly<Record<PlannedObject, string>> = {
  chuid: '5FC102',
  ccc: '5FC107',
  printedInformation: '5FC109',
  keyHistory: '5FC10C',
  discovery: '7E',
  securityObject: '5FC106',
};

/**
 * Which data objects a card of this profile has, in writing order. CHUID and CCC are mandatory (SP 800-73-5 Part 1 table 2), Key
 * History wherever a retired key is.
 */
export function plannedObjects(profile: CredentialProfile, keysInHistory = 0): PlannedObject[] {
  const wanted = profile.dataObjects;
  const objects: PlannedObject[] = ['chuid', 'ccc'];
  if (wanted.printedInformation) objects.push('printedInformation');
  if (wanted.keyHistory || (profile.keyHistory?.count ?? 0) > 0 || keysInHistory > 0) objects.push('keyHistory');
  if (wanted.discovery) objects.push('discovery');
  if (wanted.securityObject) objects.push('securityObject');
  return objects;
}

/** Objects that are the card's own: the attestation certificate (5FFF01) and the fixed Discovery Object. */
const kept = new Set(['5FFF01', '7E']);

export function contentSteps(
  image: CardImage,
  profile: CredentialProfile,
  certificates: readonly PlannedCertificate[],
  attempt = 1,
): PlannedStep[] {
  const objects = plannedObjects(profile);
  const written = new Set([
    ...objects.map((object) => objectTagHex[object]),
    ...certificates.map(({ keyReference }) => certificateTagHex(keyReference)),
  ]);
  return [
    ...eraseLeftovers(image, written, () => attempt > 1),
    ...certificates.map(({ keyReference, container }): PlannedStep => ({
      kind: 'put-certificate',
      keyReference,
      container,
    })),
    ...objectSteps(objects),
  ];
}

/**
 * The objects to erase: everything that the card shows and that is neither to be kept nor the card's own. Unreadable content is kept,
 * because nobody knows whose it is, unless an earlier attempt of ours may have torn it.
 */
export const eraseLeftovers = (
  image: CardImage,
  keptTags: ReadonlySet<string>,
  mayBeOurs: (tagHex: string) => boolean = () => false,
): PlannedStep[] =>
  image.dataObjects
    .filter(({ tagHex }) => !keptTags.has(tagHex) && !kept.has(tagHex))
    .filter(({ tagHex, unreadable }) => unreadable !== true || mayBeOurs(tagHex))
    .map(({ tagHex }) => ({ kind: 'erase-data', tagHex }));

/** Tags that these steps write, and tags that they erase. */
export function tagsOf(steps: readonly PlannedStep[]): { written: Set<string>; erased: Set<string> } {
  const written = steps.flatMap((step) => rowOf(step).writes?.(step) ?? []);
  const erased = steps.flatMap((step) => rowOf(step).erases?.(step) ?? []);
  return { written: new Set(written.map(tagHexOf)), erased: new Set(erased.map(tagHexOf)) };
}

const tagHexOf = (object: DataObjectName): string =>
  'tagHex' in object ? object.tagHex : certificateTagHex(object.certificateOf);

export const objectSteps = (objects: readonly PlannedObject[]): PlannedStep[] =>
  objects.map((object) => ({ kind: 'put-data', tagHex: objectTagHex[object], object }));
