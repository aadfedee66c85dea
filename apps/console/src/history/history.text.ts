/** What happened to a card, in plain sentences: by the actions of the audit trail (apps/issuance-svc). */
import { findingKinds, type FindingCode } from '@cardwright/contracts/card/findings';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { findingsInGerman } from '@cardwright/contracts/words/findings.de';
import type { DeviceState, HistoryEntry, RequestState } from '../api/types.js';
import { titleOfReason } from '../reasons/reasons.text.js';
import { errorTitle } from '../ui/error-title.js';
import { inPagesLanguage } from '../ui/language.js';

type Sentence = string | ((entry: Told) => string);
type Told = Pick<HistoryEntry, 'action' | 'from' | 'to' | 'code' | 'certificate'>;

const findingTitle = inPagesLanguage<(code: FindingCode) => string>({
  en: (code) => findingKinds[code].title,
  de: (code) => findingsInGerman[code],
});
const titleOf = (code: string | null): string => {
  if (code === null) return '';
  return Object.hasOwn(findingKinds, code) ? findingTitle(code as FindingCode) : errorTitle(code);
};
const key = ({ certificate }: Told): string => certificate?.keyReference ?? '';

export const text = inPagesLanguage({
  en: {
    title: 'History',
    show: 'Show what happened, and who did it',
    audit: 'In the audit trail',
    none: 'Nothing is recorded yet',
    columns: { when: 'When', what: 'What', who: 'By', where: 'Part of' },
    reason: (reason: string) => `Reason: ${reason}`,
    certificate: (reference: string) => `Certificate ${reference}`,
    self: 'Cardwright itself',
    updates: 'Cardwright’s updates',
    temporalUi: 'Somebody in the Temporal UI',
    agent: (workstation: string) => `Agent of ${workstation}`,
    program: (name: string) => `Program ${name}`,
  },
  de: {
    title: 'Verlauf',
    show: 'Zeigen, was geschah und durch wen',
    audit: 'Im Protokoll',
    none: 'Noch ist nichts verzeichnet',
    columns: { when: 'Wann', what: 'Was', who: 'Durch', where: 'Gehört zu' },
    reason: (reason) => `Grund: ${reason}`,
    certificate: (reference) => `Zertifikat ${reference}`,
    self: 'Cardwright selbst',
    updates: 'Cardwright (Aktualisierungen)',
    temporalUi: 'Jemand in der Temporal UI',
    agent: (workstation) => `Agent von ${workstation}`,
    program: (name) => `Programm ${name}`,
  },
});

const stateText = inPagesLanguage<Record<DeviceState, string>>({
  en: {
    REGISTERED: 'registered',
    AVAILABLE: 'available',
    ASSIGNED: 'assigned to a person',
    ISSUING: 'being issued',
    ISSUE_FAILED: 'not issued: that failed',
    PENDING_ACTIVATION: 'issued, and waiting to be activated',
    ACTIVE: 'active',
    SUSPENDED: 'suspended',
    REPLACED: 'replaced',
    TERMINATED: 'terminated',
    EXPIRED: 'expired',
    RECYCLING: 'being recycled',
    DISPOSED: 'disposed of',
  },
  de: {
    REGISTERED: 'verzeichnet',
    AVAILABLE: 'verfügbar',
    ASSIGNED: 'einer Person zugeteilt',
    ISSUING: 'in der Ausgabe',
    ISSUE_FAILED: 'nicht ausgegeben: das ist gescheitert',
    PENDING_ACTIVATION: 'ausgegeben und wartet auf die Aktivierung',
    ACTIVE: 'aktiv',
    SUSPENDED: 'ausgesetzt',
    REPLACED: 'ersetzt',
    TERMINATED: 'beendet',
    EXPIRED: 'abgelaufen',
    RECYCLING: 'in der Wiederaufbereitung',
    DISPOSED: 'entsorgt',
  },
});

const sagaText = inPagesLanguage<Record<RequestState, (code: string) => string>>({
  en: {
    READY: () => 'Waits until it is begun',
    IN_PROGRESS: () => 'Goes on',
    AWAITING_USER: () => 'Waits for somebody at the card',
    INTERRUPTED: (code) => `Was interrupted${code && `: ${code}`}`,
    FAILED: (code) => `Stopped${code && `: ${code}`}`,
    CANCELLING: () => 'Is being cancelled',
    CANCELLED: () => 'Is cancelled',
    COMPLETED: () => 'Is done',
    SUPERSEDED: () => 'Gave way to newer work',
    WITHDRAWN: () => 'Was withdrawn',
  },
  de: {
    READY: () => 'Wartet, bis es begonnen wird',
    IN_PROGRESS: () => 'Geht weiter',
    AWAITING_USER: () => 'Wartet auf jemanden bei der Karte',
    INTERRUPTED: (code) => `Wurde unterbrochen${code && `: ${code}`}`,
    FAILED: (code) => `Hat angehalten${code && `: ${code}`}`,
    CANCELLING: () => 'Wird abgebrochen',
    CANCELLED: () => 'Ist abgebrochen',
    COMPLETED: () => 'Ist erledigt',
    SUPERSEDED: () => 'Ist durch Neueres überholt',
    WITHDRAWN: () => 'Wurde zurückgezogen',
  },
});

const ofState = (state: string | null): string => stateText[state as DeviceState] ?? state ?? '';
const ofSaga = ({ to, code }: Told): string => sagaText[to as RequestState]?.(titleOf(code)) ?? to ?? '';

/** By action. `device.state-changed` tells every change; the row beside it, why. */
export const sentences = inPagesLanguage<Readonly<Record<string, Sentence>>>({
  en: {
    'device.registered': 'The card became known',
    'device.state-changed': ({ to }) => `The card is ${ofState(to)}`,
    'device.suspended': 'Suspended the card',
    'device.suspended-further': 'Gave one more reason why the card is suspended',
    'device.resumed': 'Took the card into use again',
    'device.terminated': 'Ended the card for good',
    'device.replaced': 'Another card took its place',
    'device.expired': 'The card expired',
    'device.replacement-active': 'The card that replaces it is active',
    'device.pin-reset': 'A new PIN was set',
    'device.pin-changed': 'The holder changed the PIN',
    'device.locked': 'The PIN was blocked',
    'device.objects-cannot-grow': 'It was found that data on this card keep their first size',
    'device.capability-missing': 'It was found that this card cannot do something',
    'card.reprovisioned': 'The card was reprovisioned',
    'card.updated': 'The card was updated',
    'card.reprovision-stopped': 'The reprovision was given up before its end',
    'card.update-stopped': 'The update was given up before its end',
    'secret.revealed': 'Looked at the initial PIN',
    'temporary-pin.shown': 'Looked at the temporary PIN',
    'finding.opened': ({ code }) => `Found: ${titleOf(code)}`,
    'finding.cleared': ({ code }) => `No longer so: ${titleOf(code)}`,
    'finding.repaired': ({ code }) => `Set right: ${titleOf(code)}`,
    'replacement.asked': 'The holder asked for a new card',
    'replacement.ask-declined': 'Declined the new card that the holder asked for',
    'replacement.ask-withdrawn': 'The holder no longer asks for a new card',
    'request.created': 'Asked for it',
    'request.started': 'Began it',
    'request.state-changed': ofSaga,
    'request.waits': ({ code }) => `Waits and tries again: ${titleOf(code)}`,
    'request.card-moved': 'The card was in another reader, where it went on',
    'passkey.registered': 'Registered the passkey',
    'passkey.deleted': 'Deleted the passkey where it was registered',
    'passkey.deletion-requested': 'The passkey is to be deleted where it was registered',
    'passkey.delayed': 'It takes long to delete the passkey where it was registered',
    'passkey.disabled': 'Switched the passkey off where it is registered',
    'passkey.enabled': 'Switched the passkey on again where it is registered',
    'passkey.overdue': 'The deletion of the passkey is overdue',
    'request.keys-not-attested': 'Keys came without a proof that the card made them',
    'request.proof-repeated': 'A key had to prove a second time that it is on the card',
    'saga.retry': 'Asked to try again',
    'saga.move': 'Moved it to another workstation',
    'saga.cancel': 'Cancelled it',
    'saga.passkey-made': 'Said that the browser made the passkey',
    'saga.pin-supplied': 'Gave the PIN',
    'saga.pin-skipped': 'Left the PIN for later',
    'saga.workflow-lost': 'Its run was lost, and another one went on',
    'credentials.propagated': 'Programs see the new certificates',
    'credentials.not-propagated': 'Nobody knows whether programs see the new certificates',
    'revocation.requested': (told) => `The certificate ${key(told)} is to be revoked`,
    'revocation.done': (told) => `The CA has done what was asked of the certificate ${key(told)}`,
    'revocation.delayed': (told) => `The CA takes long to revoke the certificate ${key(told)}`,
    'revocation.overdue': (told) => `The CA is overdue with the certificate ${key(told)}`,
    'certificate.revoked-outside': (told) => `The certificate ${key(told)} was revoked at the CA, not here`,
    'credential.expired': (told) => `The certificate ${key(told)} expired`,
  },
  de: {
    'device.registered': 'Die Karte wurde bekannt',
    'device.state-changed': ({ to }) => `Die Karte ist ${ofState(to)}`,
    'device.suspended': 'Hat die Karte ausgesetzt',
    'device.suspended-further': 'Hat einen weiteren Grund genannt, warum die Karte ausgesetzt ist',
    'device.resumed': 'Hat die Karte wieder freigegeben',
    'device.terminated': 'Hat die Karte endgültig beendet',
    'device.replaced': 'Eine andere Karte trat an ihre Stelle',
    'device.expired': 'Die Karte ist abgelaufen',
    'device.replacement-active': 'Die Karte, die sie ersetzt, ist aktiv',
    'device.pin-reset': 'Eine neue PIN wurde gesetzt',
    'device.pin-changed': 'Der Karteninhaber hat die PIN geändert',
    'device.locked': 'Die PIN wurde gesperrt',
    'device.objects-cannot-grow': 'Es zeigte sich, dass Daten auf dieser Karte ihre erste Größe behalten',
    'device.capability-missing': 'Es zeigte sich, dass diese Karte etwas nicht kann',
    'card.reprovisioned': 'Die Karte wurde erneuert',
    'card.updated': 'Die Karte wurde aktualisiert',
    'card.reprovision-stopped': 'Die Erneuerung wurde vor dem Ende aufgegeben',
    'card.update-stopped': 'Die Aktualisierung wurde vor dem Ende aufgegeben',
    'secret.revealed': 'Hat sich die Anfangs-PIN zeigen lassen',
    'temporary-pin.shown': 'Hat sich die vorläufige PIN zeigen lassen',
    'finding.opened': ({ code }) => `Gefunden: ${titleOf(code)}`,
    'finding.cleared': ({ code }) => `Nicht mehr so: ${titleOf(code)}`,
    'finding.repaired': ({ code }) => `In Ordnung gebracht: ${titleOf(code)}`,
    'replacement.asked': 'Der Karteninhaber bat um eine neue Karte',
    'replacement.ask-declined': 'Hat die neue Karte abgelehnt, um die der Karteninhaber bat',
    'replacement.ask-withdrawn': 'Der Karteninhaber bittet nicht mehr um eine neue Karte',
    'request.created': 'Hat es verlangt',
    'request.started': 'Hat es begonnen',
    'request.state-changed': ofSaga,
    'request.waits': ({ code }) => `Wartet und versucht es wieder: ${titleOf(code)}`,
    'request.card-moved': 'Die Karte war in einem anderen Leser, dort ging es weiter',
    'passkey.registered': 'Hat den Passkey registriert',
    'passkey.deleted': 'Hat den Passkey dort gelöscht, wo er registriert war',
    'passkey.deletion-requested': 'Der Passkey soll dort gelöscht werden, wo er registriert war',
    'passkey.delayed': 'Es dauert lange, den Passkey dort zu löschen, wo er registriert war',
    'passkey.disabled': 'Hat den Passkey dort abgeschaltet, wo er registriert ist',
    'passkey.enabled': 'Hat den Passkey dort wieder eingeschaltet, wo er registriert ist',
    'passkey.overdue': 'Die Löschung des Passkeys ist überfällig',
    'request.keys-not-attested': 'Schlüssel kamen ohne Nachweis, dass die Karte sie gemacht hat',
    'request.proof-repeated': 'Ein Schlüssel musste ein zweites Mal zeigen, dass er auf der Karte ist',
    'saga.retry': 'Hat einen neuen Versuch verlangt',
    'saga.move': 'Hat es an einen anderen Computer verlegt',
    'saga.cancel': 'Hat es abgebrochen',
    'saga.passkey-made': 'Hat gemeldet, dass der Browser den Passkey erstellt hat',
    'saga.pin-supplied': 'Hat die PIN eingegeben',
    'saga.pin-skipped': 'Hat die PIN auf später verschoben',
    'saga.workflow-lost': 'Der Ablauf ging verloren, ein neuer machte weiter',
    'credentials.propagated': 'Programme sehen die neuen Zertifikate',
    'credentials.not-propagated': 'Niemand weiß, ob Programme die neuen Zertifikate sehen',
    'revocation.requested': (told) => `Das Zertifikat ${key(told)} soll gesperrt werden`,
    'revocation.done': (told) => `Die CA hat getan, was für das Zertifikat ${key(told)} verlangt war`,
    'revocation.delayed': (told) => `Die CA braucht lange, um das Zertifikat ${key(told)} zu sperren`,
    'revocation.overdue': (told) => `Die CA ist mit dem Zertifikat ${key(told)} überfällig`,
    'certificate.revoked-outside': (told) => `Das Zertifikat ${key(told)} wurde bei der CA gesperrt, nicht hier`,
    'credential.expired': (told) => `Das Zertifikat ${key(told)} ist abgelaufen`,
  },
});

/** An action that only a newer server knows is shown by its code. */
export function sentenceOf(entry: Told): string {
  const found = sentences[entry.action];
  return typeof found === 'function' ? found(entry) : (found ?? entry.action);
}

/** The reason by its title, with its words behind it, or words alone; null: nobody gave one. */
export function whyOf({ reason, reasonText }: Pick<HistoryEntry, 'reason' | 'reasonText'>): string | null {
  const known = reason === null ? undefined : reasonOf(reason);
  const parts = [known === undefined ? reason : titleOfReason(known), reasonText].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(': ');
}
