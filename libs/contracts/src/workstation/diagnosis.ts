/** What an agent answers about its own computer, for whoever helps the people there. Secrets are taken out of it before it is sent. */
import { redact } from '../logging/redaction.js';

/** What one check of the agent's doctor found: what it saw, and what to do about it. */
export interface DoctorFinding {
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
