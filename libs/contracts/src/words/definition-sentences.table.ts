/** What is wrong with a credential profile or a card model that somebody writes: of the schema (`schema.`), of the parts together. */
export const definitionSentences = {
  'schema.unknown': { en: 'unknown member', de: 'unbekannter Name' },
  'schema.one-of': { en: 'must be one of {values}', de: 'muss eines hiervon sein: {values}' },
  'schema.type': { en: 'must be {type}', de: 'muss {type} sein' },
  'schema.required': { en: "must have required property '{name}'", de: '„{name}“ fehlt' },
  'schema.limit': { en: 'must be {comparison} {limit}', de: 'muss {comparison} {limit} sein' },
  'schema.min-length': {
    en: 'must NOT have fewer than {limit} characters',
    de: 'muss mindestens {limit} Zeichen haben',
  },
  'schema.max-length': { en: 'must NOT have more than {limit} characters', de: 'darf höchstens {limit} Zeichen haben' },
  'schema.min-items': { en: 'must NOT have fewer than {limit} items', de: 'muss mindestens {limit} Einträge haben' },
  'schema.max-items': { en: 'must NOT have more than {limit} items', de: 'darf höchstens {limit} Einträge haben' },
  'schema.pattern': { en: 'must match pattern "{pattern}"', de: 'muss dem Muster „{pattern}“ entsprechen' },

  'definition.key-twice': {
    en: 'Key reference {key} is used twice',
    de: 'Die Schlüsselreferenz {key} steht zweimal da',
  },
  'definition.container-twice': {
    en: 'Container {container} is used twice',
    de: 'Der Container {container} steht zweimal da',
  },
  'definition.retired-archived': {
    en: 'A retired key reference (82 to 95) holds archived keys only',
    de: 'In 82 bis 95 stehen nur Schlüssel aus dem Archiv',
  },
  'definition.signature-archived': {
    en: 'Signature keys never leave the card: only key management keys are archived',
    de: 'Schlüssel für Signaturen verlassen die Karte nie: Archiviert werden nur Schlüssel zum Entschlüsseln',
  },
  'definition.cannot-sign': {
    en: 'X25519 cannot sign, which {key} is for',
    de: 'X25519 kann nicht signieren, und dafür ist {key} da',
  },
  'definition.cannot-agree': {
    en: 'Ed25519 cannot agree on keys, which {key} is for',
    de: 'Ed25519 kann keine Schlüssel vereinbaren, und dafür ist {key} da',
  },
  'definition.card-authentication': { en: '9E is used without a PIN', de: '9E wird ohne PIN benutzt' },
  'definition.outlives': {
    en: 'A certificate cannot outlive its card',
    de: 'Ein Zertifikat kann nicht länger gelten als seine Karte',
  },
  'definition.shorter': {
    en: 'It must be shorter than the validity of the certificate',
    de: 'Es muss kürzer sein als die Gültigkeit des Zertifikats',
  },
  'definition.no-certificate-profile': {
    en: 'The CA has no profile {profile}',
    de: 'Die CA hat kein Profil {profile}',
  },
  'definition.key-not-taken': {
    en: '{profile} does not take {algorithm} keys',
    de: '{profile} nimmt keine Schlüssel für {algorithm}',
  },
  'definition.pin-lengths': {
    en: 'The shortest PIN is longer than the longest',
    de: 'Die kürzeste PIN ist länger als die längste',
  },
  'definition.too-many-keys': {
    en: 'More keys than 82 to 95 have room for',
    de: 'Mehr Schlüssel, als in 82 bis 95 Platz haben',
  },
  'definition.needs-history': {
    en: 'Keys in 82 to 95 need the Key History object',
    de: 'Schlüssel in 82 bis 95 brauchen das Objekt Key History',
  },
  'definition.no-relying-party': {
    en: 'No relying party is called {name}; none is configured (RELYING_PARTIES, docs/relying-parties.md)',
    de: 'Kein Dienst für Passkeys heißt {name}; eingerichtet ist keiner (RELYING_PARTIES, docs/relying-parties.md)',
  },
  'definition.other-relying-party': {
    en: 'No relying party is called {name}; these are: {names} (RELYING_PARTIES, docs/relying-parties.md)',
    de: 'Kein Dienst für Passkeys heißt {name}; diese gibt es: {names} (RELYING_PARTIES, docs/relying-parties.md)',
  },
  'definition.browser-only': {
    en: 'The agent makes no passkeys for {name}: the holder registers them on its own page ("madeBy": "browser")',
    de: 'Der Agent macht keine Passkeys für {name}: Der Inhaber registriert sie auf dessen eigener Seite ("madeBy": "browser")',
  },
  'definition.no-browser': {
    en: '{name} is neither our own portal nor has it a page where people register passkeys: the agent makes them',
    de: '{name} ist weder unser eigenes Portal noch hat es eine Seite, auf der man Passkeys registriert: Der Agent macht sie',
  },
  'definition.no-window': {
    en: '{name} takes passkeys on its own page alone: the holder registers them there ("madeBy": "browser")',
    de: '{name} nimmt Passkeys nur auf seiner eigenen Seite: Der Inhaber registriert sie dort ("madeBy": "browser")',
  },
  'definition.made-by-agent-only': {
    en: 'Only where the agent makes the passkey',
    de: 'Nur wo der Agent den Passkey macht',
  },
  'definition.no-model': { en: 'No card model is called {model}', de: 'Kein Kartenmodell heißt {model}' },
  'definition.no-model-fits': {
    en: 'No card model can do all that this profile asks',
    de: 'Kein Kartenmodell kann alles, was dieses Profil verlangt',
  },
  'definition.no-algorithm': {
    en: '{model} has no {algorithm} under {key}',
    de: '{model} hat kein {algorithm} in {key}',
  },
  'definition.no-import': { en: '{model} cannot import keys', de: '{model} kann keine Schlüssel importieren' },
  'definition.no-policies': {
    en: '{model} has no PIN or touch policies',
    de: '{model} hat keine Regeln für PIN oder Berührung',
  },
  'definition.no-attestation': { en: '{model} cannot attest keys', de: '{model} kann keine Schlüssel bezeugen' },
  'definition.no-fido': { en: '{model} has no FIDO application', de: '{model} hat keine FIDO-Anwendung' },
  'definition.aaguids': { en: 'None of these is a {model}: {known}', de: 'Keines davon ist {model}: {known}' },
  'definition.no-serial': {
    en: '{model} cannot say its serial number when it makes a passkey',
    de: '{model} kann seine Seriennummer nicht nennen, wenn es einen Passkey macht',
  },
  'definition.fido-pin-shared': {
    en: '{model} has one PIN for everything',
    de: '{model} hat eine PIN für alles',
  },
  'definition.fido-pin-separate': {
    en: '{model} has a PIN of its own for passkeys',
    de: '{model} hat für Passkeys eine eigene PIN',
  },
  'definition.fido-pin-length': {
    en: '{model} has one PIN for everything, of {most} characters at most; passkeys would need {least}',
    de: '{model} hat eine PIN für alles mit höchstens {most} Zeichen; Passkeys bräuchten {least}',
  },
  'definition.pin-length': {
    en: '{model} takes PINs of {least} to {most}',
    de: '{model} nimmt PINs mit {least} bis {most} Zeichen',
  },
  'definition.digits': { en: '{model} takes digits only', de: '{model} nimmt nur Ziffern' },
  'definition.tries': { en: '{model} allows at most {limit}', de: '{model} erlaubt höchstens {limit}' },

  'definition.shipped': {
    en: '{model} ships with Cardwright: give your row an id of its own',
    de: '{model} wird mit Cardwright geliefert: Geben Sie Ihrer Zeile eine eigene id',
  },
  'definition.own-variant': {
    en: 'A model is no variant of itself',
    de: 'Ein Modell ist keine Variante von sich selbst',
  },
  'definition.matches-all': {
    en: 'Name at least one of applicationLabel, version and atrHex: this row would take cards of other models',
    de: 'Nennen Sie applicationLabel, version oder atrHex: Diese Zeile träfe auf Karten anderer Modelle zu',
  },
  'definition.no-expression': {
    en: 'This is no regular expression of RE2 (no look-around, no back references)',
    de: 'Das ist kein regulärer Ausdruck von RE2 (kein Look-around, keine Rückverweise)',
  },
  'definition.no-key': {
    en: 'A card that holds no key has no use here',
    de: 'Eine Karte ohne Schlüssel ist hier von keinem Nutzen',
  },
  'definition.no-pem': { en: 'This is no certificate in PEM', de: 'Das ist kein Zertifikat in PEM' },
} as const;
