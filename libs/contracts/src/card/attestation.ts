/**
 * What a card's statement about a key of its own was found to be worth. Evidence: a profile alone can make it a condition
 * (`requireAttestation`).
 */

/**
 * trusted: hardware vouches for the key. refused: the card did not attest it. absent: the card has no certificate of an attestation key.
 * untrusted: nobody known vouches for the attester. The others are what an honest card does not say: bytes that are no certificate, a
 * signature that does not hold, the serial number of another card, another key.
 */
export type AttestationVerdict = 'trusted' | AttestationLack;
export type AttestationLack =
  'refused' | 'absent' | 'untrusted' | 'malformed' | 'not-signed' | 'other-key' | 'other-card';
