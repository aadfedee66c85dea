import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';
import { startProcess, waitFor } from './process.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cardwright-process-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const node = (name: string, code: string) => ({
  name,
  command: process.execPath,
  args: ['-e', code],
  logFile: join(directory, 'logs', `${name}.log`),
});
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('child process', () => {
  it('is ready by its condition, logs to its file and stops by its signal', async () => {
    const marker = join(directory, 'ready');
    const code = `console.log('hello'); require('fs').writeFileSync(${JSON.stringify(marker)}, ''); process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000)`;
    const child = await startProcess({ ...node('ok', code), ready: () => Promise.resolve(existsSync(marker)) });
    expect(child.running()).toBe(true);
    expect(readFileSync(child.logFile, 'utf8')).toContain('hello');
    await waitFor(() => Promise.resolve(alive(child.pid)), 1000);
    await child.stop();
    await child.stop();
    expect(await child.exited).toBe(7);
    expect(alive(child.pid)).toBe(false);
  });

  it('fails at once, with the end of the log, when the process ends before it is ready', async () => {
    const start = startProcess({
      ...node('broken', `console.error('the port is taken'); process.exit(3)`),
      ready: () => Promise.resolve(false),
      readyTimeoutMs: 60_000,
    });
    await expect(start).rejects.toThrow(/broken: ended with 3\. Log .*broken\.log:\nthe port is taken/);
  });

  it('fails when the program does not exist', async () => {
    const start = startProcess({
      ...node('none', ''),
      command: '/nowhere/program',
      ready: () => Promise.resolve(false),
    });
    await expect(start).rejects.toThrow(/none: ended with/);
  });

  it('is killed when it does not stop', async () => {
    const marker = join(directory, 'ready');
    const code = `process.on('SIGTERM', () => {}); require('fs').writeFileSync(${JSON.stringify(marker)}, ''); setInterval(() => {}, 1000)`;
    const child = await startProcess({
      ...node('stubborn', code),
      ready: () => Promise.resolve(existsSync(marker)),
      stopTimeoutMs: 100,
    });
    await child.stop();
    expect(await child.exited).toBe('SIGKILL');
  });

  it('does not outlive a parent that is killed', async () => {
    const pidFile = join(directory, 'pid');
    const sleeper = join(directory, 'sleeper.mjs');
    writeFileSync(
      sleeper,
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`,
    );
    // The parent is a process that does what startProcess does: the same setpriv line.
    const parent = await startProcess({
      ...node(
        'parent',
        `require('child_process').spawn('/usr/bin/setpriv', ['--pdeathsig=TERM', '--', process.execPath, ${JSON.stringify(sleeper)}], { detached: true }); setInterval(() => {}, 1000)`,
      ),
      ready: () => Promise.resolve(existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== ''),
    });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await parent.kill();
    expect(await waitFor(() => Promise.resolve(!alive(pid)), 10_000)).toBe(true);
  });
});

describe('a port on which it has to listen', () => {
  const servers: Server[] = [];
  const listen = async (): Promise<number> => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });
  const listener = (port: number): string => `require('net').createServer().listen(${port}, '127.0.0.1')`;
  const answers = (port: number) => (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });

  it('is its own: ready', async () => {
    const port = await freePort();
    const child = await startProcess({ ...node('own', listener(port)), listensOn: [port], ready: answers(port) });
    expect(child.running()).toBe(true);
    await child.stop();
  });

  it.each([
    ['the process ends of it', (port: number) => listener(port)],
    ['the process lives on, and the other one answers in its place', () => 'setInterval(() => {}, 1000)'],
  ])('has another program: PortTakenError, never ready / %s', async (_, code) => {
    const port = await listen();
    const start = startProcess({
      ...node('late', code(port)),
      listensOn: [port],
      ready: answers(port),
      readyTimeoutMs: 1000,
    });
    await expect(start).rejects.toMatchObject({ name: 'PortTakenError', ports: [port] });
  });

  it('had another program that is gone since: PortTakenError by what the process wrote', async () => {
    const code = `console.error('listen tcp 127.0.0.1:4222: bind: address already in use'); process.exit(1)`;
    const start = startProcess({
      ...node('told', code),
      listensOn: [await freePort()],
      ready: () => Promise.resolve(false),
    });
    await expect(start).rejects.toMatchObject({ name: 'PortTakenError', ports: [] });
  });

  it('is free, but the process fails for another reason: no PortTakenError', async () => {
    const start = startProcess({
      ...node('broken', `console.error('no such file'); process.exit(1)`),
      listensOn: [await freePort()],
      ready: () => Promise.resolve(false),
    });
    await expect(start).rejects.toMatchObject({
      name: 'Error',
      message: expect.stringContaining('no such file') as unknown,
    });
  });
});
