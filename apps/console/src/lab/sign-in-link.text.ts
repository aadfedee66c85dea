/** Texts of the page that the link of `npm start` opens. */
import { inPagesLanguage } from '../ui/language.js';

const en = {
  title: 'Add a card',
  working: 'Signing you in',
  refused: {
    title: 'This link is no longer good',
    hint: 'A link is good once, and for one minute. For another one press n in the terminal of npm start, or type there, in the folder of Cardwright:',
  },
};

const de: typeof en = {
  title: 'Eine Karte hinzufügen',
  working: 'Sie werden angemeldet',
  refused: {
    title: 'Dieser Link gilt nicht mehr',
    hint: 'Ein Link gilt einmal und eine Minute lang. Für einen neuen drücken Sie n im Terminal von npm start, oder geben Sie dort im Ordner von Cardwright ein:',
  },
};

export const text = inPagesLanguage({ en, de });
