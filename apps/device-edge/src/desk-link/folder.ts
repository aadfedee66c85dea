/** Where the machine service and users' processes meet. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isInWindowsSession } from '../sessions/windows-session.js';

/**
 * Where nobody but the service, and administrators, may write: made by systemd (RuntimeDirectory=cardwright); on Windows below the programs, since anybody may make
 * folders where services usually have their data (`C:\ProgramData`).
 */
export const systemFolder = (platform = process.platform, env = process.env): string =>
  platform === 'win32' ? join(env['ProgramFiles'] ?? 'C:\\Program Files', 'Cardwright', 'desk') : '/run/cardwright';
export const socketIn = (folder: string): string => join(folder, 'desk.sock');
export const proofsIn = (folder: string): string => join(folder, 'proofs');
/** On Windows. */
export const doorFileIn = (folder: string): string => join(folder, 'door.json');

/** For the service: `--desk-folder`, CARDWRIGHT_DESK_FOLDER, the system's, else below the agent's folder, where only its own user comes. */
export function serviceFolder(option: string | undefined, home: string): string {
  if (option !== undefined) return option;
  const { platform, env } = process;
  if (platform === 'win32') return isInWindowsSession(platform, env) ? join(home, 'desk') : systemFolder();
  return env['RUNTIME_DIRECTORY']?.split(':')[0] ?? join(home, 'desk');
}

/** For users' processes. */
export function userFolder(option: string | undefined, home: string): string {
  const system = systemFolder();
  const isThere = [socketIn, doorFileIn].some((fileIn) => existsSync(fileIn(system)));
  return option ?? (isThere ? system : join(home, 'desk'));
}
