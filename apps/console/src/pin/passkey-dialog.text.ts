/** Texts of a passkey that a browser makes, for its holder. */
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import { inPagesLanguage } from '../ui/language.js';

export const passkeyDialogText = inPagesLanguage({
  en: {
    lead: 'Your browser makes the passkey now. Use the computer with your card or key. Where the browser asks what to use, choose the security key, and neither this computer nor a phone. Then type the PIN that it asks for, and touch your card or key when it blinks.',
    make: 'Make the passkey',
    again: 'Make it once more',
    cannot: 'This browser makes no passkeys. Open this page in another one, at the computer with your card or key.',
    refused: (code: PinRefusal | null): string | null => {
      if (code === 'FIDO_MADE_ELSEWHERE')
        return 'That passkey was made on another key, on a phone or on the computer itself, so it was not taken. Make it once more, with the card or key that you are getting.';
      if (code === 'RELYING_PARTY_CHALLENGE_EXPIRED') return 'That took too long. Make it once more.';
      return code === null ? null : 'No passkey was made yet. Make it now.';
    },
    /** name: of the browser's exception (WebAuthn Level 3 section 5.1.3). */
    browserSays: (name: string): string => {
      if (name === 'InvalidStateError')
        return 'This card or key has your passkey already. Use the one that you are getting.';
      if (name === 'SecurityError')
        return 'At this address the browser makes no passkey. Open the portal by its usual address.';
      return 'No passkey was made: the browser was stopped, or nobody touched the card or key in time.';
    },
  },
  de: {
    lead: 'Ihr Browser erstellt jetzt den Passkey. Benutzen Sie den Computer, an dem Ihre Karte oder Ihr Schlüssel steckt. Wenn der Browser fragt, womit, wählen Sie den Sicherheitsschlüssel, nicht diesen Computer und kein Telefon. Geben Sie dann die PIN ein, nach der er fragt, und berühren Sie die Karte oder den Schlüssel, wenn er blinkt.',
    make: 'Passkey erstellen',
    again: 'Noch einmal erstellen',
    cannot:
      'Dieser Browser erstellt keine Passkeys. Öffnen Sie diese Seite in einem anderen, an dem Computer mit Ihrer Karte oder Ihrem Schlüssel.',
    refused: (code) => {
      if (code === 'FIDO_MADE_ELSEWHERE')
        return 'Dieser Passkey wurde auf einem anderen Schlüssel, einem Telefon oder dem Computer selbst erstellt und darum nicht angenommen. Erstellen Sie ihn noch einmal, mit der Karte oder dem Schlüssel, den Sie bekommen.';
      if (code === 'RELYING_PARTY_CHALLENGE_EXPIRED')
        return 'Das hat zu lange gedauert. Erstellen Sie ihn noch einmal.';
      return code === null ? null : 'Es gibt noch keinen Passkey. Erstellen Sie ihn jetzt.';
    },
    browserSays: (name) => {
      if (name === 'InvalidStateError')
        return 'Diese Karte oder dieser Schlüssel hat Ihren Passkey schon. Nehmen Sie den, den Sie bekommen.';
      if (name === 'SecurityError')
        return 'Unter dieser Adresse erstellt der Browser keinen Passkey. Öffnen Sie das Portal unter seiner üblichen Adresse.';
      return 'Es wurde kein Passkey erstellt: der Browser wurde angehalten, oder niemand hat die Karte oder den Schlüssel rechtzeitig berührt.';
    },
  },
});
