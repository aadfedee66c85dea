/**
 * Whether pcscd is there, on Linux: not installed, installed and not running, running and closed to this user. Looks at the program, at
 * its socket and whether somebody listens behind it. Whether a policy lets us in is only seen by asking (reader-checks.ts).
 */
import { access, constants } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { pcscdRefusal, pcscdSocket } from '@cardwright/card-session/transports/pcscd-socket';
import { finding, type Finding } from './finding.js';
import { say } from '@cardwright/contracts/words/say';
import type { Sentence } from '@cardwright/contracts/said';

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
  if (failed === undefined) return finding(check, 'ok', say('doctor.listens', { path }));
  if (failed === 'EACCES' || failed === 'EPERM')
    return finding(
      check,
      'fail',
      say('doctor.socket-closed', { user: userName(), path }),
      say('doctor.open-socket', { user: userName(), path }),
    );
  if (!(await isInstalled(folders)))
    return finding(check, 'fail', say('doctor.pcscd-missing', { path }), say('doctor.install-pcscd'));
  const found = say(failed === 'ENOENT' ? 'doctor.pcscd-no-socket' : 'doctor.pcscd-silent', { path });
  return finding(check, 'fail', found, say('doctor.start-pcscd'));
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
export const polkitFix = (): Sentence => {
  const rule = [
    'polkit.addRule(function (action, subject) {',
    '  if ((action.id == "org.debian.pcsc-lite.access_pcsc" || action.id == "org.debian.pcsc-lite.access_card") &&',
    `      subject.user == "${userName()}") return polkit.Result.YES;`,
    '});',
  ].join('\n');
  return say('doctor.polkit', { user: userName(), rule });
};
