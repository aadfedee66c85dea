/** Texts of the states of devices and of what is on them: where a card is read, and in what a search finds, on pages in German too. */
import type { AttentionKind, Credential, DeviceState } from '../api/types.js';
import { inPagesLanguage } from '../ui/language.js';

export const lockedText = inPagesLanguage<() => string>({ en: () => 'PIN blocked', de: () => 'PIN gesperrt' });

/** What the saga that has a card waits for. */
export const attentionText = inPagesLanguage<Record<AttentionKind, string>>({
  en: { stuck: 'Stuck', pin: 'Waits for PIN' },
  de: { stuck: 'Steht', pin: 'Wartet auf die PIN' },
});

export const deviceStateText = inPagesLanguage<Record<DeviceState, string>>({
  en: {
    REGISTERED: 'Registered',
    AVAILABLE: 'Available',
    ASSIGNED: 'Assigned',
    ISSUING: 'Issuing',
    ISSUE_FAILED: 'Issue failed',
    PENDING_ACTIVATION: 'Pending',
    ACTIVE: 'Active',
    SUSPENDED: 'Suspended',
    REPLACED: 'Replaced',
    TERMINATED: 'Terminated',
    EXPIRED: 'Expired',
    RECYCLING: 'Recycling',
    DISPOSED: 'Disposed',
  },
  de: {
    REGISTERED: 'Verzeichnet',
    AVAILABLE: 'Verfügbar',
    ASSIGNED: 'Zugeteilt',
    ISSUING: 'In der Ausstellung',
    ISSUE_FAILED: 'Nicht fertig ausgestellt',
    PENDING_ACTIVATION: 'Wartet auf die Aktivierung',
    ACTIVE: 'Aktiv',
    SUSPENDED: 'Ausgesetzt',
    REPLACED: 'Ersetzt',
    TERMINATED: 'Beendet',
    EXPIRED: 'Abgelaufen',
    RECYCLING: 'Wird geleert',
    DISPOSED: 'Entsorgt',
  },
});

/** A suspended card whose holder has reported it, by code of the reason. */
export const reportText = inPagesLanguage<Readonly<Record<string, string>>>({
  en: {
    FORGOTTEN: 'Reported forgotten',
    MISPLACED: 'Reported misplaced',
    REPORTED_LOST: 'Reported lost',
    REPORTED_STOLEN: 'Reported stolen',
  },
  de: {
    FORGOTTEN: 'Als vergessen gemeldet',
    MISPLACED: 'Als vermisst gemeldet',
    REPORTED_LOST: 'Als verloren gemeldet',
    REPORTED_STOLEN: 'Als gestohlen gemeldet',
  },
});

export const credentialStateText = inPagesLanguage<Record<Credential['state'], string>>({
  en: {
    REQUESTED: 'Requested',
    ISSUED_OFF_CARD: 'Made, not on card',
    ON_CARD: 'On card',
    VERIFIED: 'Verified',
    ACTIVE: 'Active',
    HELD: 'On hold',
    REVOKE_PENDING: 'Being revoked',
    REVOKED: 'Revoked',
    SUPERSEDED: 'Superseded',
    EXPIRED: 'Expired',
    ABANDONED: 'Abandoned',
  },
  de: {
    REQUESTED: 'Angefragt',
    ISSUED_OFF_CARD: 'Ausgestellt, nicht auf der Karte',
    ON_CARD: 'Auf der Karte',
    VERIFIED: 'Geprüft',
    ACTIVE: 'Aktiv',
    HELD: 'Ausgesetzt',
    REVOKE_PENDING: 'Wird gesperrt',
    REVOKED: 'Gesperrt',
    SUPERSEDED: 'Ersetzt',
    EXPIRED: 'Abgelaufen',
    ABANDONED: 'Aufgegeben',
  },
});
