/**
 * The first start issues a card in front of the reader: demo people are imported, and the first of them gets the simulated card,
 * with a PIN that a scripted holder chooses and that is shown once, here.
 */
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Does nothing when it was done before.
 * @param {import('./service-environment.mjs').Installation} at
 * @param {ReturnType<typeof import('./api.mjs').apiClient>} api
 * @returns {Promise<{ lines: string[] }>} what to show
 */
export async function firstCard(at, api) {
  const done = join(at.home, 'first-card.json');
  if (existsSync(done)) return { lines: [] };
  const csv = await readFile(new URL('./demo-people.csv', import.meta.url), 'utf8');
  await api('POST', '/people/import', { csv });
  const lines = await issueFirstCard(at, api);
  await writeFile(done, JSON.stringify({ at: new Date().toISOString() }));
  return { lines };
}

/**
 * Issues the card. The whole of it is a CLI call with a PIN on a file descriptor; wired once the CLI is there.
 * @param {import('./service-environment.mjs').Installation} _at
 * @param {ReturnType<typeof import('./api.mjs').apiClient>} _api
 * @returns {Promise<string[]>}
 */
async function issueFirstCard(_at, _api) {
  return [];
}
