/**
 * The Node of the production image (Dockerfile) beside the one that runs this, so that what we support is tested on both. It is npm's
 * package of Node, pinned with its hash in tools/node-24/package-lock.json, and lies in the user's cache: among the project's packages
 * it would be the `node` of every npm script.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { step } from './progress.mjs';
import { root, run } from './run.mjs';

const source = join(root, 'tools', 'node-24');

/** Path of the program. Throws where npm has none for this machine, or cannot be reached. @returns {Promise<string>} */
export async function ensureNode24() {
  const name = `node-${process.platform}-${process.arch}`;
  const { optionalDependencies } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  const version = optionalDependencies[name];
  if (version === undefined) throw new Error(`there is no package ${name} in tools/node-24/package.json`);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cardwright');
  const folder = join(cache, `node-${version}`);
  const program = join('node_modules', name, 'bin', 'node');
  if (!existsSync(join(folder, program)))
    await step(`Fetching Node ${version}`, async () => {
      await mkdir(cache, { recursive: true });
      const draft = await mkdtemp(join(cache, 'node-'));
      try {
        for (const file of ['package.json', 'package-lock.json']) await copyFile(join(source, file), join(draft, file));
        await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft });
        if (!existsSync(join(draft, program))) throw new Error(`npm did not install ${name} ${version}`);
        // A second run at the same time finds the same program in place.
        await rename(draft, folder).catch(() => undefined);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
    });
  return join(folder, program);
}
