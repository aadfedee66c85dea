/** What a realm of Keycloak has against a passkey, for operators. */
export const keycloakSentences = {
  'keycloak.account-off': {
    en: 'The account of this person is disabled in Keycloak.',
    de: 'Das Konto dieser Person ist in Keycloak deaktiviert.',
  },
  'keycloak.action-off': {
    en: 'The required action by which people register such a passkey is off in the realm, or missing.',
    de: 'Die erforderliche Aktion, mit der jemand einen solchen Passkey einträgt, ist im Realm aus oder fehlt.',
  },
  'keycloak.platform-alone': {
    en: 'The WebAuthn policy of the realm takes passkeys of the computer itself alone, none of a key.',
    de: 'Die WebAuthn-Richtlinie des Realms nimmt nur Passkeys des Computers selbst, keine eines Schlüssels.',
  },
  'keycloak.model-not-listed': {
    en: 'The WebAuthn policy of the realm does not list the model {aaguid} of this key as acceptable.',
    de: 'Die WebAuthn-Richtlinie des Realms nennt das Modell {aaguid} dieses Schlüssels nicht unter den zugelassenen.',
  },
  'keycloak.models-unattested': {
    en: 'The WebAuthn policy of the realm lists acceptable models but asks for no attestation: Keycloak then takes no key.',
    de: 'Die WebAuthn-Richtlinie des Realms nennt zugelassene Modelle, verlangt aber keinen Nachweis: Keycloak nimmt dann keinen Schlüssel.',
  },
} as const;
