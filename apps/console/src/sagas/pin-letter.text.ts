/** What stands in a PIN letter. It is for the holder, whose language whoever prints it chooses: not that of the page. */
import type { Language } from '../ui/language.js';

interface LetterText {
  title: string;
  holder: string;
  card: string;
  day: string;
  pin: string;
  /** where: the address of the portal. */
  lines: (where: string) => string[];
}

export const letterText: Record<Language, LetterText> = {
  en: {
    title: 'The first PIN of your card',
    holder: 'For',
    card: 'Card',
    day: 'Printed on',
    pin: 'PIN',
    lines: (where) => [
      'Type this PIN where your card asks for one, until you have chosen your own.',
      `Choose your own PIN as soon as you can: sign in at ${where}, open your card and choose Change the PIN. This PIN is then worth nothing.`,
      'Nobody who helps you needs your PIN. Give it to nobody, and do not keep this letter with the card.',
      'Destroy this letter when you have your own PIN. If it was open when it reached you, tell your help desk and do not use the card.',
    ],
  },
  de: {
    title: 'Die erste PIN Ihrer Karte',
    holder: 'Für',
    card: 'Karte',
    day: 'Gedruckt am',
    pin: 'PIN',
    lines: (where) => [
      'Geben Sie diese PIN ein, wo Ihre Karte nach einer fragt, bis Sie eine eigene gewählt haben.',
      `Wählen Sie so bald wie möglich eine eigene PIN: Melden Sie sich auf ${where} an, öffnen Sie Ihre Karte und wählen Sie PIN ändern. Diese PIN ist danach wertlos.`,
      'Niemand, der Ihnen hilft, braucht Ihre PIN. Geben Sie sie niemandem, und bewahren Sie diesen Brief nicht bei der Karte auf.',
      'Vernichten Sie diesen Brief, sobald Sie eine eigene PIN haben. War er offen, als er ankam, sagen Sie es Ihrem Helpdesk und benutzen Sie die Karte nicht.',
    ],
  },
};
