/**
 * CARDWRIGHT_HOME: where an installation of `npm start` lives, which ports it uses (the same at every start, so that URLs in
 * certificates and bookmarks hold), and that only one run uses it at a time.
 */
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** As root it is not below /root: Postgres runs as another user, which cannot go there. @returns {string} */
export function homeDirectory() {
  if (process.env.CARDWRIGHT_HOME) return process.env.CARDWRIGHT_HOME;
  if (process.getuid?.() === 0) return '/var/lib/cardwright';
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'cardwright');
}

/** Ports that are asked for at the first start; a taken one is replaced by a free one. */
const wantedPorts = {
  gateway: 7800,
  issuer: 7801,
  temporalUi: 7802,
  temporal: 7803,
  nats: 7804,
  postgres: 7805,
  /** Where the portal finds the agent of this computer. An agent that is installed here too has its own. */
  bridge: 7806,
  /** The tenant of Entra ID of the demo. */
  tenant: 7807,
  'issuance-svc': 7811,
  'update-svc': 7812,
  'pki-svc': 7813,
  'device-edge': 7814,
};

/**
 * What @cardwright/embedded-servers/ports has: it is built later than this file is loaded.
 * @typedef {object} Net
 * @property {(port: number) => Promise<boolean>} portIsFree
 * @property {() => Promise<number>} freePort
 * @property {(error: unknown) => boolean} isPortTaken
 */
/** @typedef {(name: string, stop: () => Promise<void>) => void} StopLater */

/**
 * @param {string} home
 * @param {Pick<Net, 'portIsFree' | 'freePort'>} net
 * @returns {Promise<typeof wantedPorts>}
 */
export async function choosePorts(home, net) {
  const file = join(home, 'ports.json');
  const kept = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  /** @type {Record<string, number>} */
  const ports = {};
  for (const [name, wanted] of Object.entries(wantedPorts)) {
    const port = kept[name] ?? wanted;
    ports[name] = (await net.portIsFree(port)) ? port : await net.freePort();
  }
  await writeFile(file, JSON.stringify(ports, null, 2));
  return /** @type {typeof wantedPorts} */ (ports);
}

/** Further tries would only fail in the same way. */
const portAttempts = 5;

/**
 * Starts an installation on its ports, and once more on others when one was lost to another program between the choice and the start.
 * What `start` has handed to `stopLater` is stopped in between, the newest first; so every `stop` must bear being called twice.
 * @template Result
 * @param {{ home: string, net: Net, stopLater: StopLater }} at
 * @param {(ports: typeof wantedPorts, stopLater: StopLater) => Promise<Result>} start
 * @returns {Promise<Result>}
 */
export async function startOnPorts({ home, net, stopLater }, start) {
  for (let attempt = 1; ; attempt++) {
    /** @type {(() => Promise<void>)[]} */
    const started = [];
    try {
      return await start(await choosePorts(home, net), (name, stop) => {
        started.push(stop);
        stopLater(name, stop);
      });
    } catch (error) {
      if (!net.isPortTaken(error) || attempt === portAttempts) throw error;
      for (const stop of started.reverse()) await stop();
    }
  }
}

/**
 * Takes the home for this process. Answers the other run's description when one is alive.
 * @param {string} home
 * @returns {Promise<{ other: { pid: number, url?: string } } | { other: undefined, describe: (more: object) => Promise<void>, release: () => Promise<void> }>}
 */
export async function takeHome(home) {
  await mkdir(home, { recursive: true, mode: 0o711 });
  const file = join(home, 'running.json');
  for (;;) {
    try {
      const lock = await open(file, 'wx', 0o600);
      await lock.writeFile(JSON.stringify({ pid: process.pid }));
      await lock.close();
      return {
        other: undefined,
        describe: (more) => writeFile(file, JSON.stringify({ pid: process.pid, ...more }, null, 2)),
        release: () => rm(file, { force: true }),
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const other = JSON.parse((await readFile(file, 'utf8').catch(() => '')) || '{"pid":0}');
    if (isStart(other.pid)) return { other };
    // Left behind by a run that was killed.
    await rm(file, { force: true });
  }
}

/** Whether this pid is a run of ours: after a reboot the number may belong to anything. @param {number} pid */
function isStart(pid) {
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.mjs');
  } catch {
    // No /proc on this system: the pid is alive, so believe it.
    return process.platform !== 'linux';
  }
}
