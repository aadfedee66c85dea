/** What an error says of a request: of its input, and of who may do what. */
export const requestDetails = {
  'input.device-id': { en: 'not a device id', de: 'Das ist keine Kennung eines Geräts' },
  'input.csv-missing': { en: 'csv is missing', de: 'csv fehlt' },
  'input.version': { en: 'A version is a whole number from 1', de: 'Eine Version ist eine ganze Zahl ab 1' },
  'input.ids-or-filter': {
    en: 'Either ids or, for devices, a filter',
    de: 'Entweder ids oder, bei Karten, ein Filter',
  },
  'input.sha256': {
    en: 'Not a SHA-256 in hexadecimal capitals',
    de: 'Das ist kein SHA-256 in hexadezimalen Großbuchstaben',
  },
  'input.no-such-time': { en: 'There is no such time', de: 'Diese Zeit gibt es nicht' },
  'input.cursor': { en: 'The cursor is not one of ours', de: 'Diese Stelle (cursor) ist keine von hier' },
  'input.encoding': { en: 'encoding is none of {encodings}', de: 'encoding ist keine von diesen: {encodings}' },
  'input.counts-from-one': { en: 'number counts from 1', de: 'number zählt ab 1' },
  'input.pieces': { en: 'pieces is a number up to {most}', de: 'pieces ist eine Zahl bis {most}' },
  'input.file-not-whole': {
    en: 'The file is not whole: pieces are missing, or there are more',
    de: 'Die Datei ist nicht ganz: Es fehlen Teile, oder es sind mehr',
  },
  'input.printable-name': {
    en: 'A name of 1 to 64 printable ASCII characters is needed',
    de: 'Nötig ist ein Name aus 1 bis 64 druckbaren ASCII-Zeichen',
  },
  'input.name-like-id': {
    en: 'This name looks like the id of a workstation: choose another',
    de: 'Dieser Name sieht wie die Kennung eines Arbeitsplatzes aus: Wählen Sie einen anderen',
  },
  'input.name-pattern': {
    en: 'A pattern of names has {host} in it, once',
    de: 'Ein Muster für Namen enthält {host}, einmal',
  },
  'input.whole-number': {
    en: 'A whole number of 1 to {most} is needed',
    de: 'Nötig ist eine ganze Zahl von 1 bis {most}',
  },
  'input.no-host-name': {
    en: 'This computer has no host name that could name it: give it one',
    de: 'Dieser Computer hat keinen Namen, nach dem er heißen könnte: Geben Sie ihm einen',
  },
  'input.idempotency-key': {
    en: 'The idempotency key is not 1 to 128 visible ASCII characters',
    de: 'Der Schlüssel für Wiederholungen hat nicht 1 bis 128 sichtbare ASCII-Zeichen',
  },
  'input.no-key-here': {
    en: 'This request takes no such idempotency key',
    de: 'Diese Anfrage nimmt keinen solchen Schlüssel für Wiederholungen',
  },
  'input.if-match': {
    en: 'The header If-Match is no list of entity tags: "..."',
    de: 'Die Kopfzeile If-Match ist keine Liste von Marken (entity tags): "..."',
  },
  'input.cancel-reason': {
    en: 'Why sagas are cancelled has no code: say it in reasonText',
    de: 'Warum Sagas abgebrochen werden, hat keinen Code: Sagen Sie es in reasonText',
  },
  'input.too-deep': {
    en: 'The body has objects or lists more than {limit} deep inside each other',
    de: 'In der Anfrage stehen Objekte oder Listen mehr als {limit} tief ineinander',
  },
  'input.too-many-members': {
    en: 'An object of the body has more than {limit} members',
    de: 'Ein Objekt der Anfrage hat mehr als {limit} Felder',
  },
  'input.too-many-values': {
    en: 'The body has more than {limit} values',
    de: 'Die Anfrage hat mehr als {limit} Werte',
  },
  'input.not-valid': { en: 'Not valid: {fields}', de: 'Nicht gültig: {fields}' },
  'input.update-data': {
    en: 'The data of an update is one JSON object, or nothing',
    de: 'Die Daten einer Anweisung sind ein JSON-Objekt, oder nichts',
  },
  'input.move-names': {
    en: 'A move names its workstation: {example}',
    de: 'Ein Umzug nennt seinen Arbeitsplatz: {example}',
  },
  'input.update-object': {
    en: 'The update takes a JSON object, for example {example}',
    de: 'Die Anweisung nimmt ein JSON-Objekt, zum Beispiel {example}',
  },
  'input.update-text': { en: '{name} of the update is not a text', de: '{name} der Anweisung ist kein Text' },
  'input.update-workstation': {
    en: 'The update needs a workstationId',
    de: 'Die Anweisung braucht eine workstationId',
  },
  'input.no-saga-kind': { en: 'No kind of saga', de: 'Diese Art Saga gibt es nicht' },
  'input.saga-for-what': { en: 'What the saga is for is missing', de: 'Es fehlt, wofür die Saga ist' },
  'access.feed': {
    en: 'The feed is of everything that happens: it takes a role that is not limited to a unit or a profile',
    de: 'Die Ereignisse sind alles, was geschieht: Dafür braucht es eine Rolle, die nicht auf eine Einheit oder ein Profil beschränkt ist',
  },
  'access.csrf-token': {
    en: 'The CSRF token is missing or not that of this session',
    de: 'Das CSRF-Token fehlt oder ist nicht das dieser Sitzung',
  },
  'access.csrf-page': { en: 'The request comes from another page', de: 'Die Anfrage kommt von einer anderen Seite' },
  'access.sign-in-silent': { en: 'The sign-in service does not answer', de: 'Der Anmeldedienst antwortet nicht' },
  'access.sign-in-ended': {
    en: 'The sign-in ended while the answer was waited for',
    de: 'Die Anmeldung endete, während auf die Antwort gewartet wurde',
  },
  'access.streams': { en: 'Too many streams at once', de: 'Zu viele Ströme auf einmal' },
  'access.browsers': { en: 'This is for browsers that are signed in', de: 'Das ist für Browser, die angemeldet sind' },
  'access.link-used': {
    en: 'This link was used before, or its time is over',
    de: 'Dieser Link wurde schon verwendet, oder seine Zeit ist um',
  },
  'access.update-not-here': {
    en: 'This update is not sent from here',
    de: 'Diese Anweisung wird nicht von hier gesandt',
  },
  'access.only-card-sagas': {
    en: 'Only the sagas of cards take updates from here',
    de: 'Nur die Sagas von Karten nehmen von hier Anweisungen',
  },
  'access.switched-off': {
    en: 'This is switched off here: it would pass by card, record and audit',
    de: 'Das ist hier abgeschaltet: Es ginge an Karte, Verzeichnis und Protokoll vorbei',
  },
  'access.cannot-be-done': { en: 'This cannot be done: {reason}', de: 'Das geht nicht: {reason}' },
  'access.database-silent': { en: 'The database does not answer', de: 'Die Datenbank antwortet nicht' },
  'access.agent-key-out': {
    en: 'This agent key is out of use: enrol with a new one',
    de: 'Dieser Schlüssel eines Agenten ist außer Gebrauch: Richten Sie ihn mit einem neuen ein',
  },
  'access.agent-key-revoked': { en: 'This agent key is revoked', de: 'Dieser Schlüssel eines Agenten ist gesperrt' },
  'access.agent-not-here': { en: 'This agent is not enrolled here', de: 'Dieser Agent ist hier nicht eingerichtet' },
  'access.service-key': {
    en: 'This is the key of the service {service}',
    de: 'Das ist der Schlüssel des Dienstes {service}',
  },
  'access.not-this-initial-pin': {
    en: 'The profile does not let anybody see the initial PIN',
    de: 'Nach dem Profil darf niemand die erste PIN sehen',
  },
  'access.initial-pin-often-card': {
    en: 'The initial PIN was shown too often of this card in this hour',
    de: 'Die erste PIN dieser Karte wurde in dieser Stunde zu oft gezeigt',
  },
  'access.initial-pin-often-you': {
    en: 'The initial PIN was shown too often by you in this hour',
    de: 'Sie haben sich in dieser Stunde zu oft eine erste PIN zeigen lassen',
  },
  'access.not-own-card': {
    en: 'Nobody runs an operator’s workflow on a card of their own',
    de: 'Niemand führt an der eigenen Karte einen Ablauf der Verwaltung aus',
  },
  'why.model': {
    en: 'Say why the card model is withdrawn',
    de: 'Sagen Sie, warum das Kartenmodell zurückgezogen wird',
  },
  'why.code': {
    en: 'Say why the deployment code is revoked',
    de: 'Sagen Sie, warum der Verteilungscode gesperrt wird',
  },
  'why.profile': { en: 'Say why the profile changes', de: 'Sagen Sie, warum das Profil geändert wird' },
  'why.proposal': { en: 'Say why the proposal is declined', de: 'Sagen Sie, warum der Vorschlag abgelehnt wird' },
  'why.profile-withdrawn': {
    en: 'Say why the profile is withdrawn',
    de: 'Sagen Sie, warum das Profil zurückgezogen wird',
  },
  'why.role': { en: 'Say why the role is given', de: 'Sagen Sie, warum die Rolle vergeben wird' },
  'why.role-taken': { en: 'Say why the role is taken away', de: 'Sagen Sie, warum die Rolle entzogen wird' },
  'why.enrolled': {
    en: 'Say why the computer is enrolled again',
    de: 'Sagen Sie, warum der Computer neu eingerichtet wird',
  },
  'why.shut-out': {
    en: 'Say why the workstation is shut out',
    de: 'Sagen Sie, warum der Arbeitsplatz ausgeschlossen wird',
  },
  'why.cancelled': { en: 'Say why they are cancelled', de: 'Sagen Sie, warum sie abgebrochen werden' },
  'why.unbound': { en: 'Say why the card is unbound', de: 'Sagen Sie, warum die Karte nicht mehr zugeteilt ist' },
} as const;
