/**
 * Where the power can go in a flow, from the APDUs of an uncut run: before and after each, and inside each that writes. A sample is
 * spread over the kinds of command, so that the rare decisive ones (PIN, PUK, 9B, GENERATE, chained pieces) are always in it, and
 * chosen by a seed that makes it repeatable. Pure; governing document: faults.md 11 to 13.
 */
import type { ApduEvent, CutMoment } from '@cardwright/simulated-card/power-cut';
import { shuffled } from '../seeded-random.js';

export interface CutPoint {
  apdu: number;
  when: CutMoment;
  kind: CommandKind;
  /** Given: at the command of this kind that has so many of it before it, wherever that stands in this run. */
  nth?: number;
}

export const commandKinds = [
  ...(['PIN change', 'PUK change', 'PIN by PUK', 'PIN check', 'management key', 'GENERATE', 'chained write'] as const),
  ...(['write', 'try limits', 'delete', 'import', 'vendor reset', 'crypto', 'read'] as const),
  ...(['CTAP message', 'piece of a CTAP message'] as const),
] as const;
export type CommandKind = (typeof commandKinds)[number];

/** Rows are by instruction. Two uses of one instruction are distinguished by P2 or by the class byte. */
export function commandKind({ ins, p2, chained }: Pick<ApduEvent, 'ins' | 'p2' | 'chained'>): CommandKind {
  switch (ins) {
    case 0x24:
      return p2 === 0x81 ? 'PUK change' : 'PIN change';
    case 0x2c:
      return 'PIN by PUK';
    case 0x20:
      return 'PIN check';
    case 0xff:
      return 'management key';
    case 0x47:
      return 'GENERATE';
    case 0xdb:
      return chained ? 'chained write' : 'write';
    case 0xfa:
      return 'try limits';
    case 0xf6:
      return 'delete';
    case 0xfe:
      return 'import';
    case 0xfb:
      return 'vendor reset';
    case 0x87:
      return 'crypto';
    case 0x10:
      return chained ? 'piece of a CTAP message' : 'CTAP message';
    default:
      return 'read';
  }
}

const harmless: ReadonlySet<CommandKind> = new Set(['read', 'crypto']);

export const allCuts = (uncut: readonly ApduEvent[]): CutPoint[] =>
  uncut.flatMap((event) => {
    const kind = commandKind(event);
    const moments: CutMoment[] = harmless.has(kind) ? ['before', 'after'] : ['before', 'inside', 'after'];
    return moments.map((when) => ({ apdu: event.index, when, kind }));
  });

/** The same cuts, in runs that send fewer or more commands before them as well: a card is asked for room at its first issue only. */
export function byKind(cuts: readonly CutPoint[]): CutPoint[] {
  const apdus = (kind: CommandKind): number[] => [
    ...new Set(cuts.filter((cut) => cut.kind === kind).map(({ apdu }) => apdu)),
  ];
  return cuts.map((cut) => ({ ...cut, nth: apdus(cut.kind).indexOf(cut.apdu) }));
}

/** `count` of the cuts, in their order: the first and the last, then the kinds in turn, each point chosen by the seed. */
export function sampleOf(cuts: readonly CutPoint[], count: number, random: () => number): CutPoint[] {
  if (cuts.length <= count) return [...cuts];
  const chosen = new Set<CutPoint>([cuts[0]!, cuts.at(-1)!]);
  const ofKind = new Map<CommandKind, CutPoint[]>();
  for (const cut of shuffled(cuts, random)) ofKind.set(cut.kind, [...(ofKind.get(cut.kind) ?? []), cut]);
  // Reads come last: there are many of them, and they show least.
  const kinds = [...ofKind].sort(([a], [b]) => Number(harmless.has(a)) - Number(harmless.has(b))).map(([, row]) => row);
  while (chosen.size < count)
    for (const row of kinds) {
      const cut = row.pop();
      if (cut !== undefined && chosen.size < count) chosen.add(cut);
    }
  return cuts.filter((cut) => chosen.has(cut));
}
