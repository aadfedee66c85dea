/** Texts of the shell and of sign-in. One file per feature, with every language that the interface has. */
import { inPagesLanguage, type Language } from '../ui/language.js';
import { product } from '../ui/ui.text.js';

export const text = inPagesLanguage({
  en: {
    nav: {
      label: 'Main',
      issue: 'Issue a card',
      attention: 'Needs attention',
      search: 'Search',
      temporal: 'Temporal UI',
      api: 'API reference',
      open: 'Open menu',
      close: 'Close menu',
      skip: 'Skip to content',
      help: 'Help',
    },
    singleOperator: {
      badge: 'Single operator',
      text: 'One person may hold every role in this installation. In production the duties are separated.',
    },
    scheme: { label: 'Colours', light: 'Light', dark: 'Dark', auto: 'System', chosen: 'chosen' },
    language: { label: 'Language', operators: 'Pages for operators are in English.' },
    user: { menu: 'Your account', profile: 'Account and roles', computer: 'This computer', signOut: 'Sign out' },
    signIn: {
      title: product,
      lead: 'Smart cards and security keys: issued, activated and looked after.',
      button: 'Sign in',
      again: 'Your session has ended. Sign in again to go on; nothing that runs was stopped.',
      expired: 'That sign-in took too long. Start it again.',
      failed: 'The sign-in did not work. Try again, or ask your administrator.',
      unrecorded:
        'You are signed out in this browser. The server could not be reached to end the session, so it ends by itself after a while.',
      offline: 'Cardwright cannot be reached. This page tries again by itself.',
    },
    stepUp: {
      title: 'Confirm that it is you',
      explanation:
        'For this you must have signed in just now. Sign in again: you come back to this page, and then repeat what you did. Nothing was changed yet.',
      confirm: 'Sign in again',
      cancel: 'Not now',
      otherPerson: 'Somebody else has signed in. Nothing was confirmed, and nothing was changed.',
      unconfirmed: 'The sign-in did not confirm that it is you. Nothing was changed; you can try again.',
    },
    notFound: {
      title: 'There is nothing at this address',
      hint: 'The link may be old, or the item was removed.',
      home: 'Go to the start page',
    },
  },
  de: {
    nav: {
      label: 'Hauptmenü',
      issue: 'Karte ausstellen',
      attention: 'Braucht jemanden',
      search: 'Suchen',
      temporal: 'Temporal UI',
      api: 'API-Referenz',
      open: 'Menü öffnen',
      close: 'Menü schließen',
      skip: 'Zum Inhalt springen',
      help: 'Hilfe',
    },
    singleOperator: {
      badge: 'Ein Betreiber',
      text: 'In dieser Installation darf eine Person alle Rollen haben. Im echten Betrieb sind die Aufgaben getrennt.',
    },
    scheme: { label: 'Farben', light: 'Hell', dark: 'Dunkel', auto: 'Wie das System', chosen: 'gewählt' },
    language: { label: 'Sprache', operators: 'Die Seiten für Bearbeiter sind auf Englisch.' },
    user: { menu: 'Ihr Konto', profile: 'Konto und Rollen', computer: 'Dieser Computer', signOut: 'Abmelden' },
    signIn: {
      title: product,
      lead: 'Chipkarten und Sicherheitsschlüssel: ausgestellt, aktiviert und gepflegt.',
      button: 'Anmelden',
      again: 'Ihre Sitzung ist beendet. Melden Sie sich neu an, um weiterzumachen; was läuft, läuft weiter.',
      expired: 'Diese Anmeldung hat zu lange gedauert. Beginnen Sie noch einmal.',
      failed: 'Die Anmeldung hat nicht geklappt. Versuchen Sie es noch einmal, oder fragen Sie Ihren Administrator.',
      unrecorded:
        'In diesem Browser sind Sie abgemeldet. Der Server war nicht zu erreichen; die Sitzung endet dort nach einer Weile von selbst.',
      offline: 'Cardwright ist nicht zu erreichen. Diese Seite versucht es von selbst wieder.',
    },
    stepUp: {
      title: 'Bestätigen Sie, dass Sie es sind',
      explanation:
        'Dafür müssen Sie sich gerade eben angemeldet haben. Melden Sie sich noch einmal an: Sie kommen auf diese Seite zurück und wiederholen dann, was Sie getan haben. Noch ist nichts geändert.',
      confirm: 'Noch einmal anmelden',
      cancel: 'Jetzt nicht',
      otherPerson: 'Jemand anderes hat sich angemeldet. Es wurde nichts bestätigt und nichts geändert.',
      unconfirmed:
        'Die Anmeldung hat nicht bestätigt, dass Sie es sind. Es wurde nichts geändert; Sie können es noch einmal versuchen.',
    },
    notFound: {
      title: 'Unter dieser Adresse ist nichts',
      hint: 'Vielleicht ist der Link alt, oder es gibt das Gesuchte nicht mehr.',
      home: 'Zur Startseite',
    },
  },
});

/** Each in its own words, so that whoever cannot read the page finds theirs. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' };
