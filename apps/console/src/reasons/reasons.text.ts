/** Texts of reasons: what each effect on certificates means to people. */
import type { Reason } from '../api/types.js';
import { inPagesLanguage } from '../ui/language.js';

export const text = inPagesLanguage({
  en: {
    choose: 'Choose a reason',
    words: 'In your own words',
    wordsHint: 'Goes into the audit trail',
    wordsNeeded: 'This reason needs words. They go into the audit trail.',
    wordsOwn: 'Your help desk can read it.',
    wordsOwnNeeded: 'Please say why. Your help desk can read it.',
    failed: 'The reasons could not be loaded',
    urgent: 'The CA has 18 hours for it.',
  },
  de: {
    choose: 'Grund wählen',
    words: 'In eigenen Worten',
    wordsHint: 'Kommt ins Protokoll',
    wordsNeeded: 'Dieser Grund braucht Worte. Sie kommen ins Protokoll.',
    wordsOwn: 'Ihr Helpdesk kann es lesen.',
    wordsOwnNeeded: 'Bitte sagen Sie, warum. Ihr Helpdesk kann es lesen.',
    failed: 'Die Gründe konnten nicht geladen werden',
    urgent: 'Die Zertifizierungsstelle hat dafür 18 Stunden.',
  },
});

/** What a reason does to the certificates that are taken out of use. */
const effectText = inPagesLanguage<Record<Reason['certificates'], string>>({
  en: {
    none: 'No certificate changes.',
    'old-expires': 'Replaced certificates are left to expire.',
    'already-revoked': 'The old certificates are revoked already.',
    hold: 'Its certificates go on hold.',
    release: 'Its certificates come off hold, except those that were on hold before.',
    unspecified: 'Certificates that go out of use are revoked.',
    keyCompromise: 'Certificates are revoked: key compromise.',
    affiliationChanged: 'Certificates that go out of use are revoked: affiliation changed.',
    superseded: 'Certificates that go out of use are revoked: superseded.',
    cessationOfOperation: 'Certificates are revoked: cessation of operation.',
    privilegeWithdrawn: 'Certificates are revoked: privilege withdrawn.',
  },
  de: {
    none: 'Kein Zertifikat ändert sich.',
    'old-expires': 'Ersetzte Zertifikate laufen von selbst ab.',
    'already-revoked': 'Die alten Zertifikate sind schon gesperrt.',
    hold: 'Ihre Zertifikate werden ausgesetzt.',
    release: 'Ihre Zertifikate gelten wieder, außer denen, die schon vorher ausgesetzt waren.',
    unspecified: 'Zertifikate, die nicht mehr gebraucht werden, werden gesperrt.',
    keyCompromise: 'Zertifikate werden gesperrt: ein Schlüssel könnte bekannt sein.',
    affiliationChanged: 'Zertifikate, die nicht mehr gebraucht werden, werden gesperrt: Angaben haben sich geändert.',
    superseded: 'Zertifikate, die nicht mehr gebraucht werden, werden gesperrt: sie sind ersetzt.',
    cessationOfOperation: 'Zertifikate werden gesperrt: sie werden nicht mehr gebraucht.',
    privilegeWithdrawn: 'Zertifikate werden gesperrt: die Berechtigung wurde entzogen.',
  },
});

export const effectOf = ({ certificates, urgent }: Reason): string =>
  `${effectText[certificates]}${urgent ? ` ${text.urgent}` : ''}`;

/** As the catalogue of the contracts has it, which is English; a code that only a newer server knows keeps its title. */
export const titleOfReason = inPagesLanguage<(reason: Pick<Reason, 'code' | 'title'>) => string>({
  en: ({ title }) => title,
  de: ({ code, title }) => germanTitles[code] ?? title,
});
const germanTitles: Readonly<Record<string, string>> = {
  PROFILE_CHANGED: 'Was eine Karte enthalten muss, hat sich geändert',
  HOLDER_DATA_CHANGED: 'Name, E-Mail oder andere Angaben haben sich geändert',
  CONTENT_DAMAGED: 'Der Inhalt der Karte ist beschädigt oder unvollständig',
  EXTERNALLY_REVOKED: 'Zertifikate wurden anderswo gesperrt',
  KEYSET_ROTATION: 'Die Schlüssel, mit denen Ihre Organisation Karten pflegt, werden erneuert',
  KEY_COMPROMISE: 'Jemand anderes könnte einen Schlüssel kennen',
  FORGOTTEN: 'Die Karte wurde vergessen',
  MISPLACED: 'Die Karte ist nicht zu finden',
  REPORTED_LOST: 'Die Karte wurde als verloren gemeldet',
  REPORTED_STOLEN: 'Die Karte wurde als gestohlen gemeldet',
  ON_LEAVE: 'Der Karteninhaber ist abwesend',
  MISCONDUCT: 'Ein Fehlverhalten wird geprüft',
  FORGOTTEN_PIN: 'Die PIN ist vergessen oder gesperrt',
  PIN_EXPOSED: 'Jemand anderes könnte die PIN kennen',
  DAMAGED: 'Die Karte ist beschädigt',
  RENEW: 'Zertifikate laufen bald ab',
  EXPIRING_CARD: 'Die Karte läuft bald ab',
  FOUND: 'Die Karte wurde wiedergefunden',
  RESUMED: 'Die Karte darf wieder verwendet werden',
  LOST: 'Die Karte ist verloren',
  STOLEN: 'Die Karte wurde gestohlen',
  LEFT: 'Der Karteninhaber hat die Organisation verlassen',
  ACCOUNT_DISABLED: 'Das Konto des Karteninhabers ist gesperrt',
  PRIVILEGE_WITHDRAWN: 'Die Berechtigung wurde entzogen',
  FRAUD: 'Betrug',
  DECEASED: 'Der Karteninhaber ist verstorben',
  ISSUED_IN_ERROR: 'Die Karte wurde irrtümlich ausgestellt',
  OTHER: 'Ein anderer Grund, in Worten',
};

/** The same for the holder of the card, without a word of ours. The German ones are in their words already. */
export const titleForHolder = inPagesLanguage<typeof titleOfReason>({
  en: ({ code, title }) => englishForHolders[code] ?? title,
  de: (reason) => titleOfReason(reason),
});
const englishForHolders: Readonly<Record<string, string>> = {
  PROFILE_CHANGED: 'What a card has to hold has changed',
  HOLDER_DATA_CHANGED: 'My name, mail address or other data have changed',
  EXTERNALLY_REVOKED: 'Certificates were declared invalid elsewhere',
  KEYSET_ROTATION: 'The keys with which my organisation looks after cards are renewed',
  KEY_COMPROMISE: 'Somebody else may know a key of the card',
};
