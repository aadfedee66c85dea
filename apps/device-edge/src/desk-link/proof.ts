/**
 * Which user speaks on a Unix socket. The kernel knows (SO_PEERCRED), and Node has no call for it; no maintained typed package has one either,
 * and native code of our own for one system call is not worth its build on every platform. So the speaker shows it: it makes a file under a name
 * and with a content that the service chose for this connection alone, in a folder of the service where anybody may make files and nobody but
 * the service may list them. The kernel writes the owner into the file, and who has the content is who was asked.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Challenge {
  name: string;
  content: string;
}

/** Sticky: a file is its owner's and the service's to remove. Not readable: names cannot be listed. */
const proofsMode = 0o1733;
const writableByOthers = 0o022;

/** The service's side: the folder, empty and with the right mode. */
export async function prepareProofs(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  await chmod(folder, proofsMode);
}

export const makeChallenge = (): Challenge => ({
  name: randomBytes(16).toString('hex'),
  content: randomBytes(32).toString('hex'),
});

/**
 * The service's side: user id of who made the file; undefined when it is not what was asked for. A file that somebody else owns cannot stand
 * here: a link is not followed, a hard link counts twice, and one that was moved here does not have the content.
 */
export async function provenUser(folder: string, { name, content }: Challenge): Promise<number | undefined> {
  const file = join(folder, name);
  // Not a pipe that somebody holds open.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { uid, mode, nlink, size } = await handle.stat();
    if (nlink !== 1 || size !== content.length || (mode & writableByOthers) !== 0) return undefined;
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) return undefined;
    const read = await handle.readFile('utf8');
    return read === content ? uid : undefined;
  } finally {
    await handle.close();
    await rm(file, { force: true });
  }
}

/** The user's side. The umask may be tighter than what the service must be able to read. Writes in this folder and nowhere else. */
export async function prove(folder: string, { name, content }: Challenge): Promise<void> {
  if (!/^[0-9a-f]{32}$/.test(name)) throw new TypeError('not the name of a proof');
  const file = join(folder, name);
  await writeFile(file, content, { flag: 'wx', mode: 0o600 });
  await chmod(file, 0o644);
}
