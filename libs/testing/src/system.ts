/**
 * The whole system for one spec: the servers and services that `npm start` starts, as processes on free ports with their
 * state in a directory of the run. Uses what was built (`npm test` builds first). Stops only what it started.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, isPortTaken } from '@cardwright/embedded-servers/ports';
import type { VaultClientRow } from '@cardwright/service-kit/config/relying-parties';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { bootstrap } from '@cardwright/bootstrap/bootstrap';
import { connectAsAnybody, connectAsService } from './agent-connection.js';
import type { Api, RunningAgent, ServiceName, TestSystem } from './installation.js';
import { expectEventsAsDocumented } from './published-events.js';
import { officeApi } from './office-api.js';
import { startScript } from './start-script.js';
import { makeStateDir } from './state-dir.js';

export type { Api, RunningAgent, ServiceName, TestSystem } from './installation.js';

type StopLater = (name: string, stop: () => Promise<void>) => void;

interface SystemOptions {
  /** Nothing of the database is forced to the disk; default. False for measurements. */
  throwAway?: boolean;
  /** RELYING_PARTIES; default: none. */
  relyingParties?: readonly VaultClientRow[];
  /** Our own portal is one of them, as `portal`, at a host name: a browser makes no passkey at an address of numbers. */
  ownPortal?: boolean;
}

export async function startSystem({ throwAway = true, ...parties }: SystemOptions = {}): Promise<TestSystem> {
  const state = await makeStateDir('system');
  const stops: (() => Promise<void>)[] = [];
  const stopLater: StopLater = (_name, stop) => void stops.push(stop);
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
    await state.remove();
  };
  try {
    const system = await start({ home: state.path, throwAway, ...parties }, stopLater, stop);
    const stopLast = (): Promise<void> => expectEventsAsDocumented(system).finally(stop);
    return { ...system, stop: stopLast };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  { home, throwAway, ...parties }: SystemOptions & { home: string },
  stopLater: StopLater,
  stop: () => Promise<void>,
): Promise<TestSystem> {
  await mkdir(join(home, 'logs'), { recursive: true });
  const { startOnPorts } = await startScript<{
    startOnPorts<Result>(
      at: object,
      start: (ports: Record<string, number>, stopLater: StopLater) => Promise<Result>,
    ): Promise<Result>;
  }>('home');
  const { startServers } = await startScript<{ startServers(options: object): Promise<TestSystem['at']> }>('servers');
  const { startServices } = await startScript<{
    startServices(at: object, stopLater: StopLater, names?: ServiceName[]): Promise<TestSystem['services']>;
  }>('services');
  const { natsTrust } = await bootstrap({ home });
  // Never the ports that `npm start` likes.
  const net = { portIsFree: () => Promise.resolve(false), freePort, isPortTaken };
  const { at, services } = await startOnPorts({ home, net, stopLater }, async (ports, stopLater) => {
    const servers = await startServers({ home, ports, natsTrust, throwAway, stopLater });
    const at = { ...servers, ...partiesAt(servers, parties) };
    return { at, services: await startServices(at, stopLater) };
  });
  const api = officeApi(at);
  const { startAgent } = await startScript<{
    startAgent(at: object, api: Api, stopLater: StopLater, agent: object): Promise<RunningAgent>;
  }>('agent');
  return {
    home,
    url: `http://127.0.0.1:${at.httpPort}`,
    at,
    api,
    services,
    startService: async (name) => void Object.assign(services, await startServices(at, stopLater, [name])),
    rpcAs: async (service) => {
      const connection = await (service === 'anybody'
        ? connectAsAnybody({ at, home })
        : connectAsService({ at, home }, service));
      return { rpc: new RpcClient(connection), close: () => connection.close() };
    },
    startAgent: (agent) => startAgent(at, api, stopLater, agent),
    stop,
  };
}

/** What differs where passkeys are registered. */
function partiesAt(
  { httpPort }: TestSystem['at'],
  { relyingParties = [], ownPortal = false }: SystemOptions,
): Partial<TestSystem['at']> {
  const portal = `http://localhost:${httpPort}`;
  const own = { id: 'portal', kind: 'own', rpId: 'localhost', name: 'Card office', origins: [portal] };
  const rows = [...relyingParties, ...(ownPortal ? [own] : [])];
  return {
    ...(rows.length > 0 && { relyingParties: JSON.stringify(rows) }),
    // The Temporal UI is shown at an address of numbers.
    ...(ownPortal && { publicUrl: portal, temporalUiUpstream: undefined }),
  };
}
