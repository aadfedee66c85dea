/**
 * The whole system for one spec: the servers and services that `npm start` starts, as processes on free ports with their
 * state in a directory of the run. Uses what was built (`npm test` builds first). Stops only what it started.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, isPortTaken } from '@cardwright/embedded-servers/ports';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { bootstrap } from '@cardwright/bootstrap/bootstrap';
import { connectAsAnybody, connectAsService } from './agent-connection.js';
import { officeApi } from './office-api.js';
import { startScript } from './start-script.js';
import { makeStateDir } from './state-dir.js';

export interface Running {
  stop(): Promise<void>;
  /** The pid of the process that runs now: it is started again when it ends by itself. */
  pid(): number;
}
export interface RunningAgent extends Running {
  workstationId: string;
  agentHome: string;
}
/** What a script calls; each request has the role whose work it is (office-api.ts). Throws Error with `code` and `answer`. */
export type Api = <Answer = never>(method: string, path: string, body?: unknown) => Promise<Answer>;

/** Where everything is (tools/start/service-environment.mjs has the whole of it). */
export interface Installation {
  home: string;
  /** Absent: enforced, as in production. */
  separationOfDuties?: 'single-operator';
  issuerUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl: string;
  /** The UI's own server, which takes every request: what specs ask behind the gateway's back. */
  temporalUiUpstream: string;
  natsUrl: string;
  database: { host: string; port: number; name: string };
  httpPort: number;
  healthPorts: Record<string, number>;
}
export type ServiceName = 'gateway' | 'issuance-svc' | 'update-svc' | 'pki-svc';

export interface TestSystem {
  home: string;
  url: string;
  at: Installation;
  api: Api;
  services: Record<ServiceName, Running>;
  /** After `services[name].stop()`: the same again, ready. */
  startService(name: ServiceName): Promise<void>;
  /** A request to a service in the name of another one: `issuance`, `gateway`. For what no person may ask. */
  rpcAs(
    service: 'gateway' | 'issuance' | 'update' | 'pki' | 'anybody',
  ): Promise<{ rpc: RpcClient; close(): Promise<void> }>;
  /** args: of `cardwright-agent run`, `['--simulated']` for a card in the process. */
  startAgent(agent: { name: string; args?: string[]; env?: NodeJS.ProcessEnv }): Promise<RunningAgent>;
  stop(): Promise<void>;
}

type StopLater = (name: string, stop: () => Promise<void>) => void;

export async function startSystem(): Promise<TestSystem> {
  const state = await makeStateDir('system');
  const stops: (() => Promise<void>)[] = [];
  const stopLater: StopLater = (_name, stop) => void stops.push(stop);
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
    await state.remove();
  };
  try {
    return await start(state.path, stopLater, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(home: string, stopLater: StopLater, stop: () => Promise<void>): Promise<TestSystem> {
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
    const at = await startServers({ home, ports, natsTrust, stopLater });
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
