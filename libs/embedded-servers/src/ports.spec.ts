import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Writable } from 'node:stream';
import { freePort, isPortTaken, listensItself, onFreePorts, portIsFree, PortTakenError } from './ports.js';
import { waitFor } from './process.js';

const servers: Server[] = [];
const listen = (port: number, host = '127.0.0.1'): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, host, () => {
      servers.push(server);
      resolve(port);
    });
  });
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

describe('a free port', () => {
  it('is free, below the range of outgoing connections, and not given twice', async () => {
    const ports = [await freePort(), await freePort(), await freePort()];
    expect(new Set(ports).size).toBe(3);
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(12_000);
      expect(port).toBeLessThan(32_000);
      expect(await portIsFree(port)).toBe(true);
    }
  });

  it('is none on which a server listens', async () => {
    const port = await listen(await freePort());
    expect(await portIsFree(port)).toBe(false);
  });

  it('has as many free neighbours as are asked for, on the address that is asked for', async () => {
    const taken = (await listen((await freePort()) + 2, '0.0.0.0')) - 1;
    const first = await freePort({ neighbours: 2, host: '0.0.0.0' });
    expect([first, first + 1]).not.toContain(taken + 1);
    expect(await portIsFree(first, '0.0.0.0')).toBe(true);
    expect(await portIsFree(first + 1, '0.0.0.0')).toBe(true);
  });
});

describe('a start on free ports', () => {
  it('is tried again on another port when the first was taken meanwhile', async () => {
    const tried: number[] = [];
    const got = await onFreePorts({ port: undefined }, async ({ port }) => {
      tried.push(port);
      // Another program is faster the first time.
      if (tried.length === 1) await listen(port);
      return listen(port);
    });
    expect(tried).toHaveLength(2);
    expect(got).toBe(tried[1]);
    expect(tried[1]).not.toBe(tried[0]);
  });

  it.each([
    ['a port that the caller gave is taken', new PortTakenError('lost', [18_000]), { port: 18_000, other: undefined }],
    ['nothing is left to choose', new PortTakenError('lost', []), { port: 18_000 }],
    ['it fails for another reason', new Error('no such file'), { port: undefined }],
  ])('fails at once / %s', async (_, error, wanted) => {
    let calls = 0;
    const start = onFreePorts(wanted as Record<string, number | undefined>, () => {
      calls++;
      return Promise.reject(error);
    });
    await expect(start).rejects.toBe(error);
    expect(calls).toBe(1);
  });

  it('gives up after five attempts', async () => {
    let calls = 0;
    const start = onFreePorts({ port: undefined }, ({ port }) => {
      calls++;
      return Promise.reject(new PortTakenError('lost', [port]));
    });
    await expect(start).rejects.toThrow(PortTakenError);
    expect(calls).toBe(5);
  });
});

describe('a lost port', () => {
  it('is known by its error, also as the cause of another one', () => {
    const inUse = Object.assign(new Error('listen'), { code: 'EADDRINUSE' });
    expect([inUse, new Error('start', { cause: inUse }), new PortTakenError('x', [])].map(isPortTaken)).toEqual([
      true,
      true,
      true,
    ]);
    expect([new Error('x'), undefined, { code: 'EADDRINUSE' }].map(isPortTaken)).toEqual([false, false, false]);
  });
});

describe('who listens', () => {
  (process.platform === 'linux' ? it : it.skip)('is known from the system: this process, or another one', async () => {
    const port = await listen(await freePort());
    expect(await listensItself(process.pid, [port])).toBe(true);
    expect(await listensItself(process.ppid, [port])).toBe(false);
    expect(await listensItself(process.pid, [port, await freePort()])).toBe(false);
  });

  (process.platform === 'linux' ? it : it.skip)('is no process that has ended, whoever answers there', async () => {
    const port = await listen(await freePort());
    const gone = spawn('true');
    await once(gone, 'exit');
    expect(await listensItself(gone.pid ?? -1, [port])).toBe(false);
    // It lives on, as another program, without taking the exit status of its child, which ends when its input does.
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    });
    const stateOf = (pid: number, field: string): string =>
      new RegExp(`^${field}:\\s+(\\S+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '';
    try {
      const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
      const ended = Number(line.toString());
      expect(await waitFor(() => Promise.resolve(stateOf(parent.pid ?? -1, 'Name') === 'sleep'), 10_000)).toBe(true);
      (parent.stdio[3] as Writable).end();
      expect(await waitFor(() => Promise.resolve(stateOf(ended, 'State') === 'Z'), 10_000)).toBe(true);
      expect(await listensItself(ended, [port])).toBe(false);
    } finally {
      parent.kill();
      await once(parent, 'exit');
    }
  });
});
