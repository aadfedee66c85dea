/** Why our own portal refuses a passkey that was made for it. */
export const ownPasskeySentences = {
  'own-passkey.origin': {
    en: 'The passkey was made for another page than one of the portal.',
    de: 'Der Passkey wurde für eine andere Seite gemacht als eine des Portals.',
  },
  'own-passkey.relying-party': {
    en: 'The passkey was made for another name than {rpId}.',
    de: 'Der Passkey wurde für einen anderen Namen gemacht als {rpId}.',
  },
  'own-passkey.attestation-format': {
    en: 'The key does not attest the passkey in the format "packed".',
    de: 'Der Schlüssel bezeugt den Passkey nicht im Format „packed“.',
  },
  'own-passkey.attestation': {
    en: 'What the key says of the passkey cannot be verified.',
    de: 'Was der Schlüssel über den Passkey sagt, lässt sich nicht prüfen.',
  },
  'own-passkey.attestation-root': {
    en: 'None of the vendors that are trusted here vouches for this key of the model {aaguid}.',
    de: 'Keiner der Hersteller, denen hier vertraut wird, bürgt für diesen Schlüssel des Modells {aaguid}.',
  },
  'own-passkey.model': {
    en: 'RELYING_PARTIES does not list the model {aaguid} of this key as allowed for {relyingParty}.',
    de: 'RELYING_PARTIES nennt das Modell {aaguid} dieses Schlüssels nicht unter den erlaubten von {relyingParty}.',
  },
  'own-passkey.credential-known': {
    en: 'The passkey is registered for another person already.',
    de: 'Der Passkey ist schon für eine andere Person eingetragen.',
  },
} as const;
