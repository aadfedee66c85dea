/**
 * TCP ports for servers that need their port number before they start. Between the choice and the moment in which the server listens
 * another program may take the port, so a choice is never relied on: a start that lost a port says so (`PortTakenError`, or Node's own
 * EADDRINUSE), and `onFreePorts` tries again with other ports. A server of this process listens on port 0 and needs none of this.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { isNativeError } from 'node:util/types';

/** Below the ephemeral range, so that the kernel gives none of them away; Temporal's membership on Postgres takes them as a smallint. */
const [firstPort, lastPort] = [12_000, 31_999];
/** Each process searches from a place of its own: two that choose at the same time, or restart a server, do not meet. */
const blockSize = 100;
const blocks = (lastPort - firstPort + 1) / blockSize;
let next = firstPort + (process.pid % blocks) * blockSize;

const maxAttempts = 5;

/** A server could not listen on a port that it was given: another program has it. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(
    message: string,
    /** Those that are known to be taken; empty when the server named none of them. */
    readonly ports: readonly number[],
  ) {
    super(message);
  }
}

/** Whether a start failed because of a port that another program has; looks through `cause`. */
export function isPortTaken(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  if (error instanceof PortTakenError || (error as { code?: unknown }).code === 'EADDRINUSE') return true;
  return isPortTaken(error.cause);
}

/**
 * Starts something on ports that are free now, and again on others when one was lost meanwhile. wanted: undefined for a port to
 * choose; a port that the caller gave is kept, and losing it is an error. `start` must leave nothing behind when it throws.
 */
export async function onFreePorts<Name extends string, Result>(
  wanted: Record<Name, number | undefined>,
  start: (ports: Record<Name, number>) => Promise<Result>,
): Promise<Result> {
  const given = Object.values<number | undefined>(wanted).filter((port) => port !== undefined);
  for (let attempt = 1; ; attempt++) {
    const ports = {} as Record<Name, number>;
    for (const name of Object.keys(wanted) as Name[]) ports[name] = wanted[name] ?? (await freePort());
    try {
      return await start(ports);
    } catch (error) {
      const lostGiven = error instanceof PortTakenError && error.ports.some((port) => given.includes(port));
      const noneChosen = given.length === Object.keys(wanted).length;
      if (!isPortTaken(error) || lostGiven || noneChosen || attempt === maxAttempts) throw error;
    }
  }
}

/**
 * A port on which nobody listens now. neighbours: how many in a row are needed (the first is answered). host: where the server will
 * listen. The same process is not given the same port again before all others were given.
 */
export async function freePort({ neighbours = 1, host = '127.0.0.1' } = {}): Promise<number> {
  for (let tried = 0; tried < lastPort - firstPort; tried++) {
    if (next + neighbours - 1 > lastPort) next = firstPort;
    const port = next;
    const row = Array.from({ length: neighbours }, (_, index) => port + index);
    next += neighbours;
    if ((await Promise.all(row.map((each) => portIsFree(each, host)))).every(Boolean)) return port;
  }
  throw new Error(`no free TCP port between ${firstPort} and ${lastPort}`);
}

/** Whether a server could listen on this port now. */
export function portIsFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/**
 * Whether this process itself listens on all of these ports: an answer on a port may come from another program that took it. True
 * where the system does not say (not Linux, or a process of another user).
 */
export async function listensItself(pid: number, ports: readonly number[]): Promise<boolean> {
  if (process.platform !== 'linux' || ports.length === 0) return true;
  const sockets = await socketsOf(pid);
  if (sockets === undefined) return true;
  const listeners = await listeningSockets();
  return ports.every((port) => listeners.some((one) => one.port === port && sockets.has(one.inode)));
}

/** Inodes of its open sockets: none once it has ended; undefined when they cannot be read. */
async function socketsOf(pid: number): Promise<Set<string> | undefined> {
  try {
    const folder = `/proc/${pid}/fd`;
    const links = (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => ''));
    return new Set((await Promise.all(links)).map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''));
  } catch {
    return (await hasEnded(pid)) ? new Set() : undefined;
  }
}

/** Whether it is gone, or only its exit status is left (proc(5): state Z or X, the field behind the name in parentheses). */
async function hasEnded(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return ['', 'Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2).charAt(0));
}

/** Rows of /proc/net/tcp and tcp6: field 1 is the address as hex:hex, field 3 the state (0A: LISTEN), field 9 the inode. */
async function listeningSockets(): Promise<{ port: number; inode: string }[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'latin1').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A')
    .map((fields) => ({ port: parseInt(fields[1]?.split(':')[1] ?? '', 16), inode: fields[9] ?? '' }));
}
