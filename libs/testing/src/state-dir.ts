/**
 * Makes a temporary directory per use. Also decides what happens when a part is missing: the spec is skipped with the reason, and fails
 * with CI=true. Specs only.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StateDir {
  path: string;
  remove(): Promise<void>;
}

/** A new directory that other users may pass (Postgres runs as another user when the tests run as root). */
export async function makeStateDir(name = 'spec'): Promise<StateDir> {
  const path = await mkdtemp(join(tmpdir(), `cardwright-${name}-`));
  await chmod(path, 0o711);
  return {
    path,
    // CARDWRIGHT_KEEP_STATE=1 keeps logs and data for a look after a failure.
    remove: async () => {
      if (process.env['CARDWRIGHT_KEEP_STATE'] !== '1') await rm(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export const inCi = (): boolean => process.env['CI'] === 'true';
