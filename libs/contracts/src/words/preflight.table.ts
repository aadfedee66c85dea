/** What the doctor finds before the first write of a card saga, and what to do about it. */
export const preflightSentences = {
  'preflight.on-workstation': { en: 'On the workstation: {error}', de: 'Am Arbeitsplatz: {error}' },
  'preflight.mute': { en: 'The card in {reader} does not answer', de: 'Die Karte in {reader} antwortet nicht' },
  'preflight.held': { en: '{reader} is held by request {request}', de: '{reader} hat die Anfrage {request}' },
  'preflight.free': { en: 'free for exclusive use', de: 'frei zur alleinigen Verwendung' },
  'preflight.empty': { en: 'no card is in it', de: 'es steckt keine Karte darin' },
  'preflight.not-in-it': { en: 'this card is not in it', de: 'diese Karte steckt nicht darin' },
  'preflight.agent': {
    en: 'agent {version}, this server needs {needed} or later',
    de: 'Agent {version}, dieser Server braucht mindestens {needed}',
  },
  'preflight.clock-agrees': { en: "the workstation's clock agrees", de: 'die Uhr des Arbeitsplatzes stimmt' },
  'preflight.clock-ahead': {
    en: "the workstation's clock is {seconds} s ahead",
    de: 'die Uhr des Arbeitsplatzes geht {seconds} s vor',
  },
  'preflight.clock-behind': {
    en: "the workstation's clock is {seconds} s behind",
    de: 'die Uhr des Arbeitsplatzes geht {seconds} s nach',
  },
  'preflight.set-clock': {
    en: 'Set the clock of the workstation; the work itself goes by this server.',
    de: 'Stellen Sie die Uhr des Arbeitsplatzes; die Arbeit selbst geht nach diesem Server.',
  },
  'preflight.signer': { en: 'the keys of the CA can be used', de: 'die Schlüssel der CA sind verwendbar' },
  'preflight.no-signer': { en: 'The CA cannot sign with {keys}', de: 'Die CA kann nicht signieren mit {keys}' },
  'preflight.no-signer-at-all': {
    en: 'The CA cannot sign with any key',
    de: 'Die CA kann mit keinem Schlüssel signieren',
  },
  'preflight.no-issuer': { en: 'no issuer', de: 'kein Aussteller' },
  'preflight.first-end': { en: 'the first to end does so on {at}', de: 'der erste endet am {at}' },
  'preflight.ends-too-soon': {
    en: 'A CA certificate ends too soon: {when}',
    de: 'Ein Zertifikat der CA endet zu früh: {when}',
  },
  'preflight.factory': {
    en: 'the card has the values of its stock batch',
    de: 'die Karte hat die Werte ihrer Lieferung',
  },
  'preflight.keys-known': {
    en: 'the vault has the keys of this card',
    de: 'der Tresor hat die Schlüssel dieser Karte',
  },
  'preflight.keys-unknown': {
    en: 'The vault does not have the keys that this card should have',
    de: 'Der Tresor hat die Schlüssel nicht, die diese Karte haben sollte',
  },
  'preflight.profiles': {
    en: 'the CA has every certificate profile that is asked for',
    de: 'die CA hat jedes Zertifikatsprofil, das verlangt ist',
  },
  'preflight.no-profile': {
    en: 'The CA has no certificate profile {names}',
    de: 'Die CA hat kein Zertifikatsprofil {names}',
  },
  'preflight.relying-party': {
    en: 'nothing in the settings of {relyingParty} stands in the way of the passkey',
    de: 'nichts in den Einstellungen von {relyingParty} steht dem Passkey im Weg',
  },
  'preflight.relying-party-unknown': {
    en: 'Whether the settings of {relyingParty} stand in the way of the passkey is not known: they could not be read',
    de: 'Ob die Einstellungen von {relyingParty} dem Passkey im Weg stehen, ist nicht bekannt: sie waren nicht zu lesen',
  },
  'preflight.relying-party-later': {
    en: 'The issue can begin all the same. Before anything is written they are read again, and it stops there if one of them stands in the way.',
    de: 'Die Ausgabe kann trotzdem beginnen. Bevor etwas geschrieben wird, werden sie noch einmal gelesen, und sie hält dort an, wenn eine im Weg steht.',
  },
} as const;
