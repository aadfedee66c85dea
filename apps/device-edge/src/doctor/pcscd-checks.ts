/**
 * Whether pcscd is there, on Linux: not installed, installed and not running, running and closed to this user. Looks at the program, at
 * its socket and whether somebody listens behind it. Whether a policy lets us in is only seen by asking (reader-checks.ts).
 */
import { access, constants } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { pcscdRefusal, pcscdSocket } from '@cardwright/card-session/transports/pcscd-socket';
import type { Finding } from './finding.js';

const check = 'pcscd';
/** Where daemons are, which is not on everybody's PATH. */
const daemonFolders = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/usr/lib/pcscd'];

/** path: of the socket. folders: where the program may be. */
export async function checkPcscd(
  path = pcscdSocket(),
  folders = [...(process.env['PATH'] ?? '').split(delimiter), ...daemonFolders],
  refusal: (path: string) => Promise<string | undefined> = pcscdRefusal,
): Promise<Finding> {
  const failed = await refusal(path);
  if (failed === undefined) return { check, state: 'ok', found: `listens on ${path}` };
  if (failed === 'EACCES' || failed === 'EPERM')
    return {
      check,
      state: 'fail',
      found: `it runs, but ${userName()} may not write to its socket ${path}`,
      fix: `Add ${userName()} to the group that owns ${path}, or have the socket made for everybody (SocketMode=0666 in pcscd.socket).`,
    };
  if (!(await isInstalled(folders)))
    return {
      check,
      state: 'fail',
      found: `not installed, and nothing listens on ${path}`,
      fix: 'Install it: `apt install pcscd && systemctl enable --now pcscd.socket` (Debian, Ubuntu), `dnf install pcsc-lite` (Fedora).',
    };
  return {
    check,
    state: 'fail',
    found: `installed, but not running: ${failed === 'ENOENT' ? `${path} is not there` : `nobody answers behind ${path}`}`,
    fix: 'Start it: `systemctl enable --now pcscd.socket`; `journalctl -u pcscd` says why it ended.',
  };
}

async function isInstalled(folders: readonly string[]): Promise<boolean> {
  for (const folder of folders)
    if (
      await access(join(folder, 'pcscd'), constants.F_OK).then(
        () => true,
        () => false,
      )
    )
      return true;
  return false;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** What lets this user in where polkit decides about PC/SC (pcsc-lite's README.polkit names both actions). */
export const polkitFix = (): string =>
  [
    `A polkit rule refuses PC/SC to ${userName()}; a service user has no desktop session, which is what the default rule asks for.`,
    'Nothing has to be installed. As root, write /etc/polkit-1/rules.d/50-cardwright.rules and run `systemctl restart polkit pcscd`:',
    'polkit.addRule(function (action, subject) {',
    '  if ((action.id == "org.debian.pcsc-lite.access_pcsc" || action.id == "org.debian.pcsc-lite.access_card") &&',
    `      subject.user == "${userName()}") return polkit.Result.YES;`,
    '});',
  ].join('\n');
