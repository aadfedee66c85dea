/** A card as issuance-svc publishes it for the read model of update-svc: what decides when something is due for it. */
import type { KeyReferenceName } from '../card/card-model.js';
import type { ReplacementKind } from '../card/reasons.js';
import type { WriteRefusal } from '../update/update-offer.js';
import type { CardSagaType } from '../workflow/saga-kinds.js';
import type { DeviceState, Device } from './issuance.device.js';

/** A device as update-svc's read model has it. */
export interface DeviceExport {
  deviceId: string;
  identityText: string;
  state: DeviceState;
  personId: string | null;
  profileName: string | null;
  profileVersion: number | null;
  expiresOn: string | null;
  earliestNotAfter: string | null;
  /** Grows with every change of the device: an older event never overwrites a newer one. */
  revision: number;
  /** This and what follows are absent from an older issuance-svc: nothing is due by them then. */
  label?: string;
  pin?: Device['pin'];
  /** The saga that is at work on the card. */
  activeRequestId?: string | null;
  /** The certificates in use, or expired, that can be renewed: those of the profile version that the card was issued with, one per key reference. */
  certificates?: ExportedCertificate[];
  /** Sagas that wait (READY) until the card is there, oldest first. */
  waiting?: WaitingForCard[];
  /** Why the record refuses to have the card written now; null: it does not. */
  refused?: WriteRefusal | null;
  /** A newer version of its profile is published than the one that the card has; null: it has the newest, or none. */
  profileChange?: ExportedProfileChange | null;
  /** Certificates of its profile that somebody else revoked at the CA, and that stand on the card; one per key reference. */
  revoked?: ExportedRevocation[];
  /** When the newest version of its profile wants a new management key for it; null: never, or the card has none of ours. */
  managementKeyDueAt?: string | null;
  /** The card is to get a new passkey; null: it has the one that its profile wants, or its profile wants none. */
  passkeyDue?: ExportedPasskeyDue | null;
  /** The card model; null: not known. */
  modelId?: string | null;
}

/** PASSKEY_MISSING: what it had was deleted, and it is in use again. PASSKEY_RENEWAL: its profile wants a new one after a reprovision. */
export interface ExportedPasskeyDue {
  cause: 'PASSKEY_MISSING' | 'PASSKEY_RENEWAL';
  since: string;
}

export interface ExportedRevocation {
  keyReference: KeyReferenceName;
  /** When the record learned of it. */
  since: string;
}

/** What the newest version of the profile would change on this card. */
export interface ExportedProfileChange {
  version: number;
  publishedAt: string;
  /** Key references that the profile has and the card lacks. */
  added: KeyReferenceName[];
  /** Key references in use on the card that the profile has dropped. */
  removed: KeyReferenceName[];
  /** Key references whose key or certificate the profile wants otherwise than they were made. */
  changed: KeyReferenceName[];
  /** Something differs that is no single key: only a reprovision brings the card to this version. */
  reprovision: boolean;
}

/** When a certificate is renewed, from the row of the credential profile: its defaults are filled in. */
export interface ExportedCertificate {
  keyReference: KeyReferenceName;
  notAfter: string;
  renewalWindowDays: number;
  minimumGainDays: number;
  /** null: what the CA's certificate profile says. */
  validityDays: number | null;
  /** Since when the record has other data of its holder than it says; null: the same, or nobody knows. Absent from an older issuance-svc. */
  outdatedSince?: string | null;
  /** The CA that issued it, and which of its certificates it is. Absent from an older issuance-svc. */
  issuerId?: string;
  serialNumberHex?: string;
}

export interface WaitingForCard {
  requestId: string;
  type: CardSagaType;
  /** Code of the reasons catalogue. */
  reason: string | null;
  createdAt: string;
  /** [B07] Of an issue: the card takes the place of another one. Absent from an older issuance-svc. */
  replaces?: { kind: ReplacementKind; reason: string } | null;
}
