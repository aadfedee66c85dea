/** Update checks as a bench asks them: from many workstations, because each may ask only so often, and against an echo with one SELECT. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agentInboxPrefix } from '@cardwright/contracts/nats/permissions';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import { startProcess } from '@cardwright/embedded-servers/process';
import { connectAsAnybody } from '@cardwright/testing/agent-connection';
import { serviceEnvironment } from '../../tools/start/service-environment.mjs';

/** A workstation may ask 20 times a second (service-kit's lane for calls). */
const workstations = 1_000;

/**
 * One connection that may speak for every workstation: as many agents of their own would load this machine and not the service. Each call is the
 * next workstation's, answered to that workstation's inbox.
 * @param {import('./stand.mjs').Stand} stand
 */
export async function asAgents(stand) {
  const connection = await connectAsAnybody(stand.system);
  /** @type {Map<string, (reply: any) => void>} */
  const waiting = new Map();
  const ids = Array.from({ length: workstations }, (_, index) => `bench-${index}`);
  for (const id of ids)
    connection.subscribe(`${agentInboxPrefix(id)}.>`, {
      callback: (_error, message) => {
        // Empty: nobody serves it yet.
        waiting.get(message.subject)?.(
          message.data.length === 0 ? { error: { code: 'no responders' } } : message.json(),
        );
        waiting.delete(message.subject);
      },
    });
  await connection.flush();
  let calls = 0;
  return {
    /** @returns {Promise<any>} */
    /** from: which workstation; absent: the next one. */
    ask: (/** @type {string} */ name, /** @type {object} */ envelope, from = calls) => {
      const id = ids[from % ids.length];
      const reply = `${agentInboxPrefix(id)}.${calls++}`;
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${name}: no answer`)), 10_000);
        waiting.set(reply, (/** @type {any} */ answer) => {
          clearTimeout(late);
          resolve(answer);
        });
        connection.publish(edgeCallSubject(id, name), JSON.stringify(envelope), { reply });
      });
    },
    close: () => connection.close(),
  };
}

/** @param {import('./stand.mjs').Stand} stand */
export async function startEcho(stand) {
  const env = serviceEnvironment('update-svc', stand.at);
  delete env.HEALTH_PORT;
  const echo = await startProcess({
    name: 'echo',
    command: process.execPath,
    args: [join(stand.root, 'bench', 'reference', 'echo-select.mjs')],
    env: { PATH: process.env.PATH, ...env },
    logFile: join(stand.system.home, 'logs', 'echo.log'),
  });
  stand.stopLater(() => echo.stop());
  return echo;
}

/** Until the answer is there: the read model hears of the card by an event, the echo has to start. @param {() => Promise<string>} ask */
export async function untilAnswered(ask) {
  for (let tries = 0; tries < 150; tries++) {
    const answer = await ask().catch(() => undefined);
    if (answer === 'none') return;
    await delay(200);
  }
  throw new Error('no answer to an update check');
}
