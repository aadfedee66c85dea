/**
 * Whether a passkey was made on the card of its saga. The agent says so, which is trusted for its readers; a key with enterprise attestation proves
 * it by its serial number. Pure.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';

export interface MadeOn {
  /** Of the credential, and of the application when the card was read: UUIDs. */
  aaguid: string;
  readAaguid: string;
  /** Decimal; null: the attestation does not say it. */
  serial: string | null;
}

/** identityText: of the card. Throws FIDO_OTHER_KEY. What a card without a serial number is known by is in no attestation. */
export function requireSameKey(identityText: string, { aaguid, readAaguid, serial }: MadeOn): void {
  const [scheme, value] = identityText.split(':');
  if (serial !== null && scheme === 'ykserial' && value !== serial)
    throw new CardwrightError('FIDO_OTHER_KEY', say('passkey.other-serial', { serial, card: value! }), {
      ...{ attestedSerial: serial, identityText },
    });
  if (aaguid.toLowerCase() !== readAaguid.toLowerCase())
    throw new CardwrightError('FIDO_OTHER_KEY', say('passkey.other-model', { aaguid, read: readAaguid }), {
      ...{ aaguid, readAaguid, identityText },
    });
}
