/** How a workstation is ruled, in words, for the console and the command line. */
import type { WorkstationReport } from './workstation.js';

const sources: Readonly<Record<string, string>> = {
  'machine-policy': 'by the machine policy',
  'user-policy': 'by the user policy',
  'edge.json': 'by edge.json',
  environment: 'by an environment variable',
  'settings.json': 'by settings.json',
  server: 'at the server',
  default: 'by default',
};

/** Who decided a setting: `by the machine policy`. */
export const sourceText = (source: string): string => sources[source] ?? `by ${source}`;

/** `On, by the machine policy`; `Off, by default; 1 mistake in its policies`. */
export function autoUpdateText(report: WorkstationReport | null): string {
  if (report?.autoUpdate == null) return 'Not known';
  const { autoUpdate, autoUpdateSource, policyProblems } = report;
  const decided = `${autoUpdate ? 'On' : 'Off'}, ${sourceText(autoUpdateSource ?? 'default')}`;
  const count = policyProblems ?? 0;
  return count === 0 ? decided : `${decided}; ${count} ${count === 1 ? 'mistake' : 'mistakes'} in its policies`;
}

const kinds = { unreadable: 'cannot be read', value: 'has a value that cannot be', unknown: 'is no setting' } as const;
export const problemText = ({
  source,
  kind,
  setting,
}: {
  source: string;
  kind: keyof typeof kinds;
  setting?: string | undefined;
}): string =>
  `${setting ?? (kind === 'unknown' ? 'A name' : 'Something')} ${sourceText(source).replace(/^by /, 'in ')} ${kinds[kind]}`;
