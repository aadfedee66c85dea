/** Texts of the list of shortcuts, and of the choice whether there are any. */
import { inPagesLanguage } from '../ui/language.js';

export const text = inPagesLanguage({
  en: {
    title: 'Keyboard shortcuts',
    on: 'On',
    off: 'Off',
    lead: 'Not while you type, nor while a dialog is open. Your account menu switches them off.',
    key: 'Key',
    does: 'What it does',
    then: 'then',
    or: 'or',
    list: 'Shows this list',
    search: 'Searches everything',
    down: 'The next row of the list',
    up: 'The row before',
    enter: 'Opens the row',
    goTo: (page: string) => `Opens ${page}`,
  },
  de: {
    title: 'Tastenkürzel',
    on: 'An',
    off: 'Aus',
    lead: 'Nicht, während Sie schreiben oder ein Dialog offen ist. Im Menü Ihres Kontos schalten Sie sie aus.',
    key: 'Taste',
    does: 'Was sie tut',
    then: 'dann',
    or: 'oder',
    list: 'Zeigt diese Liste',
    search: 'Sucht überall',
    down: 'Die nächste Zeile der Liste',
    up: 'Die Zeile davor',
    enter: 'Öffnet die Zeile',
    goTo: (page) => `Öffnet ${page}`,
  },
});
