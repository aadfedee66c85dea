/** What an agent answers about its own computer, for whoever helps the people there. Secrets are taken out of it before it is sent. */
import { redact } from '../logging/redaction.js';
import type { Said, SaidIn, SaidValue } from '../said.js';

/** What one check of the agent's doctor found: what it saw, and what to do about it. */
export interface DoctorFinding extends SaidIn<'check' | 'found' | 'fix'> {
  check: string;
  state: 'ok' | 'warn' | 'fail';
  found: string;
  /** What to do; absent when nothing is wrong. */
  fix?: string;
}
/** ranAt: ISO instant of the agent's clock. Whoever asks within seconds of somebody else is given the same answer. */
export interface DoctorReport {
  findings: DoctorFinding[];
  ranAt: string;
}

export const logLevels = ['info', 'warn', 'error'] as const;
/** The least that is shown. */
export type LogLevel = (typeof logLevels)[number];
export interface AgentLogLine {
  /** ISO 8601, UTC. */
  at: string;
  level: string;
  message: string;
  /** Ids, codes and counts of the event, as texts. */
  fields: Record<string, string>;
}
/** Oldest first. older: there are more of the asked time. */
export interface AgentLogPage {
  lines: AgentLogLine[];
  older: boolean;
}

/** How much of them is answered at most: far below what one message on the bus may hold. */
export const diagnosisLimits = { findings: 60, lines: 500, text: 2_000, fields: 20, bytes: 256 * 1024 } as const;

const homes = /(?:\/home|\/Users|[A-Za-z]:\\Users)[/\\][^/\\\s:"']+/g;
/** Files of policies for one account (docs/client-policies.md). */
const accounts = /(\/etc\/cardwright\/users|\/Managed Preferences)\/(?!org\.)[^/\s:"']+?(?=\.json|\/)/g;

/** A text without secrets, without whose home a folder is in, and not longer than the limit. */
export const diagnosisText = (text: string): string =>
  (redact(text) as string).replaceAll(homes, '~').replaceAll(accounts, '$1/*').slice(0, diagnosisLimits.text);

const saidLimits = { depth: 5, values: 20, each: 100 } as const;

/** The values of a sentence are texts too. given: what an agent answered, whatever it is; undefined where it is no sentence. clean: each text. */
export function diagnosisSaid(given: unknown, clean = diagnosisText, depth = 0): Said | undefined {
  if (typeof given !== 'object' || given === null || depth > saidLimits.depth) return undefined;
  const { code, values = {} } = given as { code?: unknown; values?: unknown };
  if (typeof code !== 'string' || typeof values !== 'object' || values === null) return undefined;
  const part = (value: unknown): string | Said | undefined =>
    typeof value === 'string' ? clean(value) : diagnosisSaid(value, clean, depth + 1);
  const cleaned: Record<string, SaidValue> = {};
  for (const [place, value] of Object.entries(values).slice(0, saidLimits.values) as [string, unknown][]) {
    const parts = Array.isArray(value) ? value.slice(0, saidLimits.each).map(part) : undefined;
    const shown = typeof value === 'number' ? value : (parts ?? part(value));
    if (shown === undefined || parts?.includes(undefined)) return undefined;
    cleaned[place] = shown as SaidValue;
  }
  return { code: code.slice(0, 100), values: cleaned };
}

/** What is said of check, found and fix. */
export function diagnosisSaidOf(given: unknown, clean = diagnosisText): Pick<DoctorFinding, 'said'> {
  const { check, found, fix } = (given ?? {}) as { check?: unknown; found?: unknown; fix?: unknown };
  const said = {
    check: diagnosisSaid(check, clean),
    found: diagnosisSaid(found, clean),
    fix: diagnosisSaid(fix, clean),
  };
  if (said.found === undefined) return {};
  return {
    said: { ...(said.check && { check: said.check }), found: said.found, ...(said.fix && { fix: said.fix }) },
  };
}

/** Without what no operator of another computer may read. */
export const diagnosisFinding = ({ check, state, found, fix, said }: DoctorFinding): DoctorFinding => ({
  check: diagnosisText(check),
  state,
  found: diagnosisText(found),
  ...(fix !== undefined && { fix: diagnosisText(fix) }),
  ...diagnosisSaidOf(said),
});
