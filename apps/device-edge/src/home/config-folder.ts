/** Where an administrator puts files for this program. */
import { join } from 'node:path';

export const configFolder = (platform: NodeJS.Platform = process.platform, env = process.env): string =>
  platform === 'win32' ? join(env['ProgramData'] ?? 'C:\\ProgramData', 'Cardwright') : '/etc/cardwright';
