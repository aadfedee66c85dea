/**
 * What initdb makes, kept in the user's cache and copied for each throw-away cluster: a test run makes more than a hundred, and a copy costs a
 * third of the processor time of initdb.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir } from './binary-finder.js';

const copy = async (from: string, to: string): Promise<void> =>
  void (await promisify(execFile)('cp', ['-Rp', from, to]));

/**
 * Fills dataDir, an empty directory of the cluster's user. name: of what must be the same for a copy to do, version and user. initialise: initdb
 * on dataDir with a superuser's password. Returns the superuser's password of the cluster, which is in the cache and has to be changed at once.
 */
export async function fillFromTemplate(
  dataDir: string,
  name: string,
  initialise: (password: string) => Promise<void>,
): Promise<string> {
  const cache = await cacheDir();
  const template = join(cache, name);
  const cluster = join(template, 'cluster');
  const passwordFile = join(template, 'password');
  if (existsSync(passwordFile)) {
    await copy(`${cluster}/.`, dataDir);
    return readFile(passwordFile, 'utf8');
  }
  const password = randomBytes(16).toString('hex');
  await initialise(password);
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'postgres-draft-'));
  await copy(dataDir, join(draft, 'cluster'));
  await writeFile(join(draft, 'password'), password, { mode: 0o600 });
  // Another process may have been first: its template is as good.
  await rename(draft, template).catch(() => rm(draft, { recursive: true }));
  return password;
}
