import { describe, expect, it } from '@jest/globals';
import type { ReaderState } from '@cardwright/contracts/nats/edge.api';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { mayGoOn, restMs } from './wake-up.js';

const empty: ReaderState = { readerName: 'R1', cardPresent: false, atrHex: null, identityText: null, heldBy: null };
const holding = (identityText: string | null, heldBy: string | null = null): ReaderState => ({
  readerName: 'R2',
  cardPresent: true,
  atrHex: '3B00',
  identityText,
  heldBy,
});
const old: ReaderState = { readerName: 'R2', cardPresent: true, atrHex: '3B00', heldBy: null };
const usedBy = (inUse: 'exclusive' | 'shared' | null): ReaderState => ({ ...holding('card-1'), inUse });
const ok = (...readers: ReaderState[]) => ({ pcsc: 'ok', readers }) as const;

describe('[F03] a saga that waits at a workstation, and what the agent says of its readers', () => {
  it.each<[ErrorCode, string, Parameters<typeof mayGoOn>[1]]>([
    ['CARD_ABSENT', 'its card', ok(empty, holding('card-1'))],
    ['CARD_REMOVED', 'its card, in a session of its own', ok(holding('card-1', 'r-1'))],
    ['CARD_WRONG_DEVICE', 'its card beside another', ok({ ...holding('card-2'), readerName: 'R1' }, holding('card-1'))],
    ['CARD_UNRESPONSIVE', 'a card that was not identified', ok(holding(null))],
    ['CARD_ABSENT', 'a card, by an agent that never names one', ok(old)],
    ['CARD_IN_WORK', 'its card in a reader that is free', ok(holding('card-1'))],
    ['EDGE_UNREACHABLE', 'nothing', ok()],
    ['EDGE_UNREACHABLE', 'no PC/SC service', { pcsc: 'unavailable', readers: [] }],
    ['EDGE_PCSC_STOPPED', 'a PC/SC service', ok()],
    ['EDGE_NO_READER', 'an empty reader', ok(empty)],
    ['EDGE_READER_UNAVAILABLE', 'its card', ok(holding('card-1'))],
    ['EDGE_SCREEN_LOCKED', 'its card, and the holder is back', ok(holding('card-1'))],
    [
      'EDGE_GOING_TO_SLEEP',
      'its card behind a locked screen',
      { ...ok(holding('card-1')), paused: 'EDGE_SCREEN_LOCKED' },
    ],
  ])('parked for %s, the agent has %s: it goes on', (code, _what, agent) => {
    expect(mayGoOn({ requestId: 'r-1', code, identityText: 'card-1', type: 'REPROVISION' }, agent)).toBe(true);
  });

  it.each<[ErrorCode, string, Parameters<typeof mayGoOn>[1]]>([
    ['EDGE_SCREEN_LOCKED', 'its card, and a locked screen', { ...ok(holding('card-1')), paused: 'EDGE_SCREEN_LOCKED' }],
    ['EDGE_SIGNED_OUT', 'no card any more', ok(empty)],
    ['CARD_ABSENT', 'an empty reader', ok(empty)],
    ['CARD_ABSENT', 'another card', ok(holding('card-2'))],
    ['CARD_WRONG_DEVICE', 'the same other card', ok(holding('card-2'))],
    ['CARD_REMOVED', 'its card, held by another request', ok(holding('card-1', 'r-2'))],
    ['CARD_IN_WORK', 'the card of the other work, which has ended', ok(holding('card-2'))],
    ['CARD_UNRESPONSIVE', 'a card that does not answer', ok({ ...empty, unresponsive: true })],
    ['CARD_REMOVED', 'no PC/SC service', { pcsc: 'unavailable', readers: [] }],
    ['EDGE_PCSC_STOPPED', 'no PC/SC service', { pcsc: 'unavailable', readers: [] }],
    ['EDGE_NO_READER', 'no reader', ok()],
    ['EDGE_READER_UNAVAILABLE', 'an empty reader', ok(empty)],
  ])('parked for %s, the agent has %s: it waits', (code, _what, agent) => {
    expect(mayGoOn({ requestId: 'r-1', code, identityText: 'card-1', type: 'REPROVISION' }, agent)).toBe(false);
  });

  it.each<[string, ReaderState, { alone: boolean; inTurns: boolean }]>([
    ['has it for itself', usedBy('exclusive'), { alone: false, inTurns: false }],
    ['has it open and lets others in', usedBy('shared'), { alone: false, inTurns: true }],
    ['has let go of it', usedBy(null), { alone: true, inTurns: true }],
    ['is not known, by an agent of before', holding('card-1'), { alone: false, inTurns: false }],
    ['was another request, which goes on', { ...usedBy(null), heldBy: 'r-2' }, { alone: false, inTurns: false }],
  ])('[A13] parked because another program had its card, which %s', (_what, reader, goesOn) => {
    const saga = { requestId: 'r-1', code: 'CARD_BUSY', identityText: 'card-1' } as const;
    expect({
      alone: mayGoOn({ ...saga, type: 'REPROVISION' }, ok(reader)),
      inTurns: mayGoOn({ ...saga, type: 'UPDATE' }, ok(reader)),
    }).toEqual(goesOn);
  });

  it('is left alone longer with every attempt, and for five minutes at most', () => {
    expect([1, 2, 3, 4, 5, 1000].map(restMs)).toEqual([15_000, 60_000, 135_000, 240_000, 300_000, 300_000]);
  });
});
