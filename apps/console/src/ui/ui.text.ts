/** Texts that belong to no page: of tables, waits and errors everywhere. */
import { inLanguage } from './language.js';

export const product = 'Cardwright';

export const text = inLanguage({
  en: {
    loading: 'Loading',
    failed: 'This could not be loaded',
    again: 'Try again',
    more: 'Load more',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    stepOf: (step: number, of: number) => `Step ${step} of ${of}`,
    newTab: '(opens a new tab)',
    breadcrumb: 'Breadcrumb',
    forbidden: 'Your roles do not allow this',
    details: 'Details',
    whyFailed: 'Why they failed',
    history: { title: 'History', when: 'When', what: 'What', who: 'By', itself: 'itself' },
  },
  de: {
    loading: 'Wird geladen',
    failed: 'Das konnte nicht geladen werden',
    again: 'Noch einmal versuchen',
    more: 'Mehr laden',
    close: 'Schließen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    stepOf: (step: number, of: number) => `Schritt ${step} von ${of}`,
    newTab: '(öffnet einen neuen Tab)',
    breadcrumb: 'Pfad',
    forbidden: 'Das dürfen Sie nicht',
    details: 'Einzelheiten',
    whyFailed: 'Warum sie gescheitert sind',
    history: { title: 'Verlauf', when: 'Wann', what: 'Was', who: 'Durch', itself: 'von selbst' },
  },
});
