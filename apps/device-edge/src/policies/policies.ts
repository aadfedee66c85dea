/**
 * What holds for this agent, and who said so. The strongest source that configures a setting decides it, enabled or disabled; what weaker ones
 * say is kept for `explain`. A source that is broken is passed over, but for the machine policy: whoever administers this computer has ruled
 * something that cannot be read, so that nothing is sent until it can (traffic-hold.ts).
 */
import { sourceNames, type PolicyProblem, type PolicySource, type SourceName } from './policy-source.js';
import {
  settingNames,
  settingsTable,
  type AgentSettings,
  type SettingName,
  type SettingValue,
} from './settings-table.js';

/** What one source said of a setting. broken: it said something that cannot be, or cannot be read at all; closed: not to be read by who asks. */
export interface Said {
  source: SourceName | 'server';
  place: string;
  state: 'not-configured' | 'enabled' | 'disabled' | 'broken' | 'closed';
  value?: SettingValue;
}

export interface Decision {
  value: SettingValue;
  source: SourceName | 'server' | 'default';
  /** Of every source, the strongest first. */
  said: Said[];
}

export interface Policies {
  settings: AgentSettings;
  decisions: Record<SettingName, Decision>;
  problems: PolicyProblem[];
}

/** Reads every source anew. */
export async function readPolicies(sources: readonly PolicySource[]): Promise<Policies> {
  const ranked = [...sources].sort((a, b) => sourceNames.indexOf(a.name) - sourceNames.indexOf(b.name));
  const answers = await Promise.all(ranked.map(async (source) => ({ source, answer: await source.read() })));
  const problems = answers.flatMap(({ answer }) => answer.problems);
  const decisions = Object.fromEntries(
    settingNames.map((setting) => {
      const said = answers.map(({ source: { name: source, place }, answer }): Said => {
        if (answer.closed) return { source, place, state: 'closed' };
        const broken = answer.problems.some(({ kind, setting: of }) => kind === 'unreadable' || of === setting);
        if (broken) return { source, place, state: 'broken' };
        return { source, place, ...(answer.said[setting] ?? { state: 'not-configured' }) };
      });
      const winner = said.find(({ state }) => state === 'enabled' || state === 'disabled');
      const value = winner === undefined ? settingsTable[setting].otherwise : winner.value!;
      return [setting, { value, source: winner?.source ?? 'default', said } satisfies Decision];
    }),
  ) as Record<SettingName, Decision>;
  const settings = Object.fromEntries(settingNames.map((setting) => [setting, decisions[setting].value]));
  return { settings: settings as unknown as AgentSettings, decisions, problems };
}
