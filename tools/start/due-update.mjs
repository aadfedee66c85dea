/**
 * Something that is due for the first card from the first start on, so that a card update can be seen: an operator asks for a reprovision, and its
 * holder is asked. On a desktop the desk part of the agent shows it there, as it would to anybody; the page is the same everywhere.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../setup/run.mjs';

/** update-svc hears of it by an event. */
const offerTimeoutMs = 10_000;

/**
 * Asks once, at the first start; afterwards it says what still waits.
 * @param {import('./service-environment.mjs').Installation} at
 * @param {import('./api.mjs').Api} operator
 * @param {string} deviceId of the first card
 * @returns {Promise<string | undefined>} the address of the page; undefined: nothing waits
 */
export async function dueUpdate(at, operator, deviceId) {
  const done = join(at.home, 'due-update.json');
  const first = !existsSync(done);
  if (first) {
    await operator('POST', `/devices/${deviceId}/reprovision-request`, { reason: 'PROFILE_CHANGED' });
    await writeFile(done, JSON.stringify({ at: new Date().toISOString() }));
  }
  const open = async () => {
    const { rows } = await operator('GET', `/devices/${deviceId}/update-offers`);
    return rows.find((/** @type {{ state: string }} */ { state }) =>
      ['offered', 'postponed', 'accepted'].includes(state),
    );
  };
  let offer = await open();
  for (const end = Date.now() + offerTimeoutMs; first && offer === undefined && Date.now() < end; offer = await open())
    await delay(200);
  return offer === undefined ? undefined : `http://127.0.0.1:${at.httpPort}/update/${offer.offerId}`;
}

/**
 * The desk part in the session of whoever runs `npm start`; nothing where there is no desktop.
 * @param {import('./service-environment.mjs').Installation} at
 * @param {string} agentHome
 * @param {(name: string, stop: () => Promise<void>) => void} stopLater
 * @returns {Promise<boolean>} whether it shows notifications here
 */
export async function startDesk(at, agentHome, stopLater) {
  if (!process.env.DBUS_SESSION_BUS_ADDRESS || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) return false;
  const { startProcess } = await import('@cardwright/embedded-servers/process');
  const logFile = join(at.home, 'logs', 'desk.log');
  try {
    const desk = await startProcess({
      name: 'desk part',
      command: process.execPath,
      args: [join(root, 'apps', 'device-edge', 'dist', 'main.js'), 'desk', '--home', agentHome],
      logFile,
      ready: async () => (await readFile(logFile, 'utf8')).includes('connected to the card service'),
      readyTimeoutMs: 10_000,
    });
    stopLater('desk part', () => desk.stop());
    return true;
  } catch {
    // No notification service, or the person's own agent serves this session: the log says which.
    return false;
  }
}
