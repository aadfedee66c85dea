/**
 * Group policies of Windows, as `reg.exe query` prints them: of the machine below HKLM, of the user below HKCU. The 64-bit view, where
 * group policies are written, whatever the process is. Texts of reg.exe are in the language of the computer, so that only key names, value
 * names, types and the exit code are looked at.
 */
import { join } from 'node:path/win32';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { reasonOf, unreadable, type PolicyProblem, type PolicySource, type SourceAnswer } from './policy-source.js';
import type { RunProgram } from './run-program.js';
import { registryKey, settingNames, settingsTable, statementOf, type SettingName } from './settings-table.js';

type Hive = 'HKLM' | 'HKCU';
/** What reg.exe takes, and what it prints. */
const hives = { HKLM: 'HKEY_LOCAL_MACHINE', HKCU: 'HKEY_CURRENT_USER' } as const;
const vendorKey = registryKey.slice(0, registryKey.lastIndexOf('\\'));
const policiesKey = vendorKey.slice(0, vendorKey.lastIndexOf('\\'));

interface RegistryValue {
  type: string;
  text: string;
}

export class RegistrySource implements PolicySource {
  readonly name: 'machine-policy' | 'user-policy';
  readonly place: string;
  private readonly program: string;

  constructor(
    private readonly hive: Hive,
    private readonly run: RunProgram,
    systemRoot = 'C:\\Windows',
  ) {
    this.name = hive === 'HKLM' ? 'machine-policy' : 'user-policy';
    this.place = `${hive}\\${registryKey}`;
    this.program = join(systemRoot, 'System32', 'reg.exe');
  }

  async read(): Promise<SourceAnswer> {
    const { code, stdout } = await this.query(vendorKey, '/s');
    if (code === 0) return this.statements(valuesIn(stdout, `${hives[this.hive]}\\${registryKey}`));
    return this.unread();
  }

  /** reg.exe ends with 1 where a key is missing and where it may not be read alike: the key above says which. */
  private async unread(): Promise<SourceAnswer> {
    const { code, stdout } = await this.query(policiesKey);
    const key = `${hives[this.hive]}\\${vendorKey}`;
    if (code === 0 && hasLine(stdout, key)) return unreadable(this, say('policy.key-unread'));
    // A user without any policies has no such key; a machine always has.
    if (code === 0 || (code === 1 && this.hive === 'HKCU')) return { said: {}, problems: [] };
    if (code === null) return unreadable(this, say('policy.reg-not-run'));
    return unreadable(this, say('policy.reg-failed', { key: `${this.hive}\\${policiesKey}`, code }));
  }

  private query(key: string, ...options: string[]) {
    return this.run(this.program, ['query', `${this.hive}\\${key}`, ...options, '/reg:64']);
  }

  private statements(values: Map<string, RegistryValue>): SourceAnswer {
    const answer: SourceAnswer = { said: {}, problems: [] };
    const problem = (kind: PolicyProblem['kind'], value: string, reason: Sentence): PolicyProblem => ({
      code: 'EDGE_POLICY_INVALID',
      source: this.name,
      place: `${this.place}\\${value}`,
      kind,
      ...reasonOf(reason),
    });
    const known = new Set<string>();
    for (const setting of settingNames) {
      const { state, value } = settingsTable[setting].registry;
      for (const each of [state, value]) if (each !== undefined) known.add(each.toLowerCase());
      const given = givenIn(values, setting);
      if (given === undefined) continue;
      const statement = statementOf(setting, given);
      if ('state' in statement) answer.said[setting] = statement;
      else answer.problems.push({ ...problem('value', value ?? state, statement), setting });
    }
    for (const name of values.keys())
      if (!known.has(name)) answer.problems.push(problem('unknown', name, say('policy.no-setting', { setting: name })));
    return answer;
  }
}

/** As JSON would have it; undefined: not configured; null: something that cannot be. A value without a state was set by another tool, and counts. */
function givenIn(values: Map<string, RegistryValue>, setting: SettingName): unknown {
  const { registry, range } = settingsTable[setting];
  const state = values.get(registry.state.toLowerCase());
  const flag = state === undefined ? undefined : numberOf(state);
  if (state !== undefined && flag !== 0 && flag !== 1) return null;
  if (flag === 0) return false;
  if (registry.value === undefined) return flag === undefined ? undefined : true;
  const value = values.get(registry.value.toLowerCase());
  if (value === undefined) return flag === undefined ? undefined : null;
  if (range !== undefined) return numberOf(value) ?? null;
  return value.type === 'REG_SZ' ? value.text : null;
}

function numberOf({ type, text }: RegistryValue): number | undefined {
  return type === 'REG_DWORD' && /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : undefined;
}

/** By name in small letters: names of the registry have no case. */
function valuesIn(output: string, key: string): Map<string, RegistryValue> {
  const values = new Map<string, RegistryValue>();
  let isOurs = false;
  for (const line of linesOf(output)) {
    if (/^HKEY_/.test(line)) isOurs = line.toLowerCase() === key.toLowerCase();
    const value = /^ {4}(.+?) {4}(REG_\w+)(?: {4}(.*))?$/.exec(line);
    // A default value has its name in brackets, in the language of the computer.
    if (isOurs && value !== null && !value[1]!.startsWith('('))
      values.set(value[1]!.toLowerCase(), { type: value[2]!, text: value[3] ?? '' });
  }
  return values;
}

const hasLine = (output: string, key: string): boolean =>
  linesOf(output).some((line) => line.toLowerCase() === key.toLowerCase());

const linesOf = (output: string): string[] => output.split(/\r?\n/);
