/** A workstation as operators see it, and what its agent says of itself. */
export interface Workstation {
  workstationId: string;
  name: string;
  /** Of the deployment code that it enrolled with; null: none. */
  group: string | null;
  agentNkey: string | null;
  agentVersion: string | null;
  enrolledAt: string | null;
  lastSeenAt: string | null;
  revokedAt: string | null;
  /** Its agent answers now. */
  online: boolean;
  /** What the agent said last; null: it was not heard since it was enrolled. */
  report: WorkstationReport | null;
}

/** What agents of earlier versions do not say is null. */
export interface WorkstationReport {
  reportedAt: string;
  /** What the computer runs, in words. */
  system: string | null;
  /** Whether it asks by itself for updates of the cards in its readers. */
  autoUpdate: boolean | null;
  /** Who decided that: as `AgentPolicies` has it. */
  autoUpdateSource: string | null;
  /** How many mistakes its policies have. */
  policyProblems: number | null;
  pcsc: 'ok' | 'simulated' | 'unavailable';
  /** Why PC/SC is not available. */
  pcscCode: string | null;
  /** The first sixteen. Whose cards they are is said by `workstations.readers`. */
  readers: { readerName: string; card: 'present' | 'absent' | 'unresponsive' }[];
  readerCount: number;
  cardCount: number;
}

export const workstationPolicyStates = ['on', 'off', 'mistakes', 'unknown'] as const;
/** on, off: whether it asks for updates of cards by itself; mistakes: something in its policies cannot be read; unknown: its agent did not say. */
export type WorkstationPolicyState = (typeof workstationPolicyStates)[number];
export const workstationSorts = ['name', 'last-seen', 'enrolled', 'version', 'policy'] as const;
/** last-seen: those that are online are seen now, all of them. */
export type WorkstationSort = (typeof workstationSorts)[number];
export const workstationsLatestFirst: readonly WorkstationSort[] = ['last-seen', 'enrolled'];

export interface WorkstationFilter {
  /** Exactly this name, and not revoked: one row or none. */
  name?: string;
  /** Part of the name, the id or the operating system. */
  query?: string;
  online?: boolean;
  version?: string;
  policy?: WorkstationPolicyState;
  readers?: WorkstationReaders;
  group?: string;
}
export const workstationReaders = ['none', 'some', 'card'] as const;
/** card: some with a card in them. */
export type WorkstationReaders = (typeof workstationReaders)[number];

export interface WorkstationDetail extends Workstation {
  policies: AgentPolicies | null;
}

/**
 * What rules the agent (docs/client-policies.md). Sources are named and not their places, which hold the names of accounts. An agent that a policy
 * keeps from its server sends nothing, this neither.
 */
export interface AgentPolicies {
  /** source: `machine-policy`, `user-policy`, `edge.json`, `environment`, `settings.json`, `server`, or `default` where nobody decided. */
  settings: { name: string; value: string | number | boolean | null; source: string }[];
  /** What a source says that cannot be. kind: nothing of the source counts, one setting does not, a name that is no setting. */
  problems: { source: string; kind: 'unreadable' | 'value' | 'unknown'; setting?: string }[];
}
