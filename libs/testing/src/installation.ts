/** A running installation from the view of a spec: addresses, requests, and the parts that can be stopped and started again (system.ts). */
import type { RpcClient } from '@cardwright/service-kit/nats/rpc-client';

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
  /** Of the services that are started from now on; absent: what the release needs. */
  minimumAgentVersion?: string;
  /** ROLLOUT_RINGS of update-svc when it is started from now on; absent: as it ships. */
  rolloutRings?: string;
  /** RELYING_PARTIES of issuance-svc and pki-svc when they are started from now on. */
  relyingParties?: string;
  /** Of issuance-svc when it is started from now on: cardholders get mail through it, at once. */
  smtpUrl?: string;
  issuerUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl: string;
  /** The UI's own server, which takes every request: what specs ask behind the gateway's back. */
  temporalUiUpstream: string;
  natsUrl: string;
  database: { host: string; port: number; name: string };
  httpPort: number;
  /** Of the services that are started from now on: what browsers call them by; absent: 127.0.0.1. */
  publicUrl?: string;
  /** Of the gateway that is started from now on: where its agent has its door. */
  bridgePort?: number;
  /** Of the gateway that is started from now on: packages of the agent that it gives out. */
  agentPackageDir?: string;
  /** Of the gateway that is started from now on: where holders sign in with their card. */
  cardSignIn?: { url: string; port: number; certFile: string; keyFile: string };
  healthPorts: Record<string, number>;
}
export type ServiceName = 'gateway' | 'issuance-svc' | 'update-svc' | 'pki-svc';

export interface TestSystem {
  home: string;
  url: string;
  at: Installation;
  api: Api;
  services: Record<ServiceName, Running>;
  /** Starts the service again after `services[name].stop()`; resolves when it is ready. */
  startService(name: ServiceName): Promise<void>;
  /** A request to a service in the name of another one: `issuance`, `gateway`. For what no person may ask. */
  rpcAs(
    service: 'gateway' | 'issuance' | 'update' | 'pki' | 'anybody',
  ): Promise<{ rpc: RpcClient; close(): Promise<void> }>;
  /** args: of `cardwright-agent run`, `['--simulated']` for a card in the process. */
  startAgent(agent: { name: string; args?: string[]; env?: NodeJS.ProcessEnv }): Promise<RunningAgent>;
  stop(): Promise<void>;
}
