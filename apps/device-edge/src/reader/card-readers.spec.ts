/** Where a card is: looked for, never remembered. Simulated readers and cards; the names are what a person reads. */
import { describe, expect, it } from '@jest/globals';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { CardReaders } from './card-readers.js';
import { SeenCards } from './seen-cards.js';
import { SimulatedReaders } from './simulated-readers.js';

const readers = ['A', 'B', 'C'];
const identity = (serial: number): string => `ykserial:${serial}`;

/** held: requests of ours, by the reader that each has for itself. */
async function place(cards: Record<string, number | SimulatedCard>, held: Record<string, string> = {}) {
  const slots = new SimulatedReaders(readers);
  for (const [name, card] of Object.entries(cards))
    await slots.insert(name, card instanceof SimulatedCard ? card : new SimulatedCard({ serial: card }));
  const seen = new SeenCards();
  const workIn = (name: string) =>
    held[name] === undefined ? undefined : { requestId: held[name], identityText: identity(Number(cards[name])) };
  const cardReaders = new CardReaders(slots, workIn, seen);
  return { slots, seen, cardReaders };
}
const opened = async (cardReaders: CardReaders, serial: number, hint?: string): Promise<string> => {
  const { readerName, sessions } = await cardReaders.open(identity(serial), { hint: hint, sharing: 'work' });
  await sessions.piv.close('reset');
  return readerName;
};

describe('a card that is looked for', () => {
  it.each([
    ['where it is said to be', 'A'],
    ['although another reader is named', 'B'],
    ['although a reader is named that holds another card', 'C'],
    ['although a reader is named that is not there any more', 'Reader 01 00'],
    ['when no reader is named', undefined],
  ])('is found / %s', async (_, hint) => {
    const { cardReaders } = await place({ A: 1001, C: 1003 });
    expect(await opened(cardReaders, 1001, hint)).toBe('A');
    expect(await cardReaders.inspectCard(identity(1001), hint)).toMatchObject({ readerName: 'A' });
  });

  it('is looked for first where it was seen last, then where it is said to be; others are asked who they are and no more', async () => {
    const { cardReaders, seen } = await place({ A: 1001, B: 1002, C: 1003 });
    seen.inserted('C')(identity(1003));
    const { recorder, sessions } = await cardReaders.open(identity(1003), { hint: 'A', sharing: 'work' });
    await sessions.piv.close('reset');
    const direct = recorder.take().apdus.length;
    expect(direct).toBeGreaterThan(5);
    const moved = await place({ A: 1001, B: 1002, C: 1003 });
    const asked: string[] = [];
    const connect = moved.slots.connectExclusive.bind(moved.slots);
    moved.slots.connectExclusive = (name) => {
      asked.push(name);
      return connect(name);
    };
    expect(await opened(moved.cardReaders, 1002, 'B')).toBe('B');
    expect(asked).toEqual(['B']);
  });

  it('moved to another reader after it was seen: found there', async () => {
    const { cardReaders, seen, slots } = await place({ A: 1001 });
    seen.inserted('A')(identity(1001));
    const card = (await slots.remove('A'))!;
    await slots.insert('B', card);
    expect(await opened(cardReaders, 1001, 'A')).toBe('B');
  });

  it('is not hidden by a reader that is held, or whose card cannot be read', async () => {
    const { cardReaders, slots } = await place({ A: 1001, B: 1002, C: 1003 }, { A: 'request-9' });
    slots.disturb('B', ...Array.from({ length: 20 }, () => ({ code: 'CARD_WAS_RESET' as const })));
    expect(await opened(cardReaders, 1003, 'A')).toBe('C');
  });
});

describe('a card that is not found is named as what it is', () => {
  const refusal = async (cardReaders: CardReaders, serial: number, hint?: string): Promise<unknown> =>
    cardReaders.open(identity(serial), { hint: hint, sharing: 'work' }).then(
      () => 'found',
      ({ code, message, details }: { code: string; message: string; details: object }) => ({ code, message, details }),
    );

  it('no card in any reader', async () => {
    const { cardReaders } = await place({});
    expect(await refusal(cardReaders, 1001, 'A')).toEqual({
      code: 'CARD_ABSENT',
      message: 'No card is in a reader of this workstation; ykserial:1001 is expected',
      details: { expected: 'ykserial:1001' },
    });
  });

  it('the reader that is named for it is empty: it is out, whatever cards of other people are beside it', async () => {
    const { cardReaders } = await place({ B: 1002 });
    expect(await refusal(cardReaders, 1001, 'A')).toEqual({
      code: 'CARD_ABSENT',
      message: 'No card is in "A"; ykserial:1001 is expected, "B" holds ykserial:1002',
      details: {
        expected: 'ykserial:1001',
        readerName: 'A',
        elsewhere: [{ readerName: 'B', identityText: 'ykserial:1002' }],
      },
    });
  });

  it.each(['B', 'Reader 01 00', undefined])('another card, where it is said to be in: %s', async (hint) => {
    const { cardReaders } = await place({ B: 1002 });
    expect(await refusal(cardReaders, 1001, hint)).toEqual({
      code: 'CARD_WRONG_DEVICE',
      message: 'The card ykserial:1001 is expected; "B" holds ykserial:1002',
      details: {
        expected: 'ykserial:1001',
        found: ['ykserial:1002'],
        readers: [{ readerName: 'B', identityText: 'ykserial:1002' }],
        notRead: [],
      },
    });
  });

  it('several others, one of which cannot be read and one of which is nobody’s', async () => {
    const { cardReaders } = await place({ A: 1001, B: 1002, C: new SimulatedCard({ serial: 0 }) }, { A: 'request-9' });
    expect(await refusal(cardReaders, 1004, 'B')).toMatchObject({
      code: 'CARD_WRONG_DEVICE',
      details: {
        found: ['ykserial:1002'],
        readers: [
          { readerName: 'B', identityText: 'ykserial:1002' },
          { readerName: 'C', identityText: null },
        ],
        notRead: [],
      },
    });
  });

  const working = '"B" holds ykserial:1002, on which other work is under way';

  it.each([
    ['its reader is named', 'A', 'No card is in "A"'],
    ['no reader is named', undefined, 'No card is in a reader that is free'],
    ['a reader is named that is gone', 'Reader 01 00', 'No card is in a reader that is free'],
  ])('it is out while work of ours goes on with the card in another reader: it is out / %s', async (_, hint, said) => {
    const { cardReaders } = await place({ B: 1002 }, { B: 'request-9' });
    expect(await refusal(cardReaders, 1001, hint)).toMatchObject({
      code: 'CARD_ABSENT',
      message: `${said}; ykserial:1001 is expected, ${working}`,
    });
  });

  it.each([
    ['the reader that is named for it', { B: 1002 }, 'B'],
    ['the reader that is named for it, and another card is in one that is free', { B: 1002, C: 1003 }, 'B'],
    ['every reader', { A: 1001, B: 1002, C: 1003 }, 'Reader 01 00'],
  ])('work of ours has %s: that is waited for, and no program is to be closed', async (_, cards, hint) => {
    const held = Object.fromEntries(Object.keys(cards).map((name) => [name, 'request-9']));
    const { cardReaders } = await place(cards, hint === 'B' ? { B: 'request-9' } : held);
    expect(await refusal(cardReaders, 1004, hint)).toMatchObject({
      code: 'CARD_IN_WORK',
      message: expect.stringContaining(working) as unknown,
      details: { expected: 'ykserial:1004', readerName: hint === 'B' ? 'B' : 'A', heldBy: 'request-9' },
    });
  });

  it('work of ours has this very card', async () => {
    const { cardReaders } = await place({ A: 1001 }, { A: 'request-9' });
    const code = 'CARD_IN_WORK';
    const details = { readerName: 'A', heldBy: 'request-9' };
    expect(await refusal(cardReaders, 1001, 'A')).toMatchObject({ code, details });
    await expect(cardReaders.inspect('A')).rejects.toMatchObject({ code, details });
    await expect(cardReaders.identify('A')).rejects.toMatchObject({ code, details });
  });

  it.each([
    [
      'is known as another: it is out',
      true,
      { code: 'CARD_ABSENT', message: 'No card is in "A"; ykserial:1001 is expected, "B" holds ykserial:1002' },
    ],
    [
      'nobody has read yet: it may be that one',
      false,
      { code: 'CARD_BUSY', message: 'Another program holds the card' },
    ],
  ])('it is out while another program has a card that %s', async (_, isKnown, said) => {
    const { cardReaders, seen, slots } = await place({ B: 1002 });
    if (isKnown) seen.inserted('B')(identity(1002));
    slots.openElsewhere('B');
    await expect(cardReaders.open(identity(1001), { hint: 'A', sharing: 'never' })).rejects.toMatchObject(said);
  });

  it('a reader that was chosen is empty: where cards are is said', async () => {
    const { cardReaders, seen } = await place({ B: 1002, C: 1003 });
    seen.inserted('B')(identity(1002));
    await expect(cardReaders.inspect('A')).rejects.toMatchObject({
      code: 'CARD_ABSENT',
      message: 'No card is in "A"; "B" holds ykserial:1002, "C" holds a card',
      details: {
        readerName: 'A',
        elsewhere: [
          { readerName: 'B', identityText: 'ykserial:1002' },
          { readerName: 'C', identityText: null },
        ],
      },
    });
  });
});

describe('a card that somebody else resets', () => {
  it.each(['CARD_WAS_RESET', 'CARD_UNPOWERED'] as const)(
    '%s while it is read: it is read, and it never counts as removed',
    async (code) => {
      const { cardReaders, slots } = await place({ A: 1001 });
      const undisturbed = await cardReaders.inspect('A');
      slots.disturb(
        'A',
        { code, before: (command) => command[1] === 0xcb },
        { code, before: (command) => command[1] === 0xf7 },
      );
      const image = await cardReaders.inspect('A');
      expect({ ...image, apdus: 0 }).toEqual({ ...undisturbed, apdus: 0 });
      slots.disturb('A', { code, before: (command) => command[1] === 0xf8 });
      expect(await cardReaders.identify('A')).toBe('ykserial:1001');
    },
  );
});
