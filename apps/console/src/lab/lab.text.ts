/** Texts of the lab corner. */
import type { PrintedCard } from '@cardwright/contracts/lab/simulated-readers';
import { inPagesLanguage } from '../ui/language.js';

const en = {
  open: 'Lab',
  title: 'Simulated readers',
  lead: 'Pull a card at any moment, as a person would. Only in this installation, which is for trying things.',
  empty: 'Empty',
  pull: (readerName: string) => `Pull the card of ${readerName}`,
  pullShort: 'Pull',
  insert: (card: string) => `Insert ${card}`,
  newCard: 'Insert a new card',
  put: 'Insert',
  into: (readerName: string) => `What to insert into ${readerName}`,
  move: (readerName: string) => `Move the card of ${readerName}`,
  moveShort: 'Move',
  moveTo: (readerName: string, taken: boolean) => (taken ? `Swap with ${readerName}` : `Into ${readerName}`),
  failed: 'The readers cannot be reached',
  refused: 'That could not be done',
  card: ({ dialect, serial }: PrintedCard) => (dialect === 'vendor' ? `ykserial:${serial}` : `${serial} (strict)`),
};

const de: typeof en = {
  open: 'Labor',
  title: 'Simulierte Leser',
  lead: 'Ziehen Sie eine Karte, wann Sie wollen, wie es jemand täte. Das gibt es nur in dieser Installation, die zum Ausprobieren ist.',
  empty: 'Leer',
  pull: (readerName) => `Die Karte aus ${readerName} ziehen`,
  pullShort: 'Ziehen',
  insert: (card) => `${card} einstecken`,
  newCard: 'Eine neue Karte einstecken',
  put: 'Einstecken',
  into: (readerName) => `Was in ${readerName} gesteckt wird`,
  move: (readerName) => `Die Karte aus ${readerName} umstecken`,
  moveShort: 'Umstecken',
  moveTo: (readerName, taken) => (taken ? `Mit ${readerName} tauschen` : `In ${readerName}`),
  failed: 'Die Leser sind nicht zu erreichen',
  refused: 'Das ging nicht',
  card: ({ dialect, serial }) => (dialect === 'vendor' ? `ykserial:${serial}` : `${serial} (streng)`),
};

export const text = inPagesLanguage({ en, de });
