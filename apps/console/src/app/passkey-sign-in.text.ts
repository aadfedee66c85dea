/** What the sign-in page says of the sign-in with a passkey. */
import type { PasskeySignInRefusal } from '@cardwright/contracts/access/passkey-sign-in';
import { inPagesLanguage } from '../ui/language.js';

export const text = inPagesLanguage<{
  button: string;
  hint: string;
  cancelled: string;
  refused: Record<PasskeySignInRefusal, string>;
}>({
  en: {
    button: 'Sign in with my passkey',
    hint: 'With the card or key that was issued to you. Your browser asks for its PIN, and to touch it.',
    cancelled:
      'Your browser showed no passkey. Is the card or key plugged in, and was its PIN typed? Then try again, or sign in another way.',
    refused: {
      unknown:
        'That passkey is not one that signs in here. Take the card or key that was issued to you, or sign in another way.',
      challenge: 'That sign-in took too long, or was begun somewhere else. Start it again.',
      suspended: 'The card of this passkey is suspended. Sign in another way to see why, or ask your help desk.',
      'not-active': 'The card of this passkey is not in use. Sign in another way, or ask your help desk.',
      'no-person': 'Nobody can sign in with this passkey. Ask your help desk.',
    },
  },
  de: {
    button: 'Mit meinem Passkey anmelden',
    hint: 'Mit der Karte oder dem Schlüssel, den Sie bekommen haben. Ihr Browser fragt nach der PIN; dann berühren Sie die Karte oder den Schlüssel.',
    cancelled:
      'Ihr Browser hat keinen Passkey gezeigt. Steckt die Karte oder der Schlüssel, und haben Sie die PIN eingegeben? Dann versuchen Sie es noch einmal, oder melden Sie sich anders an.',
    refused: {
      unknown:
        'Mit diesem Passkey meldet sich hier niemand an. Nehmen Sie die Karte oder den Schlüssel, den Sie bekommen haben, oder melden Sie sich anders an.',
      challenge: 'Diese Anmeldung hat zu lange gedauert oder wurde woanders begonnen. Beginnen Sie noch einmal.',
      suspended:
        'Die Karte dieses Passkeys ist vorläufig gesperrt. Melden Sie sich anders an, um den Grund zu sehen, oder fragen Sie Ihren Helpdesk.',
      'not-active':
        'Die Karte dieses Passkeys ist nicht in Gebrauch. Melden Sie sich anders an, oder fragen Sie Ihren Helpdesk.',
      'no-person': 'Mit diesem Passkey kann sich niemand anmelden. Fragen Sie Ihren Helpdesk.',
    },
  },
});
