/**
 * Whose process is at the other end of a connection within this computer, as the kernel says it in /proc/self/net (proc_pid_net(5)). A browser that
 * speaks IPv6 sockets reaches 127.0.0.1 by a mapped address, which stands in the other table.
 */
import { readFile } from 'node:fs/promises';

/** Ports of both ends, seen from ours. */
export interface LocalConnection {
  localPort: number;
  remotePort: number;
}

/** 127.0.0.1, as the tables write it: words of 32 bits in the order of a little-endian machine. */
const loopback = '0100007F';
const mappedLoopback = `0000000000000000FFFF0000${loopback}`;
const established = '01';

/** The user's id; undefined: not found, or this system has no such table. */
export async function socketOwner({ localPort, remotePort }: LocalConnection): Promise<number | undefined> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/self/net/${name}`, 'latin1').catch(() => '')),
  );
  return ownerIn(tables.join('\n'), { localPort, remotePort });
}

/** The other end's row is the one in which our ports have changed places. */
function ownerIn(tables: string, { localPort, remotePort }: LocalConnection): number | undefined {
  const wanted = [loopback, mappedLoopback].map((at) => `${at}:${port(remotePort)} ${at}:${port(localPort)}`);
  for (const line of tables.split('\n')) {
    const [, local, remote, state, , , , userId] = line.trim().split(/\s+/);
    if (state === established && wanted.includes(`${local} ${remote}`)) return Number(userId);
  }
  return undefined;
}

const port = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0');
