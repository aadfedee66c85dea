/** What `status`, `doctor` and `explain` say of policies: which source won, what the others said, what is broken, what stands in the way of traffic. */
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { Decision, Policies, Said } from './policies.js';
import type { PolicyProblem } from './policy-source.js';
import { settingNames, type SettingName, type SettingValue } from './settings-table.js';
import { trafficHold, type TrafficHold } from './traffic-hold.js';

export interface PolicyReport {
  decisions: Record<SettingName, Decision>;
  problems: PolicyProblem[];
  /** Why nothing is sent; null: nothing is in the way. */
  hold: TrafficHold | null;
}

/** enrolledUrl: undefined where the workstation is not enrolled. */
export const policyReport = (policies: Policies, enrolledUrl: string | undefined): PolicyReport => ({
  decisions: policies.decisions,
  problems: policies.problems,
  hold: trafficHold(policies, enrolledUrl) ?? null,
});

/** A line for each setting, such as `cardAutoUpdate = true, by machine-policy (enabled); edge.json: disabled; environment: not configured`. */
export const settingLines = ({ decisions }: Pick<PolicyReport, 'decisions'>): string[] =>
  settingNames.map((name) => {
    const { value, source, said } = decisions[name];
    const winner = said.find((each) => each.source === source);
    const by = winner === undefined ? 'by default' : `by ${source} (${winner.state})`;
    const others = said.filter((each) => each !== winner).map((each) => `; ${saidText(each)}`);
    return `${name} = ${valueText(name, value)}, ${by}${others.join('')}`;
  });

function saidText({ source, state, value }: Said): string {
  if (state === 'enabled') return `${source}: enabled, ${String(value)}`;
  return `${source}: ${stateWords[state] ?? state}`;
}

const stateWords: Partial<Record<Said['state'], string>> = {
  'not-configured': 'not configured',
  closed: 'closed to you',
};

const words: Partial<Record<SettingName, Record<string, string>>> = {
  serverUrl: { null: 'the server that it is enrolled with', false: 'none' },
  repromptMinutes: { null: 'as the server says' },
};
const valueText = (name: SettingName, value: SettingValue): string => words[name]?.[String(value)] ?? String(value);

/** Whether the server is asked by itself, and if not, who is in the way (requirement A19). */
export function checksWords({ decisions, hold }: PolicyReport): Sentence {
  if (hold !== null) return say('doctor.checks-held', { state: say(`hold.${hold.state}`) });
  const { value, source, said } = decisions.cardAutoUpdate;
  if (source === 'server') return say('doctor.checks-server');
  if (source === 'default') return say('doctor.checks-default');
  const place = said.find((each) => each.source === source)?.place ?? '';
  return say(value === true ? 'doctor.checks-on' : 'doctor.checks-off', { source, place });
}
export const checksText = (report: PolicyReport): string => checksWords(report).text;
