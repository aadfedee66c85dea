/**
 * Keycloak for `npm run test:keycloak`: its distribution from Maven, pinned with its hash, in the user's cache (180 MB to fetch). It needs Java 17 or later,
 * Maven and unzip.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { step } from './progress.mjs';
import { run } from './run.mjs';

const version = '26.7.3';
const sha256 = '27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f';

/** The folder of the distribution. Throws where it cannot be had. @returns {Promise<string>} */
export async function ensureKeycloak() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cardwright');
  const folder = join(cache, `keycloak-${version}`);
  if (existsSync(join(folder, 'bin', 'kc.sh'))) return folder;
  await step(`Fetching Keycloak ${version}`, async () => {
    await mkdir(cache, { recursive: true });
    const draft = await mkdtemp(join(cache, 'keycloak-'));
    try {
      const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`;
      await run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${draft}`], {
        cwd: draft,
      });
      const zip = join(draft, `keycloak-quarkus-dist-${version}.zip`);
      const hash = createHash('sha256');
      await pipeline(createReadStream(zip), hash);
      if (hash.digest('hex') !== sha256) throw new Error(`Keycloak ${version} has another hash than it should`);
      await run('unzip', ['-q', zip, '-d', draft]);
      // A second run at the same time finds the same distribution in place.
      await rename(join(draft, `keycloak-${version}`), folder).catch(() => undefined);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  });
  return folder;
}
