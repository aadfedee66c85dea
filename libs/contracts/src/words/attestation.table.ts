/** Why a key does not count as attested, after "The key is not attested: ". */
import type { AttestationLack } from '../card/attestation.js';

export const attestationSentences = {
  'attestation.refused': { en: 'the card refuses to attest it', de: 'Die Karte lehnt es ab' },
  'attestation.absent': {
    en: 'the card has no certificate of an attestation key',
    de: 'Die Karte hat kein Zertifikat eines Schlüssels dafür',
  },
  'attestation.untrusted': {
    en: 'no configured root vouches for the attestation key of this card',
    de: 'Keine eingerichtete Wurzel steht für den Schlüssel dieser Karte ein',
  },
  'attestation.malformed': {
    en: 'what the card answered is no certificate',
    de: 'Was die Karte geantwortet hat, ist kein Zertifikat',
  },
  'attestation.not-signed': {
    en: 'the signature of the attestation does not hold',
    de: 'Die Signatur der Bezeugung stimmt nicht',
  },
  'attestation.other-key': {
    en: 'the attestation is of another key',
    de: 'Die Bezeugung gilt einem anderen Schlüssel',
  },
  'attestation.other-card': {
    en: 'the attestation is of a card with another serial number',
    de: 'Die Bezeugung gilt einer Karte mit anderer Seriennummer',
  },
} as const satisfies Readonly<Record<`attestation.${AttestationLack}`, { en: string; de: string }>>;
