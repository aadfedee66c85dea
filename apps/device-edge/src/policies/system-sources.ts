/** The sources of this computer, by its operating system. Docs: docs/client-policies.md. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { configFolder } from '../home/config-folder.js';
import { EnvironmentSource } from './environment-source.js';
import { FileSource } from './file-source.js';
import { ManagedPreferences } from './managed-preferences.js';
import { readPolicies, type Policies } from './policies.js';
import type { PolicySource } from './policy-source.js';
import { RegistrySource } from './registry-source.js';
import { seenFromOutside } from './seen-from-outside.js';
import { runProgram, type RunProgram } from './run-program.js';

export interface SystemPlaces {
  platform: NodeJS.Platform;
  /** Where an administrator puts files for this program. */
  configFolder: string;
  /** Who runs the agent. */
  userName: string;
  environment: NodeJS.ProcessEnv;
  run: RunProgram;
}

/** settingsFile: `settings.json` in the agent's folder. */
export function systemSources(settingsFile: string, places: SystemPlaces = thisSystem()): PolicySource[] {
  return [
    ...policySources(places),
    new FileSource('edge.json', join(places.configFolder, 'edge.json')),
    new EnvironmentSource(places.environment),
    new FileSource('settings.json', settingsFile),
  ];
}

/** What they say now. */
export const systemPolicies = (settingsFile: string): Promise<Policies> => readPolicies(systemSources(settingsFile));

/** Of an agent that is another user's. */
export const othersPolicies = (settingsFile: string): Promise<Policies> =>
  readPolicies(systemSources(settingsFile).map(seenFromOutside));

const managedFolder = '/Library/Managed Preferences';

function policySources({ platform, configFolder, userName, environment, run }: SystemPlaces): PolicySource[] {
  if (platform === 'win32')
    return (['HKLM', 'HKCU'] as const).map((hive) => new RegistrySource(hive, run, environment['SystemRoot']));
  if (platform === 'darwin')
    return [
      new ManagedPreferences('machine-policy', managedFolder, run),
      new ManagedPreferences('user-policy', `${managedFolder}/${userName}`, run),
    ];
  return [
    new FileSource('machine-policy', join(configFolder, 'policy.json')),
    new FileSource('user-policy', join(configFolder, 'users', `${userName}.json`)),
  ];
}

function thisSystem(): SystemPlaces {
  const { platform, env: environment } = process;
  return { platform, configFolder: configFolder(), userName: thisUser(), environment, run: runProgram };
}

/** A user id without a name has no policy of its own, but for one under its number. */
function thisUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
