/**
 * What all rows measure: the whole system as `npm start` runs it, started for this run, and a second gateway without rate
 * limits (the limits are for callers, not what is measured). Uses what was built: `npm run build` first.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueCard, personId, randomPin, startIssue } from '@cardwright/testing/issue';
import { startSystem } from '@cardwright/testing/system';
import { startUnlimitedGateway } from '@cardwright/testing/unlimited-gateway';
import { createTemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';

const root = new URL('../../', import.meta.url).pathname;
const csv = `external_id,given_name,surname,display_name,email,upn,organizational_unit
B1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test,Research
B2,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test,Research
`;

export async function startStand() {
  const system = await startSystem({ throwAway: false });
  /** @type {(() => Promise<unknown>)[]} */
  const stops = [() => system.stop()];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const at = /** @type {any} */ (system.at);
    const gateway = await startUnlimitedGateway(system);
    const { api, httpPort, url } = gateway;
    stops.push(() => gateway.process.stop());
    await api('POST', '/people/import', { csv });
    const temporal = createTemporalClient({
      address: at.temporalAddress,
      namespace: at.temporalNamespace,
      codecKeysFile: join(system.home, 'secrets', 'payload-codec-keys.json'),
      identity: 'bench',
    });
    stops.push(() => temporal.close());
    return {
      system,
      at,
      root,
      api,
      gateway: { url, httpPort, pid: () => gateway.process.pid },
      temporal,
      /** Pids of agents that had work, for what they need afterwards. */
      loadedAgents: /** @type {(() => number)[]} */ ([]),
      people: { first: await personId(api, 'B1'), second: await personId(api, 'B2') },
      stopLater: (/** @type {() => Promise<unknown>} */ later) => void stops.push(later),
      /** The last errors that the services logged: what a failed row was about. */
      errorLines: () => errorLines(join(system.home, 'logs')),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {string} folder */
async function errorLines(folder) {
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter((line) => line.includes('"level":"error"'))
      .slice(-2),
  );
}

/** @typedef {Awaited<ReturnType<typeof startStand>>} Stand */
/** @typedef {{ deviceId: string, workstationId: string, readerName: string }} BlankCard */

/**
 * Agents with simulated cards, all of them registered: blank cards to issue.
 * @param {Stand} stand @param {{ name: string, agents: number, cards: number, firstSerial: number, env?: NodeJS.ProcessEnv }} asked
 */
export async function blankCards(stand, { name, agents, cards, firstSerial, env = {} }) {
  const perAgent = Math.ceil(cards / agents);
  const running = [];
  for (let index = 0; index < agents; index++)
    running.push(
      await stand.system.startAgent({
        name: `${name}-${index}`,
        args: ['--simulated', String(perAgent), '--serial', String(firstSerial + index * perAgent)],
        env,
      }),
    );
  /** @type {BlankCard[]} */
  const blank = [];
  for (let reader = 0; reader < perAgent; reader++)
    for (const { workstationId } of running) {
      const readerName = `Simulated reader ${reader}`;
      const { device } = await stand.api('POST', '/inspections', { workstationId, readerName });
      blank.push({ deviceId: device.deviceId, workstationId, readerName });
    }
  stand.loadedAgents.push(...running.map(({ pid }) => pid));
  return { agents: running, blank };
}

/**
 * One issue without any human wait, from the request to the end of its saga (a Pending card).
 * @param {Stand} stand @param {BlankCard} card @param {string} profileName @param {string} [personId]
 */
export async function issueToEnd(stand, card, profileName, personId = stand.people.first) {
  const saga = await startIssue(stand.api, { ...card, personId, profileName, pinChange: 'none' });
  const result = await stand.temporal.client.workflow.getHandle(`device/${card.deviceId}/write`).result();
  if (result?.outcome !== 'pending-activation') throw new Error(`the saga ended with ${JSON.stringify(result)}`);
  return saga.requestId;
}

// What rows need besides.
export { issueCard, randomPin };
