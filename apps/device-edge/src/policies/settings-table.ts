/**
 * The settings of an agent, each once: its name in files, in the environment and in the Windows registry, and what it may be. The policy
 * templates (apps/device-edge/policies) are checked against this table by tools/check-policy-templates.mjs.
 */
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { isLoopback } from '../server/http.js';

export interface AgentSettings {
  /** Ask the server by itself whether an update is due for a card (requirement A19). Off: only when somebody asks by hand. */
  cardAutoUpdate: boolean;
  /** Origin of the only server that this workstation may talk to (requirement A20). null: the one it is enrolled with; false: none. */
  serverUrl: string | null | false;
  /** How often it is asked again while the card is in (requirement A02). */
  updateCheckMinutes: number;
  /** People arrive together: a check that nobody waits for is delayed by up to this. */
  updateCheckJitterSeconds: number;
  /** An update that was put off comes back after this at the latest. null: when the server says. */
  repromptMinutes: number | null;
}
export type SettingName = keyof AgentSettings;
export type SettingValue = AgentSettings[SettingName];

interface SettingRow {
  /**
   * Values below `registryKey`. state: DWORD 1 where the policy is enabled, 0 where it is disabled. value: what it is set to then; absent: a
   * switch, whose state says everything.
   */
  registry: { state: string; value?: string };
  environment: string;
  /** Least and greatest; absent: a switch, or the address of a server. */
  range?: readonly [number, number];
  /** Where nobody says anything. */
  otherwise: SettingValue;
  /** Where it is disabled. Sources after the one that says so are not heard. */
  disabled: SettingValue;
}

const longestMinutes = 43_200;

/** Below HKEY_LOCAL_MACHINE and HKEY_CURRENT_USER. Not below Microsoft's keys, which Intune refuses to templates of others. */
export const registryKey = 'Software\\Policies\\Cardwright\\Agent';

export const settingsTable: Readonly<Record<SettingName, SettingRow>> = {
  cardAutoUpdate: {
    registry: { state: 'CardAutoUpdate' },
    environment: 'CARDWRIGHT_AGENT_CARD_AUTO_UPDATE',
    otherwise: false,
    disabled: false,
  },
  serverUrl: {
    registry: { state: 'ServerUrlEnabled', value: 'ServerUrl' },
    environment: 'CARDWRIGHT_AGENT_SERVER_URL',
    otherwise: null,
    disabled: false,
  },
  updateCheckMinutes: {
    registry: { state: 'UpdateCheckMinutesEnabled', value: 'UpdateCheckMinutes' },
    environment: 'CARDWRIGHT_AGENT_UPDATE_CHECK_MINUTES',
    range: [1, longestMinutes],
    otherwise: 480,
    disabled: 480,
  },
  updateCheckJitterSeconds: {
    registry: { state: 'UpdateCheckJitterSecondsEnabled', value: 'UpdateCheckJitterSeconds' },
    environment: 'CARDWRIGHT_AGENT_UPDATE_CHECK_JITTER_SECONDS',
    range: [0, 3_600],
    otherwise: 120,
    disabled: 0,
  },
  repromptMinutes: {
    registry: { state: 'RepromptMinutesEnabled', value: 'RepromptMinutes' },
    environment: 'CARDWRIGHT_AGENT_REPROMPT_MINUTES',
    range: [1, longestMinutes],
    otherwise: null,
    disabled: null,
  },
};
export const settingNames = Object.keys(settingsTable) as SettingName[];
export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settingsTable, name);

/** What a source says of one setting. disabled: with the value that it then has. */
export interface Statement {
  state: 'enabled' | 'disabled';
  value: SettingValue;
}

/** given: as JSON has it; `false` disables any setting. A sentence says why it cannot be. */
export function statementOf(name: SettingName, given: unknown): Statement | Sentence {
  const { range, disabled } = settingsTable[name];
  if (given === false) return { state: 'disabled', value: disabled };
  if (range !== undefined) {
    const [least, greatest] = range;
    const fits = Number.isInteger(given) && (given as number) >= least && (given as number) <= greatest;
    if (!fits) return say('policy.no-number', { setting: name, least, most: greatest });
    return { state: 'enabled', value: given as number };
  }
  if (name === 'cardAutoUpdate')
    return given === true ? { state: 'enabled', value: true } : say('policy.no-switch', { setting: name });
  const origin = serverOrigin(given);
  return origin === undefined ? say('policy.no-server', { setting: name }) : { state: 'enabled', value: origin };
}

function serverOrigin(given: unknown): string | undefined {
  if (typeof given !== 'string' || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  return safe && bare && url.password === '' ? url.origin : undefined;
}
