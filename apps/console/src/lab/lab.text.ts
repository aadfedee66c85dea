/** Texts of the lab corner. */
import type { PrintedCard } from '@cardwright/contracts/lab/simulated-readers';

export const text = {
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
  card: ({ dialect, serial }: PrintedCard) => (dialect === 'vendor' ? `ykserial:${serial}` : `${serial} (${dialect})`),
};
