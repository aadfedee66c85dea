/** Texts that belong to no page: of tables, waits and errors everywhere. */
import { brand } from './brand.js';
import { inPagesLanguage } from './language.js';

export const product = brand.name ?? 'Cardwright';

export const text = inPagesLanguage({
  en: {
    loading: 'Loading',
    failed: 'This could not be loaded',
    again: 'Try again',
    more: 'Load more',
    close: 'Close',
    clear: 'Clear',
    copy: 'Copy',
    copied: 'Copied',
    undo: 'Undo',
    undone: 'Undone',
    beside: 'Show beside the list',
    openPage: 'Open the page',
    stepOf: (step: number, of: number) => `Step ${step} of ${of}`,
    newTab: '(opens a new tab)',
    breadcrumb: 'Breadcrumb',
    forbidden: 'Your roles do not allow this',
    whoMay: (roles: string) => `Ask somebody who has this role: ${roles}.`,
    details: 'Details',
    whyFailed: 'Why they failed',
    failures: {
      offline: {
        title: 'The portal cannot be reached',
        fix: 'Check that this computer has a network connection, then try again.',
      },
      busy: { title: 'The portal is busy', fix: 'Wait a moment, then try again.' },
      'signed-out': {
        title: 'You are no longer signed in',
        fix: 'Sign in to the portal again, then try once more.',
      },
      'not-allowed': {
        title: 'You may not do this here',
        fix: 'Sign in to the portal with your own account, or ask your help desk.',
      },
      unknown: { title: 'This did not work', fix: 'Try again. If it does not help, ask your help desk.' },
    },
    history: { title: 'History', when: 'When', what: 'What', who: 'By', itself: 'itself' },
  },
  de: {
    loading: 'Wird geladen',
    failed: 'Das konnte nicht geladen werden',
    again: 'Noch einmal versuchen',
    more: 'Mehr laden',
    close: 'Schließen',
    clear: 'Leeren',
    copy: 'Kopieren',
    copied: 'Kopiert',
    undo: 'Rückgängig',
    undone: 'Rückgängig gemacht',
    beside: 'Neben der Liste zeigen',
    openPage: 'Seite öffnen',
    stepOf: (step: number, of: number) => `Schritt ${step} von ${of}`,
    newTab: '(öffnet einen neuen Tab)',
    breadcrumb: 'Pfad',
    forbidden: 'Das dürfen Sie nicht',
    whoMay: (roles: string) => `Fragen Sie jemanden mit dieser Rolle: ${roles}.`,
    details: 'Einzelheiten',
    whyFailed: 'Warum sie gescheitert sind',
    failures: {
      offline: {
        title: 'Das Portal ist nicht zu erreichen',
        fix: 'Prüfen Sie, ob dieser Computer eine Netzverbindung hat, und versuchen Sie es noch einmal.',
      },
      busy: { title: 'Das Portal ist beschäftigt', fix: 'Warten Sie einen Moment, und versuchen Sie es noch einmal.' },
      'signed-out': {
        title: 'Sie sind nicht mehr angemeldet',
        fix: 'Melden Sie sich im Portal neu an, und versuchen Sie es dann noch einmal.',
      },
      'not-allowed': {
        title: 'Das dürfen Sie hier nicht',
        fix: 'Melden Sie sich im Portal mit Ihrem eigenen Konto an, oder fragen Sie Ihren Helpdesk.',
      },
      unknown: {
        title: 'Das hat nicht geklappt',
        fix: 'Versuchen Sie es noch einmal. Wenn es nicht hilft, fragen Sie Ihren Helpdesk.',
      },
    },
    history: { title: 'Verlauf', when: 'Wann', what: 'Was', who: 'Durch', itself: 'von selbst' },
  },
});
