/** What this computer runs, in words, for whoever looks after many of them. No name of the computer or of anybody who uses it. */
import { readFile } from 'node:fs/promises';
import { arch, release, version } from 'node:os';

/** `Debian GNU/Linux 12 (bookworm), x64`. */
export async function systemText(platform: NodeJS.Platform = process.platform, osRelease?: string): Promise<string> {
  if (platform === 'win32') return `${version()} ${release()}, ${arch()}`;
  // The kernel's number is all that Node has of a macOS.
  if (platform === 'darwin') return `macOS, Darwin ${release()}, ${arch()}`;
  const text = osRelease ?? (await readFile('/etc/os-release', 'utf8').catch(() => ''));
  return `${prettyName(text) ?? `Linux ${release()}`}, ${arch()}`;
}

/** os-release(5): shell assignments, quoted or not. */
const prettyName = (text: string): string | undefined => /^PRETTY_NAME=(["']?)([^\n]+)\1$/m.exec(text)?.[2];
