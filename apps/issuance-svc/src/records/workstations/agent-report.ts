/**
 * What is kept of an agent's report. Agents are trusted for their readers and not for what they say of themselves: every text and list is cut, what
 * has another shape is left out, and whose cards are in the readers is not kept.
 */
import type { AgentPolicies, WorkstationReport } from '@cardwright/contracts/workstation/workstation';

export type AgentSays = Omit<WorkstationReport, 'reportedAt'> & {
  agentVersion: string | null;
  policies: AgentPolicies | null;
};

const readersKept = 16;
const policyRowsKept = 24;
const textKept = 120;

/** said: an AgentStatus or an AgentReport, of any version. */
export function agentSays(said: unknown): AgentSays {
  const { agentVersion, pcsc, pcscCode, system, readers, policies } = object(said);
  const listed = objects(readers).map((reader) => ({
    readerName: text(reader['readerName']) ?? '?',
    card: cardIn(reader),
  }));
  const ruled = policiesIn(policies);
  const update = ruled?.settings.find(({ name }) => name === 'cardAutoUpdate');
  return {
    agentVersion: /^[\w.+-]{1,40}$/.test(text(agentVersion) ?? '') ? (agentVersion as string) : null,
    system: text(system),
    autoUpdate: typeof update?.value === 'boolean' ? update.value : null,
    autoUpdateSource: update?.source ?? null,
    policyProblems: ruled === null ? null : objects(object(policies)['problems']).length,
    pcsc: pcsc === 'simulated' || pcsc === 'unavailable' ? pcsc : 'ok',
    pcscCode: text(pcscCode),
    readers: listed.slice(0, readersKept),
    readerCount: listed.length,
    cardCount: listed.filter(({ card }) => card !== 'absent').length,
    policies: ruled,
  };
}

function cardIn({ cardPresent, unresponsive }: Record<string, unknown>): WorkstationReport['readers'][number]['card'] {
  if (unresponsive === true) return 'unresponsive';
  return cardPresent === true ? 'present' : 'absent';
}

function policiesIn(given: unknown): AgentPolicies | null {
  const { settings, problems } = object(given);
  if (!Array.isArray(settings)) return null;
  return {
    settings: objects(settings)
      .slice(0, policyRowsKept)
      .map(({ name, value, source }) => ({
        name: text(name) ?? '?',
        value: typeof value === 'boolean' || typeof value === 'number' ? value : text(value),
        source: text(source) ?? '?',
      })),
    problems: objects(problems)
      .slice(0, policyRowsKept)
      .map(({ source, kind, setting }) => ({
        source: text(source) ?? '?',
        kind: kind === 'value' || kind === 'unknown' ? kind : 'unreadable',
        ...(text(setting) !== null && { setting: text(setting)! }),
      })),
  };
}

const object = (given: unknown): Record<string, unknown> =>
  typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
const objects = (given: unknown): Record<string, unknown>[] => (Array.isArray(given) ? given.map(object) : []);
/** Postgres keeps no U+0000 in a text. */
const text = (given: unknown): string | null =>
  typeof given === 'string' && given !== '' ? given.replace(/\p{Cc}/gu, ' ').slice(0, textKept) : null;
