/**
 * The port behind which every place stands that says how this agent is to behave: policy files, the Windows registry, managed preferences of
 * macOS, the environment. Three states of a setting in each: not configured, enabled, disabled.
 */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Said, Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { SettingName, Statement } from './settings-table.js';

/** From the strongest on. */
export const sourceNames = ['machine-policy', 'user-policy', 'edge.json', 'environment', 'settings.json'] as const;
export type SourceName = (typeof sourceNames)[number];

/** What is wrong with a source. */
export interface PolicyProblem {
  code: Extract<ErrorCode, 'EDGE_POLICY_INVALID'>;
  source: SourceName;
  /** A file, a registry key, a variable. */
  place: string;
  /** From 1; absent where the place is no text file. */
  line?: number;
  column?: number;
  /** unreadable: nothing of the source counts; value: this setting does not; unknown: a name that this release has no setting for. */
  kind: 'unreadable' | 'value' | 'unknown';
  setting?: SettingName;
  reason: string;
  said: { reason: Said };
}

export interface SourceAnswer {
  said: Partial<Record<SettingName, Statement>>;
  problems: PolicyProblem[];
  /** It may not be read by who asks, and is another user's to read (seen-from-outside.ts). */
  closed?: true;
}

export interface PolicySource {
  readonly name: SourceName;
  /** Where a person finds it. */
  readonly place: string;
  /** Never rejects: what cannot be read is a problem. */
  read(): Promise<SourceAnswer>;
}

export const reasonOf = ({ text, said }: Sentence): Pick<PolicyProblem, 'reason' | 'said'> => ({
  reason: text,
  said: { reason: said },
});

/** Nothing of the source counts. */
export const unreadable = ({ name, place }: Pick<PolicySource, 'name' | 'place'>, reason: Sentence): SourceAnswer => ({
  said: {},
  problems: [{ code: 'EDGE_POLICY_INVALID', source: name, place, kind: 'unreadable', ...reasonOf(reason) }],
});

/** `/etc/cardwright/policy.json, line 3, column 5: ...` */
export function problemWords({ place, line, column = 0, reason: text, said }: PolicyProblem): Sentence {
  const reason = { text, said: said.reason };
  return line === undefined
    ? say('policy.at', { place, reason })
    : say('policy.at-line', { place, line, column, reason });
}
