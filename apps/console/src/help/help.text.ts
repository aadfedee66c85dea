/** Texts of the help around the manuals; the manuals themselves are docs/manuals. */
import { inPagesLanguage } from '../ui/language.js';
import type { ManualName } from './manual.js';

interface About {
  title: string;
  lead: string;
}

export const text = inPagesLanguage({
  en: {
    title: 'Help',
    lead: 'Short instructions for what you want to do, in the words that the pages have.',
    others: 'For others',
    /** The link beside the title of another page. */
    here: 'Help with this page',
    contents: 'On this page',
    /** Of a manual that there is in English alone. */
    english: '',
    manuals: {
      cardholder: {
        title: 'For cardholders',
        lead: 'Add a card, choose a PIN, report a card that is lost, ask for a new one.',
      },
      update: {
        title: 'Updating a card',
        lead: 'Why you are asked, what you need, and what to leave alone meanwhile.',
      },
      operator: {
        title: 'For operators and the help desk',
        lead: 'Find somebody, issue, replace, suspend and end cards, help a holder, get work going again.',
      },
      administrator: {
        title: 'For administrators',
        lead: 'Roles, people, workstations, profiles, card models, mail and backups.',
      },
      integrator: {
        title: 'For integrators',
        lead: 'The REST API and the feed of events, for programs of your own.',
      },
    } satisfies Record<ManualName, About>,
  },
  de: {
    title: 'Hilfe',
    lead: 'Kurze Anleitungen für das, was Sie tun möchten, in den Worten der Seiten.',
    others: 'Für andere',
    here: 'Hilfe zu dieser Seite',
    contents: 'Auf dieser Seite',
    english: 'Diese Anleitung gibt es nur auf Englisch.',
    manuals: {
      cardholder: {
        title: 'Für Karteninhaber',
        lead: 'Eine Karte hinzufügen, eine PIN wählen, eine verlorene Karte melden, um eine neue bitten.',
      },
      update: {
        title: 'Eine Karte aktualisieren',
        lead: 'Warum Sie gefragt werden, was Sie brauchen und was Sie solange lassen sollten.',
      },
      operator: {
        title: 'Für Bearbeiter und den Helpdesk',
        lead: 'Jemanden finden, Karten ausstellen, ersetzen, aussetzen und beenden, einem Inhaber helfen, Arbeit wieder in Gang bringen.',
      },
      administrator: {
        title: 'Für Administratoren',
        lead: 'Rollen, Personen, Computer, Profile, Kartenmodelle, E-Mail und Sicherungen.',
      },
      integrator: {
        title: 'Für Entwickler von Anbindungen',
        lead: 'Die REST-API und die Ereignisse, für eigene Programme. Auf Englisch.',
      },
    },
  },
});
