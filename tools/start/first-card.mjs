/**
 * The first start imports the people of the demo, and issues a card in front of the reader: the first cardholder among them gets the
 * simulated card, with a PIN that a scripted holder chooses and that is shown once, here.
 */
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { root } from '../setup/run.mjs';
import { workstationName } from './agent.mjs';
import { profileOfTheDemo } from './self-service.mjs';

/** Grace Hopper of the demo people: a cardholder with no other role. */
const holder = 'E1002';

/**
 * The people of the demo. Does nothing when it was done before.
 * @param {import('./service-environment.mjs').Installation} at
 * @param {import('./api.mjs').Api} administrator
 */
export async function demoPeople(at, administrator) {
  const done = join(at.home, 'demo-people.json');
  if (existsSync(done)) return;
  const csv = await readFile(new URL('./demo-people.csv', import.meta.url), 'utf8');
  await administrator('POST', '/people/import', { csv });
  await writeFile(done, JSON.stringify({ at: new Date().toISOString() }));
}

/**
 * Issues it at the first start only.
 * @param {import('./service-environment.mjs').Installation} at
 * @param {import('./api.mjs').Api} operator
 * @returns {Promise<{ lines: string[], deviceId?: string }>} what to show; deviceId: absent where there was no blank card
 */
export async function firstCard(at, operator) {
  const done = join(at.home, 'first-card.json');
  if (existsSync(done)) return { lines: [], deviceId: JSON.parse(await readFile(done, 'utf8')).deviceId };
  const issued = await issueFirstCard(at, operator);
  await writeFile(done, JSON.stringify({ at: new Date().toISOString(), deviceId: issued.deviceId }));
  return issued;
}

/**
 * The card in the simulated reader goes to the first demo cardholder. The work is done by the CLI, as a person's script would do
 * it; the PIN goes in on a file descriptor and is sealed there to the agent.
 * @param {import('./service-environment.mjs').Installation} at
 * @param {import('./api.mjs').Api} api
 * @returns {Promise<{ lines: string[], deviceId?: string }>}
 */
async function issueFirstCard(at, api) {
  const { rows } = await api('GET', '/workstations');
  const { workstationId } = rows.find((/** @type {{ name: string }} */ row) => row.name === workstationName);
  const env = {
    PATH: process.env.PATH,
    CARDWRIGHT_URL: `http://127.0.0.1:${at.httpPort}`,
    CARDWRIGHT_CONFIG_DIR: join(at.home, 'cli'),
  };
  const secretFile = join(at.home, 'secrets', 'oidc-scripts-client.secret');
  await cardwright(env, [
    'login',
    '--client-credentials',
    '--client-id',
    'cardwright-scripts',
    '--secret-file',
    secretFile,
  ]);
  const blank = await blankCard(api, workstationId);
  if (blank === undefined) return { lines: [] };
  const { device, readerName } = blank;
  const pin = randomPin();
  const place = ['--workstation', workstationId, '--reader', readerName];
  const who = ['--person', holder, '--profile', await profileOfTheDemo(api)];
  await cardwright(env, ['devices', 'issue', device.deviceId, ...who, ...place, '--pin-fd', '3'], pin);
  const lines = [
    `The first card, ${device.identityText}, is active and belongs to ${holder}. Its PIN, shown this once: ${pin}`,
    `Look at it:  npx --offline cardwright login   then   npx --offline cardwright devices show ${device.identityText}`,
  ];
  return { lines, deviceId: device.deviceId };
}

/** A start that was cut may have issued one already: the first card that is still blank. */
async function blankCard(/** @type {import('./api.mjs').Api} */ api, /** @type {string} */ workstationId) {
  const { readers } = await api('GET', `/workstations/${workstationId}/readers`);
  for (const { readerName } of readers) {
    const { device } = await api('POST', '/inspections', { workstationId, readerName });
    if (device.state === 'AVAILABLE') return { device, readerName };
  }
  return undefined;
}

/** Runs the CLI with its progress on this terminal. secret: what it reads from descriptor 3. */
function cardwright(
  /** @type {NodeJS.ProcessEnv} */ env,
  /** @type {string[]} */ args,
  /** @type {string | undefined} */ secret,
) {
  const program = join(root, 'apps', 'cli', 'dist', 'main.js');
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'inherit', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (bytes) => (errors += bytes));
  const input = /** @type {import('node:stream').Duplex} */ (child.stdio[3]);
  input.on('error', () => undefined);
  input.end(secret === undefined ? '' : `${secret}\n`);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve(undefined)
        : reject(new Error(`cardwright ${args[0]} ${args[1]} ended with ${code}\n${errors.trim()}`)),
    );
  });
}

/** Eight random digits that are no sequence: the profile refuses those. */
function randomPin() {
  for (;;) {
    const pin = String(randomInt(10_000_000, 100_000_000));
    if (new Set(pin).size > 4) return pin;
  }
}
