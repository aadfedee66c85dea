/** What an error says at the reader: PC/SC, the card in it, and the agent that works on it. */
export const readerDetails = {
  'reader.expected': {
    en: 'The card {expected} is expected; {where}',
    de: 'Erwartet ist die Karte {expected}; {where}',
  },
  'reader.holds-at': { en: '"{reader}" holds {card}', de: 'in „{reader}“ steckt {card}' },
  'reader.the-reader-holds': { en: 'the reader holds {card}', de: 'im Leser steckt {card}' },
  'reader.beside': {
    en: '"{reader}" holds {card}, and it is in "{foundIn}"',
    de: 'in „{reader}“ steckt {card}, und sie selbst steckt in „{foundIn}“',
  },
  'reader.no-serial': { en: 'a card without a serial number', de: 'eine Karte ohne Seriennummer' },
  'reader.no-identity': { en: 'a card without an identity', de: 'eine Karte ohne Kennung' },
  'reader.keys-alike': {
    en: 'More than one "{key}" is plugged in, and the one in this reader cannot be told from the other. Take the others out.',
    de: 'Mehr als ein „{key}“ ist angesteckt, und der in diesem Leser ist vom anderen nicht zu unterscheiden. Nehmen Sie die anderen heraus.',
  },
  'reader.a-card': { en: 'a card', de: 'eine Karte' },
  'reader.another-card': { en: 'another card', de: 'eine andere Karte' },
  'reader.not-read': { en: '"{reader}" could not be read ({error})', de: '„{reader}“ war nicht zu lesen ({error})' },
  'reader.other-work': {
    en: '"{reader}" holds {card}, on which other work is under way',
    de: 'in „{reader}“ steckt {card}, und daran läuft andere Arbeit',
  },
  'reader.empty': { en: 'No card is in "{reader}"', de: 'In „{reader}“ steckt keine Karte' },
  'reader.empty-others': { en: 'No card is in "{reader}"; {others}', de: 'In „{reader}“ steckt keine Karte; {others}' },
  'reader.nowhere': {
    en: 'No card is in {place}; {expected} is expected',
    de: '{place} steckt keine Karte; erwartet ist {expected}',
  },
  'reader.nowhere-others': {
    en: 'No card is in {place}; {expected} is expected, {where}',
    de: '{place} steckt keine Karte; erwartet ist {expected}, {where}',
  },
  'reader.any': { en: 'a reader of this workstation', de: 'In keinem Leser dieses Arbeitsplatzes' },
  'reader.none-free': { en: 'a reader that is free', de: 'In keinem freien Leser' },
  'reader.named': { en: '"{reader}"', de: 'In „{reader}“' },
  'reader.too-slow': {
    en: 'The card was not read within {seconds} s',
    de: 'Die Karte war nach {seconds} s noch nicht gelesen',
  },
  'desk.somebody-else': { en: 'Somebody else is at this computer', de: 'An diesem Computer sitzt jemand anderes' },
  'desk.not-in-session': {
    en: '`cardwright-agent desk` does not run in this session',
    de: '`cardwright-agent desk` läuft in dieser Sitzung nicht',
  },
  'desk.no-code': {
    en: 'The server takes no code of this computer',
    de: 'Der Server nimmt keinen Code dieses Computers',
  },
  'card.no-single-passkey-delete': {
    en: 'The key does not delete single passkeys',
    de: 'Der Schlüssel löscht keine einzelnen Passkeys',
  },
  'card.unknown-step': { en: 'This agent knows no step {step}', de: 'Dieser Agent kennt den Schritt {step} nicht' },
  'card.fido-not-selected': {
    en: 'The FIDO application was not selected any more',
    de: 'Die FIDO-Anwendung war nicht mehr gewählt',
  },
  'card.piv-not-selected': {
    en: 'The PIV application is not selected any more',
    de: 'Die PIV-Anwendung ist nicht mehr gewählt',
  },
  'card.no-passkeys': { en: 'The key can hold no passkeys', de: 'Der Schlüssel kann keine Passkeys halten' },
  'card.no-passkeys-by-pin': {
    en: 'The key makes passkeys by its own fingerprint reader or a touch, and by no PIN: have a browser make it (a profile with "madeBy")',
    de: 'Der Schlüssel macht Passkeys mit seinem eigenen Fingerabdruckleser oder auf Berührung, nicht mit einer PIN: Lassen Sie ihn von einem Browser machen (ein Profil mit "madeBy")',
  },
  'card.no-es256': {
    en: 'The relying party does not take keys of ES256',
    de: 'Die Gegenstelle nimmt keine Schlüssel mit ES256',
  },
  'card.no-passkey-pin': {
    en: 'The key can have no PIN for passkeys',
    de: 'Der Schlüssel kann keine PIN für Passkeys haben',
  },
  'card.no-passkey-pin-rules': {
    en: 'The key has no rules for its PIN that could be set',
    de: 'Der Schlüssel hat keine Regeln für seine PIN, die sich setzen ließen',
  },
  'card.no-enterprise-attestation': {
    en: 'The key cannot say which key it is: it has no enterprise attestation',
    de: 'Der Schlüssel kann nicht sagen, welcher er ist: er hat keine Enterprise Attestation',
  },
  'card.enterprise-attestation-stays-off': {
    en: 'The key took the order to say which key it is, and does not say it',
    de: 'Der Schlüssel hat den Auftrag angenommen zu sagen, welcher er ist, und sagt es nicht',
  },
  'card.does-not-block-pin': { en: 'The card does not block its PIN', de: 'Die Karte sperrt ihre PIN nicht' },
  'card.pin-not-blocked': {
    en: 'The PIN is not blocked after its last try',
    de: 'Die PIN ist nach ihrem letzten Versuch nicht gesperrt',
  },
  'card.puk-unchangeable': { en: 'The card does not change its PUK', de: 'Die Karte ändert ihre PUK nicht' },
  'card.refuses-pin-or-puk': {
    en: 'The card answered 6982: it refuses the new PIN, or the PUK',
    de: 'Die Karte antwortete 6982: Sie nimmt die neue PIN nicht an, oder die PUK',
  },
  'card.still-blocked': {
    en: 'The card is still blocked after its reset',
    de: 'Die Karte ist nach dem Zurücksetzen noch gesperrt',
  },
  'card.does-not-block': { en: 'The card does not block', de: 'Die Karte sperrt sich nicht' },
  'card.not-begun': { en: 'The batch could not be begun in time', de: 'Die Arbeit konnte nicht rechtzeitig beginnen' },
  'agent.stopping': { en: 'The agent is stopping', de: 'Der Agent hält an' },
  'agent.lease-elsewhere': {
    en: 'The lease is for another workstation',
    de: 'Die Zuteilung ist für einen anderen Arbeitsplatz',
  },
  'agent.server-disabled': {
    en: 'The server is disabled by {source}',
    de: 'Der Server ist abgeschaltet durch {source}',
  },
  'agent.other-server': {
    en: 'This workstation is for {server} by {source}, and not for {enrolled}',
    de: 'Dieser Arbeitsplatz ist durch {source} für {server}, und nicht für {enrolled}',
  },
  'card.given-away': {
    en: 'The card was given to another program meanwhile',
    de: 'Inzwischen hatte ein anderes Programm die Karte',
  },
  'card.changed-by-other': {
    en: 'Another program has changed the card meanwhile',
    de: 'Ein anderes Programm hat die Karte inzwischen geändert',
  },
  'card.no-extended': {
    en: 'The card did not take a command of extended length',
    de: 'Die Karte nahm keinen Befehl von erweiterter Länge an',
  },
  'card.not-selected-after-reset': {
    en: 'After a reset the card does not select its application any more',
    de: 'Nach einem Zurücksetzen wählt die Karte ihre Anwendung nicht mehr',
  },
  'card.endless-answer': { en: 'The card does not end its answer', de: 'Die Karte beendet ihre Antwort nicht' },
  'card.no-fido-in-reader': {
    en: 'The card has no FIDO application in this reader',
    de: 'In diesem Leser hat die Karte keine FIDO-Anwendung',
  },
  'card.unreadable-bytes': {
    en: 'The card answered with bytes that cannot be read',
    de: 'Die Karte antwortete mit Bytes, die sich nicht lesen lassen',
  },
  'card.status': {
    en: 'The card answered an unexpected status word: {word} ({meaning}) to instruction {instruction}',
    de: 'Die Karte antwortete mit einem unerwarteten Statuswort: {word} ({meaning}) auf den Befehl {instruction}',
  },
  'card.another-in-reader': { en: 'Another card is in the reader', de: 'Im Leser steckt eine andere Karte' },
  'card.connection-closed': { en: 'The connection is closed', de: 'Die Verbindung ist geschlossen' },
  'card.not-let-go': {
    en: 'Another program does not let go of the card',
    de: 'Ein anderes Programm lässt die Karte nicht los',
  },
  'card.busy-maybe': { en: '{busy}; it may be {programs}', de: '{busy}; es könnte {programs} sein' },
  'card.busy-or': { en: '{busy} or {programs}', de: '{busy} oder {programs}' },
  'card.or': { en: '{first} or {then}', de: '{first} oder {then}' },
  'pcsc.no-service': { en: 'The PC/SC service does not answer', de: 'Der PC/SC-Dienst antwortet nicht' },
  'pcsc.stopped': { en: 'The PC/SC service was stopped', de: 'Der PC/SC-Dienst wurde angehalten' },
  'pcsc.ending': { en: 'The PC/SC service is ending', de: 'Der PC/SC-Dienst hört gerade auf' },
  'pcsc.handle': {
    en: 'The connection to the reader ended with the service that held it',
    de: 'Die Verbindung zum Leser endete mit dem Dienst, der sie hielt',
  },
  'pcsc.busy': {
    en: 'The PC/SC service has too much to do to take this',
    de: 'Der PC/SC-Dienst hat zu viel zu tun, um das anzunehmen',
  },
  'pcsc.memory': { en: 'The PC/SC service has no memory left', de: 'Der PC/SC-Dienst hat keinen Speicher mehr' },
  'pcsc.no-access': {
    en: 'The PC/SC service refuses access to the user that runs the agent',
    de: 'Der PC/SC-Dienst lässt den Benutzer nicht zu, unter dem der Agent läuft',
  },
  'pcsc.policy': {
    en: 'A policy of this machine refuses PC/SC to the user that runs the agent',
    de: 'Eine Richtlinie dieses Rechners verweigert PC/SC dem Benutzer, unter dem der Agent läuft',
  },
  'pcsc.no-reader': {
    en: 'No reader is plugged into this workstation',
    de: 'An diesem Arbeitsplatz steckt kein Leser',
  },
  'pcsc.unknown-reader': { en: 'There is no such reader', de: 'Diesen Leser gibt es nicht' },
  'pcsc.reader-gone': {
    en: 'The reader was unplugged, or its driver has given it up',
    de: 'Der Leser wurde abgezogen, oder sein Treiber hat ihn aufgegeben',
  },
  'pcsc.reader-slow': { en: 'The reader did not answer in time', de: 'Der Leser hat nicht rechtzeitig geantwortet' },
  'pcsc.reader-driver': {
    en: 'The driver of the reader does not do what is needed',
    de: 'Der Treiber des Lesers kann nicht, was nötig ist',
  },
  'pcsc.sharing': { en: 'Another program holds the card', de: 'Ein anderes Programm hat die Karte' },
  'pcsc.no-card': { en: 'No card is in the reader', de: 'Im Leser steckt keine Karte' },
  'pcsc.card-out': { en: 'The card was taken out of the reader', de: 'Die Karte wurde aus dem Leser genommen' },
  'pcsc.card-reset': {
    en: 'Another program has reset the card',
    de: 'Ein anderes Programm hat die Karte zurückgesetzt',
  },
  'pcsc.card-off': { en: 'The reader has switched the card off', de: 'Der Leser hat die Karte abgeschaltet' },
  'pcsc.card-mute': { en: 'The card in the reader does not answer', de: 'Die Karte im Leser antwortet nicht' },
  'pcsc.card-way': {
    en: 'The reader cannot work with the way in which this card answers',
    de: 'Der Leser kommt mit der Art nicht zurecht, in der diese Karte antwortet',
  },
  'pcsc.card-unsupported': {
    en: 'The reader does not support this card',
    de: 'Der Leser unterstützt diese Karte nicht',
  },
  'pcsc.protocol': {
    en: 'Card and reader have no transmission protocol in common',
    de: 'Karte und Leser haben kein gemeinsames Übertragungsprotokoll',
  },
  'pcsc.not-ready': { en: 'The reader or the card is not ready', de: 'Leser oder Karte sind nicht bereit' },
  'pcsc.not-transacted': {
    en: 'The reader could not carry a command to the card and its answer back',
    de: 'Der Leser konnte einen Befehl nicht zur Karte und ihre Antwort nicht zurück bringen',
  },
  'pcsc.link-broke': {
    en: 'The link to the reader broke in the middle of a command',
    de: 'Die Verbindung zum Leser brach mitten in einem Befehl ab',
  },
  'pcsc.bytes-lost': {
    en: 'Bytes were lost between the reader and the card',
    de: 'Zwischen Leser und Karte gingen Bytes verloren',
  },
  'pcsc.unexplained': {
    en: 'PC/SC reported a fault that it does not explain',
    de: 'PC/SC meldet einen Fehler, den es nicht erklärt',
  },
  'pcsc.ended-at-once': {
    en: 'The PC/SC service ended the connection at once, as it does where a policy refuses this user',
    de: 'Der PC/SC-Dienst beendete die Verbindung sofort, wie dort, wo eine Richtlinie diesen Benutzer nicht zulässt',
  },
  'pcsc.missing': { en: '{what}. {advice}', de: '{what}. {advice}' },
  'pcsc.no-binding': { en: 'The PC/SC binding cannot be loaded', de: 'Die Anbindung an PC/SC lässt sich nicht laden' },
  'pcsc.linux-binding': {
    en: 'Install pcsc-lite (Debian, Ubuntu: `apt install pcscd libpcsclite1`; Fedora: `dnf install pcsc-lite`) and run `npm install` again.',
    de: 'Installieren Sie pcsc-lite (Debian, Ubuntu: `apt install pcscd libpcsclite1`; Fedora: `dnf install pcsc-lite`), und rufen Sie noch einmal `npm install` auf.',
  },
  'pcsc.linux-service': {
    en: 'Install and start pcscd (Debian, Ubuntu: `apt install pcscd && systemctl enable --now pcscd.socket`).',
    de: 'Installieren und starten Sie pcscd (Debian, Ubuntu: `apt install pcscd && systemctl enable --now pcscd.socket`).',
  },
  'pcsc.macos-binding': {
    en: 'PC/SC comes with macOS; run `npm install` again so that pcsc-mini fetches its binding.',
    de: 'PC/SC gehört zu macOS; rufen Sie noch einmal `npm install` auf, damit pcsc-mini seine Anbindung holt.',
  },
  'pcsc.macos-service': {
    en: 'Plug in a reader: macOS starts PC/SC with the first one.',
    de: 'Stecken Sie einen Leser an: macOS startet PC/SC mit dem ersten.',
  },
  'pcsc.windows-binding': {
    en: 'PC/SC comes with Windows; run `npm install` again so that pcsc-mini fetches its binding.',
    de: 'PC/SC gehört zu Windows; rufen Sie noch einmal `npm install` auf, damit pcsc-mini seine Anbindung holt.',
  },
  'pcsc.windows-service': {
    en: 'Start the Windows service "Smart Card" (SCardSvr).',
    de: 'Starten Sie den Windows-Dienst „Smartcard“ (SCardSvr).',
  },
  'pcsc.other-binding': {
    en: 'Install a PC/SC library and the npm package pcsc-mini.',
    de: 'Installieren Sie eine PC/SC-Bibliothek und das npm-Paket pcsc-mini.',
  },
  'pcsc.other-service': { en: 'Start the PC/SC service.', de: 'Starten Sie den PC/SC-Dienst.' },
} as const;
