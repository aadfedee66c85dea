/** What a campaign of cuts comes to, per flow and dialect: for people (markdown) and machines (JSON). Pure. */
import type { CommandKind } from './cut-points.js';
import type { CutRow } from './campaign.js';

export interface Figures {
  flow: string;
  dialect: string;
  apdus: number;
  cuts: number;
  newGood: number;
  oldGood: number;
  notReached: number;
  unusable: number;
  /** Cuts after which an invariant did not hold or somebody had to help. */
  violations: number;
  /** Cuts inside, before or after a command that presents the PUK. */
  pukCuts: number;
  wrongPuks: number;
  /** The most in one run: at most 1. */
  wrongPuksAtMost: number;
  p50Seconds: number;
  p95Seconds: number;
}

const presentsPuk: ReadonlySet<CommandKind> = new Set(['PUK change', 'PIN by PUK']);

export function figuresOf(rows: readonly CutRow[], apdus: Partial<Record<string, number>>): Figures[] {
  const groups = new Map<string, CutRow[]>();
  for (const row of rows) {
    const key = `${row.flow} ${row.dialect}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const { flow, dialect } = group[0]!;
    const times = group.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
    const count = (outcome: CutRow['outcome']): number => group.filter((row) => row.outcome === outcome).length;
    const seconds = (share: number): number =>
      Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) / 10) / 100;
    return {
      ...{ flow, dialect, apdus: apdus[flow] ?? 0, cuts: group.length },
      ...{ newGood: count('new-good'), oldGood: count('old-good') },
      ...{ notReached: count('not-reached'), unusable: count('unusable') },
      violations: group.filter(({ findings }) => findings.length > 0).length,
      pukCuts: group.filter(({ cut }) => presentsPuk.has(cut.kind)).length,
      wrongPuks: group.reduce((sum, row) => sum + row.wrongPuks, 0),
      wrongPuksAtMost: Math.max(...group.map((row) => row.wrongPuks)),
      p50Seconds: seconds(0.5),
      p95Seconds: seconds(0.95),
    };
  });
}

const columns: [title: string, value: (row: Figures) => string | number][] = [
  ['flow', (row) => row.flow],
  ['dialect', (row) => row.dialect],
  ['APDUs', (row) => row.apdus],
  ['cuts', (row) => row.cuts],
  ['resumed to new-good', (row) => row.newGood],
  ['still old-good', (row) => row.oldGood],
  ['not reached', (row) => row.notReached],
  ['unusable', (row) => row.unusable],
  ['violations', (row) => row.violations],
  ['wrong PUKs (at most per cut)', (row) => `${row.wrongPuks} (${row.wrongPuksAtMost})`],
  ['recovery p50 / p95', (row) => `${row.p50Seconds.toFixed(2)} / ${row.p95Seconds.toFixed(2)} s`],
];

/** A table as prettier formats it. */
export function markdownOf(figures: readonly Figures[]): string {
  const cells = [columns.map(([title]) => title), ...figures.map((row) => columns.map(([, value]) => `${value(row)}`))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]!.length)));
  const line = (row: string[]): string => `| ${row.map((cell, index) => cell.padEnd(widths[index]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}
