/** The results of a campaign of cuts, per flow and dialect, for people (markdown) and machines (JSON). Pure. */
import type { CommandKind } from './cut-points.js';
import type { CutRow } from './campaign.js';
import type { KillRow } from './kill-campaign.js';

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
    const count = (outcome: CutRow['outcome']): number => group.filter((row) => row.outcome === outcome).length;
    return {
      ...{ flow, dialect, apdus: apdus[flow] ?? 0, cuts: group.length },
      ...{ newGood: count('new-good'), oldGood: count('old-good') },
      ...{ notReached: count('not-reached'), unusable: count('unusable') },
      violations: group.filter(({ findings }) => findings.length > 0).length,
      pukCuts: group.filter(({ cut }) => presentsPuk.has(cut.kind)).length,
      wrongPuks: group.reduce((sum, row) => sum + row.wrongPuks, 0),
      wrongPuksAtMost: Math.max(...group.map((row) => row.wrongPuks)),
      ...percentiles(group.map(({ recoveryMs }) => recoveryMs)),
    };
  });
}

export interface KillFigures {
  process: string;
  flow: string;
  dialect: string;
  runs: number;
  violations: number;
  p50Seconds: number;
  p95Seconds: number;
}

/** The figures of the kill matrix: per process and flow, and the whole in the last row. */
export function killFiguresOf(rows: readonly KillRow[]): KillFigures[] {
  const figures = (
    named: Pick<KillFigures, 'process' | 'flow' | 'dialect'>,
    group: readonly KillRow[],
  ): KillFigures => ({
    ...{ ...named, runs: group.length },
    violations: group.filter(({ findings }) => findings.length > 0).length,
    ...percentiles(group.map(({ recoveryMs }) => recoveryMs)),
  });
  const cells = new Map<string, KillRow[]>();
  for (const row of rows) {
    const key = `${row.process} ${row.flow} ${row.dialect}`;
    cells.set(key, [...(cells.get(key) ?? []), row]);
  }
  const all = [...cells.values()].map((group) => {
    const { process, flow, dialect } = group[0]!;
    return figures({ process, flow, dialect }, group);
  });
  return [...all, figures({ process: 'all', flow: 'all', dialect: 'all' }, rows)];
}

function percentiles(times: number[]): { p50Seconds: number; p95Seconds: number } {
  const sorted = times.sort((a, b) => a - b);
  const seconds = (share: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 10) / 100;
  return { p50Seconds: seconds(0.5), p95Seconds: seconds(0.95) };
}

type Columns<Row> = [title: string, value: (row: Row) => string | number][];
const recovery: Columns<{ p50Seconds: number; p95Seconds: number }> = [
  ['recovery p50 / p95', (row) => `${row.p50Seconds.toFixed(2)} / ${row.p95Seconds.toFixed(2)} s`],
];
const cutColumns: Columns<Figures> = [
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
  ...recovery,
];
const killColumns: Columns<KillFigures> = [
  ['process', (row) => row.process],
  ['flow', (row) => row.flow],
  ['dialect', (row) => row.dialect],
  ['runs', (row) => row.runs],
  ['violations', (row) => row.violations],
  ...recovery,
];

export const cutTable = (figures: readonly Figures[]): string => table(cutColumns, figures);
export const killTable = (figures: readonly KillFigures[]): string => table(killColumns, figures);

/** A table as prettier formats it. */
function table<Row>(columns: Columns<Row>, figures: readonly Row[]): string {
  const cells = [columns.map(([title]) => title), ...figures.map((row) => columns.map(([, value]) => `${value(row)}`))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]!.length)));
  const line = (row: string[]): string => `| ${row.map((cell, index) => cell.padEnd(widths[index]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}
