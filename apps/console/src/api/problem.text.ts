/** What is said where no problem document of the server came: in the language of the page, as the server would have answered. */
import { readerLanguage } from './reader-language.js';

const english = {
  broken: { detail: 'Something went wrong in this page', fix: 'Reload the page and try again.' },
  offline: { detail: 'Cardwright cannot be reached', fix: 'Check the network; the page tries again by itself.' },
  strange: {
    detail: (status: number) => `The server answered ${status} without an explanation`,
    fix: 'Try again in a moment.',
  },
};
const german: typeof english = {
  broken: {
    detail: 'Auf dieser Seite ist etwas schiefgegangen',
    fix: 'Laden Sie die Seite neu, und versuchen Sie es noch einmal.',
  },
  offline: {
    detail: 'Cardwright ist nicht zu erreichen',
    fix: 'Prüfen Sie das Netz; die Seite versucht es von selbst wieder.',
  },
  strange: {
    detail: (status) => `Der Server hat mit ${status} und ohne Erklärung geantwortet`,
    fix: 'Versuchen Sie es gleich noch einmal.',
  },
};

export const problemText = (): typeof english => (readerLanguage() === 'de' ? german : english);
