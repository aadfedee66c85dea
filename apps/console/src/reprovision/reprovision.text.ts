/**
 * Texts of reprovisioning a card: what operators read, and the shorter words for a holder's own card (D20). Both in two languages, because a holder
 * sees the same pages.
 */
import type { ReprovisionPlan } from '../api/types.js';
import { inPagesLanguage } from '../ui/language.js';

type OldMailKey = NonNullable<ReprovisionPlan['warnings']['oldMailKey']>;

const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1000));

const en = {
  title: 'Reprovision a card',
  titleOwn: 'Reprovision my card',
  lead: 'The card is written anew from the record, with the latest version of its profile. Until you continue after the check it is only read.',
  leadOwn:
    'Your card gets new keys, new certificates and a new PIN. Until you continue after the check it is only read.',
  steps: { card: 'Card', reason: 'Reason', check: 'Check', run: 'Reprovision' },
  notYours: 'This card is not yours. Use a card that is assigned to you.',
  reason: { label: 'Reason for reprovision', labelOwn: 'Why do you reprovision your card?', next: 'Continue' },
  check: {
    warning: 'Before you continue',
    own: 'Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working.',
    ownMail: {
      moved: 'The old key for encrypted mail stays on the card: you can go on reading old mail.',
      lost: 'The old key for encrypted mail is lost: mail that was encrypted to it becomes unreadable.',
      none: '',
    } satisfies Record<OldMailKey, string>,
    ownLeave: 'Leave the card in the reader until it is done.',
    holder: 'Holder',
    card: 'Card',
    profile: 'Profile',
    version: (name: string, version: number) => `${name}, version ${version}`,
    reason: 'Reason',
    replaced: 'Certificates that are replaced',
    nothingReplaced: 'No certificate is replaced.',
    columns: { key: 'Key', serial: 'Certificate serial', notAfter: 'Valid until', effect: 'What becomes of it' },
    duration: (ms: number) => `It takes about ${seconds(ms)} seconds, and asks you for a new PIN.`,
    details: 'Show what is replaced',
    forWhat: 'For what',
    howLong: 'Valid',
    validity: (now: string | null, then: string) =>
      now === null ? `until ${then}` : `until ${now}, then until ${then}`,
    continue: 'Continue',
    startOwn: 'Reprovision my card now',
    starting: 'The reprovision could not be started',
  },
  run: { another: 'Reprovision another card' },
};

const de: typeof en = {
  title: 'Eine Karte neu beschreiben',
  titleOwn: 'Meine Karte erneuern',
  lead: 'Die Karte wird nach den gespeicherten Angaben neu beschrieben, mit der neuesten Fassung ihres Profils. Bis Sie nach der Prüfung weitergehen, wird sie nur gelesen.',
  leadOwn:
    'Ihre Karte bekommt neue Schlüssel, neue Zertifikate und eine neue PIN. Bis Sie nach der Prüfung weitergehen, wird sie nur gelesen.',
  steps: { card: 'Karte', reason: 'Grund', check: 'Prüfung', run: 'Erneuern' },
  notYours: 'Diese Karte gehört Ihnen nicht. Nehmen Sie eine Karte, die Ihnen zugeordnet ist.',
  reason: {
    label: 'Grund für das neue Beschreiben',
    labelOwn: 'Warum erneuern Sie Ihre Karte?',
    next: 'Weiter',
  },
  check: {
    warning: 'Bevor Sie weitergehen',
    own: 'Ihre Karte wird neu beschrieben, und Sie wählen eine neue PIN. Ihre Zertifikate werden ersetzt; die alten gelten dann nicht mehr.',
    ownMail: {
      moved: 'Der alte Schlüssel für verschlüsselte E-Mail bleibt auf der Karte: Alte E-Mails können Sie weiter lesen.',
      lost: 'Der alte Schlüssel für verschlüsselte E-Mail geht verloren: E-Mails, die mit ihm verschlüsselt sind, werden unlesbar.',
      none: '',
    },
    ownLeave: 'Lassen Sie die Karte im Leser, bis sie fertig ist.',
    holder: 'Inhaber',
    card: 'Karte',
    profile: 'Profil',
    version: (name, version) => `${name}, Fassung ${version}`,
    reason: 'Grund',
    replaced: 'Zertifikate, die ersetzt werden',
    nothingReplaced: 'Kein Zertifikat wird ersetzt.',
    columns: { key: 'Schlüssel', serial: 'Seriennummer', notAfter: 'Gültig bis', effect: 'Was daraus wird' },
    duration: (ms) => `Es dauert etwa ${seconds(ms)} Sekunden, und Sie werden nach einer neuen PIN gefragt.`,
    details: 'Zeigen, was ersetzt wird',
    forWhat: 'Wofür',
    howLong: 'Gültig',
    validity: (now, then) => (now === null ? `bis ${then}` : `bis ${now}, dann bis ${then}`),
    continue: 'Weiter',
    startOwn: 'Meine Karte jetzt erneuern',
    starting: 'Es konnte nicht begonnen werden',
  },
  run: { another: 'Eine andere Karte neu beschreiben' },
};

export const text = inPagesLanguage({ en, de });
export const stepLabels = (): string[] => Object.values(text.steps);

/** What a holder is told before they continue; in the server's words where it does not say what becomes of the old key. */
export const ownWarning = ({ oldMailKey, holder }: ReprovisionPlan['warnings']): string =>
  oldMailKey === undefined
    ? holder
    : [text.check.own, text.check.ownMail[oldMailKey], text.check.ownLeave].filter((part) => part !== '').join(' ');
