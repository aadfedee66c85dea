/** What of them this system has. */
import type { Doorway, Visit } from './doorway.port.js';
import { UnixDoorway, unixVisit } from './unix-doorway.js';

/** Rejects where Windows cannot be asked who somebody is: then nobody is let in. */
export async function doorwayOf(folder: string, platform = process.platform): Promise<Doorway> {
  if (platform !== 'win32') return new UnixDoorway(folder);
  const { WindowsDoorway } = await import('./windows-doorway.js');
  const { loadWindowsSystem } = await import('../windows-system/load-windows-system.js');
  return new WindowsDoorway(folder, await loadWindowsSystem());
}

export async function visitOf(folder: string, platform = process.platform): Promise<Visit> {
  if (platform !== 'win32') return unixVisit(folder);
  const { windowsVisit } = await import('./windows-doorway.js');
  return windowsVisit(folder);
}
