/** Texts of a passkey that its holder registers on another service's own page, for its holder. */
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import { inPagesLanguage } from '../ui/language.js';

export const passkeyPageText = inPagesLanguage({
  en: {
    lead: 'Your passkey is registered on the page of the service that you sign in to with it. Use the computer with your card or key. Open the page, sign in there, and follow what it says. Where the browser asks what to use, choose the security key in the reader, and neither this computer nor a phone. Register nothing else there meanwhile: it would be deleted. Then come back here.',
    open: 'Open the page',
    newTab: '(opens in a new tab)',
    registered: 'I have registered my passkey',
    refused: (code: PinRefusal | null): string | null => {
      if (code === 'FIDO_MADE_ELSEWHERE')
        return 'That passkey was made on another key, on a phone or on the computer itself, so it was deleted again. Register another one, with the card or key that you are getting.';
      return code === null ? null : 'The service has no new passkey of yours. Open its page and register one.';
    },
  },
  de: {
    lead: 'Ihr Passkey wird auf der Seite des Dienstes registriert, bei dem Sie sich damit anmelden. Benutzen Sie den Computer, an dem Ihre Karte oder Ihr Schlüssel steckt. Öffnen Sie die Seite, melden Sie sich dort an und folgen Sie dem, was sie sagt. Wenn der Browser fragt, womit, wählen Sie den Sicherheitsschlüssel im Leser, nicht diesen Computer und kein Telefon. Registrieren Sie dort solange nichts anderes: Es würde gelöscht. Kommen Sie danach hierher zurück.',
    open: 'Seite öffnen',
    newTab: '(öffnet sich in einem neuen Tab)',
    registered: 'Ich habe meinen Passkey registriert',
    refused: (code) => {
      if (code === 'FIDO_MADE_ELSEWHERE')
        return 'Dieser Passkey wurde auf einem anderen Schlüssel, einem Telefon oder dem Computer selbst erstellt und darum wieder gelöscht. Registrieren Sie einen anderen, mit der Karte oder dem Schlüssel, den Sie bekommen.';
      return code === null
        ? null
        : 'Der Dienst hat keinen neuen Passkey von Ihnen. Öffnen Sie seine Seite und registrieren Sie einen.';
    },
  },
});
