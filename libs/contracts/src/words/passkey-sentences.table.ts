/** What stands in the way of a passkey: a card that is not ready for one, and settings of the service at which it would be registered. */
export const passkeySentences = {
  'passkey.not-active': {
    en: 'A passkey is made for a card in use; this one is {state}',
    de: 'Einen Passkey bekommt eine Karte in Gebrauch; der Zustand dieser ist: {state}',
  },
  'passkey.none-in-profile': {
    en: 'The profile of this card makes no passkey',
    de: 'Das Profil dieser Karte macht keinen Passkey',
  },
  'passkey.new': {
    en: 'The card has a new passkey',
    de: 'Die Karte hat einen neuen Passkey',
  },
  'passkey.new-all-the-same': {
    en: 'It was stopped when the passkey was made already: the card has the new one',
    de: 'Es wurde abgebrochen, als der Passkey schon gemacht war: Die Karte hat den neuen',
  },
  'passkey.none-any-more': {
    en: 'It was stopped before the new passkey was registered: the card has none that works, and may get one at any time',
    de: 'Es wurde abgebrochen, bevor der neue Passkey eingetragen war: Die Karte hat keinen, der gilt, und kann jederzeit einen bekommen',
  },
  'passkey.no-application': {
    en: 'The card has no FIDO application, or it does not answer',
    de: 'Die Karte hat keine FIDO-Anwendung, oder diese antwortet nicht',
  },
  'passkey.no-common-pin': {
    en: 'The card has one PIN for everything: passkeys ask for at least {minLength} characters, and the rest of the card takes {maxLength} at most',
    de: 'Die Karte hat eine PIN für alles: Passkeys verlangen mindestens {minLength} Zeichen, der Rest der Karte nimmt höchstens {maxLength}',
  },
  'passkey.not-shared': {
    en: 'This profile is for cards with one PIN for everything, and passkeys have a PIN of their own on this one',
    de: 'Dieses Profil ist für Karten mit einer PIN für alles, und Passkeys haben auf dieser eine eigene PIN',
  },
  'passkey.not-separate': {
    en: 'This profile is for cards whose passkeys have a PIN of their own, and this one has one PIN for everything',
    de: 'Dieses Profil ist für Karten, deren Passkeys eine eigene PIN haben, und diese hat eine PIN für alles',
  },
  'passkey.pin-not-shared': {
    en: 'The card does not take its PIN for passkeys, although its model says that both are one: correct the model (fido.pin)',
    de: 'Die Karte nimmt ihre PIN nicht für Passkeys an, obwohl ihr Modell sagt, dass beide eine sind: berichtigen Sie das Modell (fido.pin)',
  },
  'passkey.agent-keeps-card': {
    en: 'The agent at the card is too old: it does not let a browser reach the card',
    de: 'Der Agent bei der Karte ist zu alt: er lässt keinen Browser an die Karte',
  },
  'passkey.no-dialog-now': {
    en: 'The saga waits for no passkey of a browser now',
    de: 'Die Saga wartet jetzt auf keinen Passkey eines Browsers',
  },
  'passkey.other-on-page': {
    en: 'Another request for this person waits for a passkey on the page of {relyingParty}: finish or cancel that one first, so that it is clear whose a new passkey is',
    de: 'Ein anderer Auftrag für diese Person wartet auf einen Passkey auf der Seite von {relyingParty}: Schließen Sie erst den ab, oder brechen Sie ihn ab, damit klar ist, zu welchem ein neuer Passkey gehört',
  },
  'passkey.old-on-page': {
    en: 'The card has a passkey of this person already, and the page of {relyingParty} makes no second one on the same key. Have the agent make the new one (a profile without "madeBy"): the old one works until it is there. Or have the person delete the old one on that page first; until they have registered the new one they cannot sign in with this card',
    de: 'Die Karte hat schon einen Passkey dieser Person, und die Seite von {relyingParty} macht auf demselben Schlüssel keinen zweiten. Lassen Sie den neuen vom Agenten machen (ein Profil ohne "madeBy"): Der alte gilt, bis der neue da ist. Oder die Person löscht den alten erst auf dieser Seite; bis sie den neuen eingetragen hat, kann sie sich mit dieser Karte nicht anmelden',
  },
  'passkey.id-not-said': {
    en: '{relyingParty} does not say which credential the new passkey is: whether this card holds it cannot be seen, so it is neither taken nor deleted. Have the agent make it (a profile without "madeBy")',
    de: '{relyingParty} sagt nicht, welcher Schlüssel zum neuen Passkey gehört: Ob diese Karte ihn hat, ist nicht zu sehen, darum wird er weder angenommen noch gelöscht. Lassen Sie ihn vom Agenten machen (ein Profil ohne "madeBy")',
  },
  'passkey.no-temporary-pin': {
    en: 'This card has no temporary PIN now',
    de: 'Diese Karte hat jetzt keine vorläufige PIN',
  },
  'passkey.not-in-profile': {
    en: 'The credential profile does not accept passkeys from keys of the model {aaguid}',
    de: 'Das Profil nimmt von Schlüsseln des Modells {aaguid} keine Passkeys an',
  },
  'passkey.not-of-model': {
    en: 'The key says that it is of the model {aaguid}, which is none of the card model {model}',
    de: 'Der Schlüssel nennt das Modell {aaguid}, das keines des Kartenmodells {model} ist',
  },
  'passkey.no-serial': {
    en: 'The credential profile wants keys that say their serial number, and this one cannot',
    de: 'Das Profil will Schlüssel, die ihre Seriennummer nennen, und dieser kann es nicht',
  },
  'passkey.no-pin-rules': {
    en: 'The credential profile wants a longer PIN for passkeys, or one that must be changed, and this key takes no such rule: take "minPinLength" and "forcePinChange" out of the profile, or another key',
    de: 'Das Profil will für Passkeys eine längere PIN oder eine, die geändert werden muss, und dieser Schlüssel nimmt keine solche Regel: Nehmen Sie "minPinLength" und "forcePinChange" aus dem Profil, oder einen anderen Schlüssel',
  },
  'passkey.other-serial': {
    en: 'The key that made the passkey attests the serial number {serial}; the card of this saga has {card}',
    de: 'Der Schlüssel, der den Passkey gemacht hat, bezeugt die Seriennummer {serial}; die Karte dieser Saga hat {card}',
  },
  'passkey.other-model': {
    en: 'The passkey was made by a key of the model {aaguid}; the card of this saga is of {read}',
    de: 'Der Passkey wurde von einem Schlüssel des Modells {aaguid} gemacht; die Karte dieser Saga hat {read}',
  },
  'passkey.refused-by-setting': {
    en: '{says} ({setting})',
    de: '{says} ({setting})',
  },
  'passkey.refused-with': {
    en: 'The service at which the passkey is registered refuses it: {says}',
    de: 'Der Dienst, bei dem der Passkey eingetragen wird, lehnt ihn ab: {says}',
  },
  'passkey.disabled': {
    en: 'Passkey (FIDO2) is disabled in the authentication methods policy of the tenant.',
    de: 'Passkey (FIDO2) ist in der Richtlinie für Authentifizierungsmethoden des Mandanten ausgeschaltet.',
  },
  'passkey.no-self-service': {
    en: '"Allow self-service set up" is off in the passkey policy of the tenant.',
    de: '„Self-Service-Setup zulassen“ ist in der Passkey-Richtlinie des Mandanten aus.',
  },
  'passkey.no-model': {
    en: '"Enforce attestation" is on in the passkey policy of the tenant, and this key does not say its model.',
    de: '„Nachweis erzwingen“ ist in der Passkey-Richtlinie des Mandanten an, und dieser Schlüssel nennt sein Modell nicht.',
  },
  'passkey.model-blocked': {
    en: 'The passkey policy of the tenant blocks keys of the model {aaguid}.',
    de: 'Die Passkey-Richtlinie des Mandanten sperrt Schlüssel des Modells {aaguid}.',
  },
  'passkey.model-not-listed': {
    en: 'The passkey policy of the tenant does not list the model {aaguid} of this key as allowed.',
    de: 'Die Passkey-Richtlinie des Mandanten nennt das Modell {aaguid} dieses Schlüssels nicht unter den erlaubten.',
  },
} as const;
