/** Texts of where a person is signed in. */
import { inPagesLanguage } from '../ui/language.js';

export const text = inPagesLanguage({
  en: {
    title: 'Where you are signed in',
    columns: { browser: 'Browser', used: 'Last used', begun: 'Signed in', decide: 'Sign out' },
    browser: (browser: string | null, system: string | null) =>
      browser === null ? 'Another program' : system === null ? browser : `${browser} on ${system}`,
    current: 'This browser',
    end: 'Sign out',
    everywhere: {
      open: 'Sign out everywhere',
      title: 'Sign out everywhere?',
      explanation:
        'Every browser in which you are signed in here is signed out, this one too. What is at work on a card goes on.',
      confirm: 'Sign out everywhere',
      cancel: 'Stay signed in',
    },
  },
  de: {
    title: 'Wo Sie angemeldet sind',
    columns: { browser: 'Browser', used: 'Zuletzt benutzt', begun: 'Angemeldet', decide: 'Abmelden' },
    browser: (browser, system) =>
      browser === null ? 'Ein anderes Programm' : system === null ? browser : `${browser} unter ${system}`,
    current: 'Dieser Browser',
    end: 'Abmelden',
    everywhere: {
      open: 'Überall abmelden',
      title: 'Überall abmelden?',
      explanation:
        'Jeder Browser, in dem Sie hier angemeldet sind, wird abgemeldet, auch dieser. Was gerade an einer Karte geschieht, geht weiter.',
      confirm: 'Überall abmelden',
      cancel: 'Angemeldet bleiben',
    },
  },
});
