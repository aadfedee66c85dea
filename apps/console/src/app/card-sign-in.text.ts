/** What the sign-in page says of the sign-in with the card. */
import type { CardSignInRefusal } from '@cardwright/contracts/access/card-sign-in';
import { inPagesLanguage } from '../ui/language.js';

export const text = inPagesLanguage<{ button: string; hint: string; refused: Record<CardSignInRefusal, string> }>({
  en: {
    button: 'Sign in with my card',
    hint: 'Put the card in the reader first. Your browser asks which certificate to use, and for the PIN of the card.',
    refused: {
      'no-certificate':
        'Your browser showed no card. Is the card in the reader, and was its PIN typed? Then try again. If you do not know the PIN, or your browser asks for nothing because it is not set up for cards, sign in without the card.',
      foreign: 'That certificate is not from this office. Try again, and choose the certificate of your card.',
      'other-use':
        'Your card has more than one certificate, and that one is not for signing in. Try again, and choose the one for authentication.',
      expired:
        'The certificate of your card is no longer valid. Sign in without the card; under My devices you can renew it.',
      replaced: 'That certificate is no longer in use. Take the card that is valid now, or sign in without the card.',
      suspended: 'This card is suspended. Sign in without the card to see why, or ask your help desk.',
      'not-active': 'This card is not in use. Sign in without the card, or ask your help desk.',
      'no-person': 'Nobody can sign in with this card. Ask your help desk.',
      code: 'That sign-in took too long, or was begun somewhere else. Start it again.',
      unavailable: 'Your card cannot be checked just now. Try again in a little while, or sign in without the card.',
    },
  },
  de: {
    button: 'Mit meiner Karte anmelden',
    hint: 'Stecken Sie zuerst die Karte in den Leser. Ihr Browser fragt, welches Zertifikat er nehmen soll, und nach der PIN der Karte.',
    refused: {
      'no-certificate':
        'Ihr Browser hat keine Karte gezeigt. Steckt die Karte im Leser, und haben Sie ihre PIN eingegeben? Dann versuchen Sie es noch einmal. Wenn Sie die PIN nicht kennen oder Ihr Browser nichts fragt, weil er nicht für Karten eingerichtet ist, melden Sie sich ohne Karte an.',
      foreign:
        'Dieses Zertifikat ist nicht von hier. Versuchen Sie es noch einmal, und wählen Sie das Zertifikat Ihrer Karte.',
      'other-use':
        'Ihre Karte hat mehrere Zertifikate, und dieses ist nicht zum Anmelden. Versuchen Sie es noch einmal, und wählen Sie das für die Authentifizierung.',
      expired:
        'Das Zertifikat Ihrer Karte ist nicht mehr gültig. Melden Sie sich ohne Karte an; unter „Meine Karten“ können Sie es erneuern.',
      replaced:
        'Dieses Zertifikat ist nicht mehr in Gebrauch. Nehmen Sie die Karte, die jetzt gültig ist, oder melden Sie sich ohne Karte an.',
      suspended:
        'Diese Karte ist vorläufig gesperrt. Melden Sie sich ohne Karte an, um den Grund zu sehen, oder fragen Sie Ihren Helpdesk.',
      'not-active': 'Diese Karte ist nicht in Gebrauch. Melden Sie sich ohne Karte an, oder fragen Sie Ihren Helpdesk.',
      'no-person': 'Mit dieser Karte kann sich niemand anmelden. Fragen Sie Ihren Helpdesk.',
      code: 'Diese Anmeldung hat zu lange gedauert oder wurde woanders begonnen. Beginnen Sie noch einmal.',
      unavailable:
        'Ihre Karte kann gerade nicht geprüft werden. Versuchen Sie es in einer Weile noch einmal, oder melden Sie sich ohne Karte an.',
    },
  },
});
