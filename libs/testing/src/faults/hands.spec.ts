/** Two who move the same card at the same time: a reader takes one card, and one that is in is not put in again. */
import { expect, it } from '@jest/globals';
import { SimulatedReaders } from '@cardwright/device-edge/reader/simulated-readers';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import { Hands } from './hands.js';

const readerName = 'Reader 0';

/** A card in its reader, and what happened to it since. */
async function inReader() {
  const readers = new SimulatedReaders([readerName]);
  const card = new SimulatedCard({ dialect: 'vendor', serial: 1, store: new MemoryStore() });
  const moves: string[] = [];
  const hands = new Hands(
    {
      insert: (name, which) => {
        moves.push('in');
        return readers.insert(name, which);
      },
      remove: async (name) => {
        moves.push('out');
        await readers.remove(name);
      },
      untilOut: async () => {
        moves.push('without power');
        await readers.remove(readerName);
      },
    },
    readerName,
    card,
  );
  await hands.putIn();
  moves.length = 0;
  return { readers, hands, moves };
}

it('[F03] a card without power comes out and is put in again', async () => {
  const { readers, hands, moves } = await inReader();
  await hands.putBack(0);
  expect([moves, readers.cardIn(readerName) !== undefined]).toEqual([['without power', 'in'], true]);
});

it('[F03] a card that loses its power while somebody takes it out is put in once', async () => {
  const { readers, hands, moves } = await inReader();
  const reinserted = hands.reinsert();
  await Promise.all([reinserted, hands.putBack(0)]);
  expect([moves, readers.cardIn(readerName) !== undefined]).toEqual([['out', 'in'], true]);
});

it('[F03] a card that is to be taken out while it is without power is taken out afterwards', async () => {
  const { readers, hands, moves } = await inReader();
  await Promise.all([hands.putBack(0), hands.reinsert()]);
  expect([moves, readers.cardIn(readerName) !== undefined]).toEqual([['without power', 'in', 'out', 'in'], true]);
});
