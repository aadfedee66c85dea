/**
 * Keeps old encrypted mail readable when the key management key 9D is replaced (model.md section 4): before anything happens to 9D, its
 * private key is moved to a retired key reference, with its certificate and the Key History object. Also imports the archived keys that the
 * profile wants and the card lacks. Keys that are already in 82 to 95 stay. Pure.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { objectTagHex } from './content.js';
import {
  historyCertificate,
  historyContainer,
  keySteps,
  retiredKeyReferences,
  type ArchivedKey,
} from './planned-keys.js';
import type { CardOwnership } from './own-card.js';
import type { PlannedCertificate, PlannedStep } from './planned-step.js';
import { isUnanswered, isUnclearCertificate } from './unclear-content.js';

/** The facts that the caller read from a certificate on the card. */
export interface CardCertificate {
  /** Upper-case hex without leading zero bytes. */
  serialNumberHex: string;
  publicKeySpkiBase64: string;
}
export type CardCertificates = Readonly<Partial<Record<KeyReferenceName, CardCertificate>>>;

export interface ArchivedKeyFacts extends ArchivedKey {
  publicKeySpkiBase64: string;
}

export interface KeepHistoryInput {
  image: CardImage;
  model: CardModel;
  profile: CredentialProfile;
  expiresOn: string;
  onCard: CardCertificates;
  /**
   * All archived keys of the holder, newest first. The list also has keys beyond those that the profile wants, because those can be
   * recovered.
   */
  archivedKeys: readonly ArchivedKeyFacts[];
  /** SHA-256 (upper-case hex) of every SPKI that 9D of this card was ever certified for, but by this request. */
  keyManagementSha256: ReadonlySet<string>;
  /** The record knows a certificate that 9D has on the card, in use, expired or revoked. */
  keyManagementRecorded: boolean;
  ownership: Pick<CardOwnership, 'attempt'>;
  /** How many of the archived keys belong on the card; 0: none is imported. */
  archivedWanted: number;
  /** 9D is not replaced, so its key need not be kept. */
  keyManagementStays: boolean;
  acceptHistoryLoss: boolean;
}

export interface KeptHistory {
  /** Archived keys that are imported, with their certificates: before the first key reference. */
  imports: PlannedStep[];
  certificates: PlannedCertificate[];
  /** Before 9D is generated or destroyed. */
  beforeKeyManagement: PlannedStep[];
  /** Containers whose certificate is the one that 9D has on the card now. */
  movedContainer: string | null;
  /** How many retired key references hold a key afterwards: 82 and up, without a gap. */
  keysInHistory: number;
  /** Certificate objects that belong to the history. */
  retiredInUse: ReadonlySet<KeyReferenceName>;
}

/** Throws LIFECYCLE_HISTORY_REQUIRED when the old key would be lost and nobody has accepted that. */
export function keepHistory(input: KeepHistoryInput): KeptHistory {
  const { image, model, onCard, profile } = input;
  const slots = retiredKeyReferences.map((keyReference) => ({ keyReference, spki: spkiIn(input, keyReference) }));
  const used = slots.map(({ spki }) => spki !== undefined);
  const imports: PlannedStep[] = [];
  const certificates: PlannedCertificate[] = [];

  // The old 9D key gets its place first: an archived key can be imported again later, the old key cannot.
  const moved = movedTo(input, slots);
  const target = moved ?? targetOf(input, slots, used);
  const beforeKeyManagement: PlannedStep[] = [];
  if (target !== undefined) {
    const keyReference = retiredKeyReferences[target]!;
    if (moved === undefined) {
      if (used[target] === true) beforeKeyManagement.push({ kind: 'delete-key', keyReference });
      beforeKeyManagement.push({ kind: 'move-key', from: '9D', to: keyReference });
    }
    used[target] = true;
    if (onCard['9D'] !== undefined)
      beforeKeyManagement.push({ kind: 'put-certificate', keyReference, container: historyContainer(target) });
  }

  for (const key of input.archivedKeys.slice(0, input.archivedWanted)) {
    const standsIn = slots.findIndex(({ spki }, index) => spki === key.publicKeySpkiBase64 && index !== target);
    const index = standsIn >= 0 ? standsIn : used.indexOf(false);
    if (index < 0) break;
    const complete = standsIn >= 0 && onCard[retiredKeyReferences[index]!] !== undefined;
    used[index] = true;
    if (complete) continue;
    const certificate = historyCertificate(key, index, input.expiresOn);
    certificates.push(certificate);
    const { keyReference, container } = certificate;
    if (standsIn < 0) imports.push(...keySteps({ image, model, profile, pin: 'pin.holder' }, certificate));
    imports.push({ kind: 'put-certificate', keyReference, container });
  }

  const keysInHistory = used.lastIndexOf(true) + 1;
  if (target !== undefined)
    beforeKeyManagement.push({ kind: 'put-data', tagHex: objectTagHex.keyHistory, object: 'keyHistory' });
  return {
    imports,
    certificates,
    beforeKeyManagement,
    movedContainer: target === undefined ? null : historyContainer(target),
    keysInHistory,
    retiredInUse: new Set(retiredKeyReferences.filter((_, index) => used[index])),
  };
}

type Slot = { keyReference: KeyReferenceName; spki: string | undefined };

/** undefined: the place is free. An empty text: there is something of which nothing is known. */
function spkiIn({ image, onCard }: KeepHistoryInput, keyReference: KeyReferenceName): string | undefined {
  const row = rowOf(image, keyReference);
  const certificate = onCard[keyReference];
  if (row?.keyPresent === true) return row.publicKeySpkiBase64 ?? certificate?.publicKeySpkiBase64 ?? '';
  // A place counts as free only if the card answered and showed nothing there.
  const unclear = isUnclearCertificate(image, keyReference) || isUnanswered(image, keyReference);
  if (unclear && row?.keyPresent !== false) return '';
  return certificate === undefined || row?.keyPresent === false ? undefined : certificate.publicKeySpkiBase64;
}

/** Cut after the move: 9D's own certificate shows which retired key reference has its key. */
function movedTo({ onCard, keyManagementStays }: KeepHistoryInput, slots: readonly Slot[]): number | undefined {
  const wanted = onCard['9D']?.publicKeySpkiBase64;
  if (wanted === undefined || keyManagementStays) return undefined;
  const found = slots.findIndex(({ spki }) => spki === wanted);
  return found < 0 ? undefined : found;
}

/** The place for the old 9D key; undefined if there is no key to keep, or if its loss is accepted and cannot be avoided. */
function targetOf(input: KeepHistoryInput, slots: readonly Slot[], used: readonly boolean[]): number | undefined {
  if (input.keyManagementStays || !holdsOldKey(input)) return undefined;
  const { model, archivedKeys, acceptHistoryLoss } = input;
  if (model.capabilities.moveKey) {
    const free = used.indexOf(false);
    if (free >= 0) return free;
    // Newest first: the last one found is the oldest.
    const oldest = archivedKeys.findLast((key) => slots.some(({ spki }) => spki === key.publicKeySpkiBase64));
    if (oldest !== undefined && model.capabilities.deleteKey)
      return slots.findIndex(({ spki }) => spki === oldest.publicKeySpkiBase64);
  }
  if (acceptHistoryLoss) return undefined;
  throw new CardwrightError('LIFECYCLE_HISTORY_REQUIRED', undefined, {
    modelId: model.id,
    moveKey: model.capabilities.moveKey,
  });
}

/** A key that somebody may have encrypted to: one with a certificate, now or before. */
function holdsOldKey({
  image,
  onCard,
  keyManagementSha256,
  keyManagementRecorded,
  ownership,
}: KeepHistoryInput): boolean {
  const row = rowOf(image, '9D');
  const certificate = onCard['9D'];
  if (row?.keyPresent === false) return false;
  const spki = row?.publicKeySpkiBase64 ?? null;
  // If a card cannot show its key, it is believed to have the key of its certificate, or the one on record.
  if (spki === null)
    return (
      certificate !== undefined ||
      keyManagementRecorded ||
      // The content is unknown. In a later attempt, an earlier one may have torn it.
      (ownership.attempt === 1 && (isUnclearCertificate(image, '9D') || isUnanswered(image, '9D')))
    );
  return certificate?.publicKeySpkiBase64 === spki || keyManagementSha256.has(sha256Hex(spki));
}

const rowOf = (image: CardImage, keyReference: KeyReferenceName) =>
  image.keyReferences.find((row) => row.keyReference === keyReference);

const sha256Hex = (base64: string): string =>
  bytesToHex(sha256(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))).toUpperCase();
