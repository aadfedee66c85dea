/** Where the machine service and users' processes meet. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Made by systemd for the service (RuntimeDirectory=cardwright). */
export const systemFolder = '/run/cardwright';
export const socketIn = (folder: string): string => join(folder, 'desk.sock');
export const proofsIn = (folder: string): string => join(folder, 'proofs');

/** For the service: `--desk-folder`, CARDWRIGHT_DESK_FOLDER, what systemd made, else below the agent's folder, where only its own user comes. */
export const serviceFolder = (option: string | undefined, home: string): string =>
  option ?? process.env['RUNTIME_DIRECTORY']?.split(':')[0] ?? join(home, 'desk');

/** For users' processes. */
export const userFolder = (option: string | undefined, home: string): string =>
  option ?? (existsSync(socketIn(systemFolder)) ? systemFolder : join(home, 'desk'));
