/** Part of the build, run by Node: takes files of earlier builds out of dist/assets. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {string} dist
 * @param {readonly string[]} current  names below dist that this build wrote
 */
export async function removeStaleAssets(dist, current) {
  const assets = await readdir(join(dist, 'assets')).catch(() => []);
  const stale = assets.filter((name) => !current.includes(`assets/${name}`));
  await Promise.all(stale.map((name) => rm(join(dist, 'assets', name), { force: true })));
}
