/**
 * `kill -9` for the servers of a test system, and the same server again on the same port with the same state. Services and agents
 * need none of it: they are started again by themselves (system.ts). Only processes whose files lie in this system's home are
 * touched. Specs only; governing document: faults.md (SIGKILL by pid).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNatsServer, type NatsTrust } from '@cardwright/embedded-servers/nats-server';
import { startPostgres } from '@cardwright/embedded-servers/postgres';
import type { Stoppable } from '@cardwright/embedded-servers/process';
import { startTemporalServer } from '@cardwright/embedded-servers/temporal-server';
import { allPids, killPid } from './processes.js';
import type { TestSystem } from './system.js';

export type ServerName = 'nats' | 'postgres' | 'temporal';

/** What stands in the arguments of a server of this home and of no other process. */
const mark: Record<ServerName, string[]> = {
  nats: ['nats', 'nats.conf'],
  postgres: ['postgres'],
  temporal: ['temporal', 'temporal.db'],
};

async function serverPid(system: TestSystem, name: ServerName): Promise<number> {
  const file = join(system.home, ...mark[name]);
  for (const pid of await allPids()) {
    const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (args.includes(file)) return pid;
  }
  throw new Error(`${name} of ${system.home} does not run`);
}

/** SIGKILL; resolves when the process is gone. For Postgres its children go with it. */
export async function killServer(system: TestSystem, name: ServerName): Promise<void> {
  await killPid(await serverPid(system, name));
}

/** Ready when it resolves; the caller stops it after the system. */
export async function startServerAgain(system: TestSystem, name: ServerName): Promise<Stoppable> {
  const { home, at } = system;
  const secret = async (file: string): Promise<string> => (await readFile(join(home, 'secrets', file), 'utf8')).trim();
  if (name === 'postgres')
    return startPostgres({
      stateDir: home,
      port: at.database.port,
      adminPassword: await secret('db-admin.password'),
    });
  if (name === 'temporal')
    return startTemporalServer({
      stateDir: home,
      port: Number(at.temporalAddress.split(':')[1]),
      namespace: at.temporalNamespace,
    });
  const trust = JSON.parse(await secret('nats-trust.json')) as NatsTrust;
  return startNatsServer({ stateDir: home, trust, port: Number(new URL(at.natsUrl).port) });
}
