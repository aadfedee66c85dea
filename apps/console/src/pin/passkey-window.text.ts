/** Texts of a passkey that its holder makes in a window of the operating system, for its holder. */
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import { inPagesLanguage } from '../ui/language.js';

export const passkeyWindowText = inPagesLanguage({
  en: {
    lead: 'The computer with your card or key opens a window of Windows, in which the passkey is made. Sit at that computer. Follow the window: where it asks what to use, choose the security key, and neither this computer nor a phone. Then type the PIN that it asks for, and touch your card or key when it blinks. You have two minutes.',
    open: 'Open the window',
    again: 'Open the window once more',
    now: 'Follow the window of Windows',
    nowHint:
      'It has opened at the computer with your card or key, perhaps behind other windows. Choose the security key there, type its PIN, and touch it when it blinks.',
    refused: (code: PinRefusal | null): string | null => {
      if (code === 'FIDO_MADE_ELSEWHERE')
        return 'That passkey was made on another key, on a phone or on the computer itself, so it was not taken. Make it once more, with the card or key that you are getting.';
      if (code === 'FIDO_EXCLUDED_ELSEWHERE')
        return 'The key or phone that was used has a passkey of yours already. Open the window once more, and use the card or key that you are getting.';
      if (code === 'RELYING_PARTY_CHALLENGE_EXPIRED') return 'That took too long. Make it once more.';
      if (code === 'EDGE_WEBAUTHN_UNAVAILABLE')
        return 'No window could be opened at the computer with your card or key. Sign in to Windows there, wait a moment, and try again. If that does not help, tell your help desk.';
      return code === null
        ? null
        : 'No passkey was made: the window was closed, or nobody was done with it in time. Try again.';
    },
  },
  de: {
    lead: 'Der Computer, an dem Ihre Karte oder Ihr Schlüssel steckt, öffnet ein Fenster von Windows, in dem der Passkey erstellt wird. Setzen Sie sich an diesen Computer. Folgen Sie dem Fenster: Wenn es fragt, womit, wählen Sie den Sicherheitsschlüssel, nicht diesen Computer und kein Telefon. Geben Sie dann die PIN ein, nach der es fragt, und berühren Sie die Karte oder den Schlüssel, wenn er blinkt. Sie haben zwei Minuten.',
    open: 'Fenster öffnen',
    again: 'Fenster noch einmal öffnen',
    now: 'Folgen Sie dem Fenster von Windows',
    nowHint:
      'Es ist an dem Computer mit Ihrer Karte oder Ihrem Schlüssel offen, vielleicht hinter anderen Fenstern. Wählen Sie dort den Sicherheitsschlüssel, geben Sie seine PIN ein, und berühren Sie ihn, wenn er blinkt.',
    refused: (code) => {
      if (code === 'FIDO_MADE_ELSEWHERE')
        return 'Dieser Passkey wurde auf einem anderen Schlüssel, einem Telefon oder dem Computer selbst erstellt und darum nicht angenommen. Erstellen Sie ihn noch einmal, mit der Karte oder dem Schlüssel, den Sie bekommen.';
      if (code === 'FIDO_EXCLUDED_ELSEWHERE')
        return 'Auf dem Schlüssel oder Telefon, das benutzt wurde, gibt es schon einen Passkey von Ihnen. Öffnen Sie das Fenster noch einmal, und nehmen Sie die Karte oder den Schlüssel, den Sie bekommen.';
      if (code === 'RELYING_PARTY_CHALLENGE_EXPIRED')
        return 'Das hat zu lange gedauert. Erstellen Sie ihn noch einmal.';
      if (code === 'EDGE_WEBAUTHN_UNAVAILABLE')
        return 'An dem Computer mit Ihrer Karte oder Ihrem Schlüssel konnte kein Fenster geöffnet werden. Melden Sie sich dort bei Windows an, warten Sie einen Augenblick, und versuchen Sie es noch einmal. Wenn das nicht hilft, fragen Sie Ihren Helpdesk.';
      return code === null
        ? null
        : 'Es wurde kein Passkey erstellt: Das Fenster wurde geschlossen, oder niemand war rechtzeitig damit fertig. Versuchen Sie es noch einmal.';
    },
  },
});
