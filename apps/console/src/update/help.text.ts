/** Texts of the help for holders (A22). */
import { inLanguage } from '../ui/language.js';

interface Help {
  title: string;
  lead: string;
  /** Question and answer. */
  sections: readonly (readonly [string, string])[];
}

export const help = inLanguage<Help>({
  en: {
    title: 'Help with updating a card',
    lead: 'Now and then something on your card has to be renewed, so that it goes on working. It takes a minute or two.',
    sections: [
      [
        'Why am I asked?',
        'What is on a card is valid for a limited time only. Before it runs out, a message appears on your screen while the card is in the reader. The message and the page say what will be renewed and why.',
      ],
      [
        'May I do it later?',
        'Yes. Choose “Later” or close the message: it comes back when it says. After the day that it names it cannot be put off any more, but you can go on working with the card.',
      ],
      [
        'What do I need?',
        'The card in the reader, and its PIN. It is the PIN that you type when you sign in or sign a document with the card. It is encrypted in your browser on its way to the card; nobody at your organisation can read it.',
      ],
      [
        'What must I not do meanwhile?',
        'Leave the card in the reader. Do not lock the screen, log off, put the computer to sleep, or use the card in another program. If it happens all the same, nothing is lost: put the card in again, and the update goes on where it stopped.',
      ],
      [
        'I have forgotten the PIN.',
        'Choose “I have forgotten the PIN” where it is asked for. You choose a new one, and the update is offered to you again afterwards. Guessing is no good idea: after a few wrong tries the card blocks its PIN.',
      ],
      [
        'Why do I have to take the card out at the end?',
        'Programs look at a card when it is put in. They see the new certificates only after you have taken the card out and put it in again.',
      ],
      [
        'It says that the card is not mine.',
        'Somebody else is signed in at this computer. Choose “Sign in as somebody else” and sign in with your own account.',
      ],
      [
        'It says that another program is using the card.',
        'A browser or a mail program often keeps the card for itself. Close the programs that the page names, or those that you have used the card with. An update that runs goes on by itself within a minute or two; one that has not begun you start again with “Update now”.',
      ],
      [
        'I do not have my card, or it was stolen.',
        'Open the page of the card under “My devices” and choose “Report it missing”. From then on nobody can use it. If you are sure that it is lost, was stolen or is damaged, choose “Ask for a new card” there too; the page says what became of it.',
      ],
      [
        'I have my card again.',
        'If you reported it as misplaced or forgotten, choose “I have it again” on the page of the card: it works at once, with the PIN that it has. If you reported it as lost or stolen, ask your help desk: an operator decides.',
      ],
      [
        'My card is “Pending”.',
        'It has no PIN of yours yet, because the last step was left out when it was set up. Your help desk activates it; then you choose a PIN on the page of the card.',
      ],
      [
        'How do I get another PIN?',
        'Choose “Choose a new PIN” on the page of the card, with the card in the reader. The one that it has is not needed.',
      ],
      [
        'The portal does not find my computer.',
        'Choose “This computer” in the menu under your name: it looks for the computer, and says what is missing where it does not find it.',
      ],
      [
        'Something else is wrong.',
        'The page says what to do where you can do something about it. Otherwise ask the help desk of your organisation, and say the code that the page shows.',
      ],
    ],
  },
  de: {
    title: 'Hilfe beim Aktualisieren einer Karte',
    lead: 'Ab und zu muss auf Ihrer Karte etwas erneuert werden, damit sie weiter geht. Das dauert ein, zwei Minuten.',
    sections: [
      [
        'Warum werde ich gefragt?',
        'Was auf einer Karte ist, gilt nur für eine bestimmte Zeit. Bevor sie abläuft, erscheint eine Nachricht auf Ihrem Bildschirm, während die Karte im Leser steckt. Die Nachricht und die Seite sagen, was erneuert wird und warum.',
      ],
      [
        'Darf ich es später machen?',
        'Ja. Wählen Sie „Später“, oder schließen Sie die Nachricht: Sie kommt wieder, wann sie es sagt. Nach dem Tag, den sie nennt, ist es nicht mehr aufzuschieben; arbeiten können Sie mit der Karte trotzdem weiter.',
      ],
      [
        'Was brauche ich?',
        'Die Karte im Leser und ihre PIN. Das ist die PIN, die Sie eingeben, wenn Sie sich mit der Karte anmelden oder ein Dokument unterschreiben. Sie wird auf dem Weg zur Karte in Ihrem Browser verschlüsselt; niemand in Ihrer Organisation kann sie lesen.',
      ],
      [
        'Was darf ich währenddessen nicht tun?',
        'Lassen Sie die Karte im Leser. Sperren Sie den Bildschirm nicht, melden Sie sich nicht ab, legen Sie den Computer nicht schlafen, und verwenden Sie die Karte nicht in einem anderen Programm. Geschieht es doch, ist nichts verloren: Stecken Sie die Karte wieder ein, und die Aktualisierung geht weiter, wo sie angehalten hat.',
      ],
      [
        'Ich habe die PIN vergessen.',
        'Wählen Sie „Ich habe die PIN vergessen“, wo nach ihr gefragt wird. Sie wählen eine neue, und die Aktualisierung wird Ihnen danach wieder angeboten. Raten ist keine gute Idee: Nach wenigen falschen Versuchen sperrt die Karte ihre PIN.',
      ],
      [
        'Warum muss ich die Karte am Ende herausnehmen?',
        'Programme sehen sich eine Karte an, wenn sie eingesteckt wird. Die neuen Zertifikate sehen sie erst, wenn Sie die Karte herausgenommen und wieder eingesteckt haben.',
      ],
      [
        'Es heißt, die Karte gehöre jemand anderem.',
        'An diesem Computer ist jemand anderes angemeldet. Wählen Sie „Als jemand anderes anmelden“, und melden Sie sich mit Ihrem eigenen Konto an.',
      ],
      [
        'Es heißt, ein anderes Programm verwende die Karte.',
        'Ein Browser oder ein Mailprogramm behält die Karte oft für sich. Schließen Sie die Programme, die die Seite nennt, oder die, in denen Sie die Karte verwendet haben. Eine Aktualisierung, die läuft, geht in ein, zwei Minuten von selbst weiter; eine, die noch nicht begonnen hat, starten Sie noch einmal mit „Jetzt aktualisieren“.',
      ],
      [
        'Ich habe meine Karte nicht, oder sie wurde gestohlen.',
        'Öffnen Sie die Seite der Karte unter „Meine Karten“, und wählen Sie „Als vermisst melden“. Von da an kann niemand sie verwenden. Wenn Sie sicher sind, dass sie verloren, gestohlen oder beschädigt ist, wählen Sie dort auch „Um eine neue Karte bitten“; die Seite sagt, was daraus wird.',
      ],
      [
        'Ich habe meine Karte wieder.',
        'Wenn Sie sie als vermisst oder vergessen gemeldet haben, wählen Sie auf der Seite der Karte „Ich habe sie wieder“: Sie geht sofort wieder, mit der PIN, die sie hat. Wenn Sie sie als verloren oder gestohlen gemeldet haben, fragen Sie Ihren Helpdesk: Ein Bearbeiter entscheidet.',
      ],
      [
        'Bei meiner Karte steht „Wartet“.',
        'Sie hat noch keine PIN von Ihnen, weil beim Einrichten der letzte Schritt ausgelassen wurde. Ihr Helpdesk aktiviert sie; danach wählen Sie auf der Seite der Karte eine PIN.',
      ],
      [
        'Wie bekomme ich eine andere PIN?',
        'Wählen Sie auf der Seite der Karte „Neue PIN wählen“, während die Karte im Leser steckt. Die jetzige wird nicht gebraucht.',
      ],
      [
        'Das Portal findet meinen Computer nicht.',
        'Wählen Sie im Menü unter Ihrem Namen „Dieser Computer“: Das Portal sucht ihn, und sagt, was fehlt, wo es ihn nicht findet.',
      ],
      [
        'Etwas anderes stimmt nicht.',
        'Die Seite sagt, was zu tun ist, wo Sie etwas tun können. Fragen Sie sonst den Helpdesk Ihrer Organisation, und nennen Sie den Code, den die Seite zeigt.',
      ],
    ],
  },
});
