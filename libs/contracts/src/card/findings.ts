/**
 * What can be wrong between card, record and CA (F06), as data: one row per kind with its weight, what must be looked at to see it and
 * what mends it. Found by libs/card-plan/src/reconcile; it decides nothing here. Governing documents: faults.md I1, I2, I5.
 */
import type { SaidIn } from '../said.js';

/**
 * `card`: seen only with the card at hand. `ca`: record and CA are enough. `sweep`: found among all certificates of the CA. `people`:
 * found among all people. `provider`: found at the relying parties of passkeys.
 */
export type FindingSource = 'card' | 'ca' | 'sweep' | 'people' | 'provider';
export const findingSeverities = ['error', 'warning'] as const;
/** error: the card or a certificate must not stay as it is. warning: somebody should look. */
export type FindingSeverity = (typeof findingSeverities)[number];
/**
 * `record`: `devices reconcile --repair` sets it right without the card. `reprovision`, `recycle`, `pin-reset`: a saga at a workstation.
 * `system`: mended by the system alone, the finding says that it was. `person`: somebody must decide.
 */
export type FindingRemedy = 'record' | 'reprovision' | 'recycle' | 'pin-reset' | 'system' | 'person';

export interface FindingKind {
  title: string;
  source: FindingSource;
  severity: FindingSeverity;
  remedy: FindingRemedy;
}

const kind = (source: FindingSource, severity: FindingSeverity, remedy: FindingRemedy, title: string): FindingKind => ({
  title,
  source,
  severity,
  remedy,
});

export const findingKinds = {
  // Certificates and keys on the card.
  CARD_CERTIFICATE_MISSING: kind('card', 'error', 'reprovision', 'A certificate on record is not on the card'),
  CARD_CERTIFICATE_OTHER: kind('card', 'error', 'reprovision', 'The card holds another certificate than the record'),
  CARD_CERTIFICATE_UNKNOWN: kind('card', 'error', 'reprovision', 'The card holds a certificate that is not on record'),
  CARD_CERTIFICATE_DAMAGED: kind('card', 'error', 'reprovision', 'A certificate on the card cannot be read'),
  CARD_KEY_MISSING: kind('card', 'error', 'reprovision', 'A certificate stands on the card without its key'),
  CARD_KEY_OTHER: kind('card', 'error', 'reprovision', 'Key and certificate on the card are not a pair'),
  CARD_KEY_WITHOUT_CERTIFICATE: kind('card', 'warning', 'reprovision', 'A key on the card has no certificate'),
  CARD_NOT_BLANK: kind('card', 'warning', 'recycle', 'A card that should be blank is not'),
  // Other content.
  CARD_OBJECT_MISSING: kind('card', 'error', 'reprovision', 'A data object is not on the card'),
  CARD_OBJECT_DAMAGED: kind('card', 'error', 'reprovision', 'A data object on the card cannot be read'),
  CARD_CONTENT_UNREADABLE: kind('card', 'warning', 'person', 'The card holds something that cannot be read'),
  CARD_NOT_ANSWERED: kind('card', 'warning', 'person', 'The card did not answer what it was asked'),
  CARD_CHUID_OTHER: kind('card', 'error', 'reprovision', 'The card names another holder identity or expiry'),
  // PIN, PUK and management key.
  CARD_PIN_BLOCKED: kind('card', 'error', 'pin-reset', 'The PIN is blocked'),
  CARD_PIN_TRIES_LOW: kind('card', 'warning', 'pin-reset', 'Few PIN tries are left'),
  CARD_PUK_BLOCKED: kind('card', 'error', 'recycle', 'The PUK is blocked'),
  CARD_PUK_TRIES_LOW: kind('card', 'warning', 'person', 'Few PUK tries are left'),
  CARD_FACTORY_PIN: kind('card', 'error', 'reprovision', 'An issued card has the factory PIN'),
  CARD_FACTORY_PUK: kind('card', 'error', 'reprovision', 'An issued card has the factory PUK'),
  CARD_FACTORY_MANAGEMENT_KEY: kind('card', 'error', 'reprovision', 'An issued card has the factory management key'),
  CARD_KEYSET_OTHER: kind('card', 'error', 'reprovision', 'The card has another management key than the vault'),
  // What a card keeps because it cannot change it; a value of its batch's own is no finding (the device says so).
  CARD_WELL_KNOWN_SECRET: kind(
    'ca',
    'error',
    'person',
    'An issued card has a PUK or management key that everybody knows',
  ),
  CARD_WELL_KNOWN_SECRET_ACCEPTED: kind(
    'ca',
    'warning',
    'person',
    'A PUK or management key that everybody knows was accepted',
  ),
  CARD_EXPIRED: kind('ca', 'warning', 'person', 'The card has expired'),
  // Record and CA.
  CERTIFICATE_REVOKED_AT_CA: kind('ca', 'error', 'record', 'A certificate was revoked at the CA, not by Cardwright'),
  CERTIFICATE_HELD_AT_CA: kind('ca', 'warning', 'record', 'A certificate is on hold at the CA, not on record'),
  CERTIFICATE_NOT_HELD_AT_CA: kind('ca', 'error', 'record', 'A certificate on hold is valid at the CA'),
  CERTIFICATE_STILL_VALID: kind('ca', 'error', 'record', 'A certificate that is revoked on record is valid at the CA'),
  CERTIFICATE_TO_REPLACE: kind('ca', 'error', 'reprovision', 'A card in use has a key whose certificate is revoked'),
  CERTIFICATE_UNKNOWN_TO_CA: kind('ca', 'error', 'reprovision', 'The CA does not know a certificate on record'),
  CERTIFICATE_EXPIRED: kind('ca', 'warning', 'record', 'A certificate has expired'),
  // Certificates of the CA that are on no card (faults.md I1).
  ORPHAN_NOT_ON_RECORD: kind('sweep', 'error', 'system', 'A certificate of a closed request is on no record'),
  ORPHAN_NOT_DELIVERED: kind('sweep', 'error', 'system', 'A certificate of a closed request never reached its card'),
  ORPHAN_NOT_REVOKED: kind('sweep', 'error', 'system', 'A certificate that the record has given up is valid'),
  ORPHAN_WITHOUT_REQUEST: kind('sweep', 'error', 'person', 'A certificate belongs to no request'),
  // Passkeys at their relying parties.
  PASSKEY_NOT_DELETED: kind('provider', 'error', 'system', 'A passkey of a card that has ended is still registered'),
  PASSKEY_MISSING: kind('provider', 'warning', 'person', 'A card in use has lost its passkey'),
  PASSKEY_NOT_ON_KEY: kind('card', 'error', 'person', 'A passkey on record is not on its key'),
  PASSKEY_NOT_AT_PROVIDER: kind('provider', 'error', 'person', 'A passkey on record is not registered any more'),
  // People on record from before the rules of today; nobody is imported so any more.
  PERSON_ACCOUNT_SHARED: kind('people', 'error', 'person', 'Two people have the same account or mailbox'),
  PERSON_FIELD_INVALID: kind('people', 'warning', 'person', 'A field of a person can stand in no certificate'),
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof findingKinds;
export const findingCodes = Object.keys(findingKinds) as FindingCode[];

/** One thing that is wrong. Neither secrets nor personal data: it stands in the audit. */
export interface Finding extends SaidIn<'sentence'> {
  code: FindingCode;
  /** What it is about: a key reference, an object's tag, `PIN`, a certificate's serial number, a person's id, or a relying party and the request of a passkey. */
  subject: string;
  severity: FindingSeverity;
  /** One sentence for people. */
  sentence: string;
  remedy: FindingRemedy;
  /** The one command that mends it; null where there is none to give. */
  command: string | null;
}
/** open: only what is not cleared. Older services know `deviceId` and `open`. */
export interface FindingFilter {
  deviceId?: string;
  open?: boolean;
  severity?: FindingSeverity;
  code?: FindingCode;
}
export interface FindingRow extends Finding {
  findingId: string;
  /** null: a certificate of a device that is not known, or a person. */
  deviceId: string | null;
  /** What people call the device; in a list alone, and absent from an older service. */
  deviceLabel?: string | null;
  foundAt: string;
  /** The last time it was seen. */
  seenAt: string;
  clearedAt: string | null;
}
