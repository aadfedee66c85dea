/** The sources of this computer, by its operating system. Docs: docs/client-policies.md. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { EnvironmentSource } from './environment-source.js';
import { FileSource } from './file-source.js';
import type { PolicySource } from './policy-source.js';

export interface SystemPlaces {
  platform: NodeJS.Platform;
  /** Where an administrator puts files for this program. */
  configFolder: string;
  /** Who runs the agent. */
  userName: string;
  environment: NodeJS.ProcessEnv;
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

function policySources({ configFolder, userName }: SystemPlaces): PolicySource[] {
  return [
    new FileSource('machine-policy', join(configFolder, 'policy.json')),
    new FileSource('user-policy', join(configFolder, 'users', `${userName}.json`)),
  ];
}

function thisSystem(): SystemPlaces {
  const { platform, env: environment } = process;
  const configFolder =
    platform === 'win32' ? join(environment['ProgramData'] ?? 'C:\\ProgramData', 'Cardwright') : '/etc/cardwright';
  return { platform, configFolder, userName: thisUser(), environment };
}

/** A user id without a name has no policy of its own, but for one under its number. */
function thisUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
