import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePorts, startOnPorts, takeHome } from './home.mjs';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cardwright-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('CARDWRIGHT_HOME', () => {
  it('is taken by one run and free again after it', async () => {
    const first = await takeHome(home);
    if (first.other) throw new Error('expected the home to be free');
    expect(JSON.parse(readFileSync(join(home, 'running.json'), 'utf8'))).toEqual({ pid: process.pid });
    await first.release();
    expect(existsSync(join(home, 'running.json'))).toBe(false);
  });

  it('names the run that has it, with its URL', async () => {
    const script = join(home, 'start.mjs');
    writeFileSync(script, 'setInterval(() => {}, 1000)');
    const other = spawn(process.execPath, [script], { stdio: 'ignore' });
    await new Promise((resolve) => other.once('spawn', resolve));
    writeFileSync(join(home, 'running.json'), JSON.stringify({ pid: other.pid, url: 'http://127.0.0.1:7800' }));
    expect(await takeHome(home)).toEqual({ other: { pid: other.pid, url: 'http://127.0.0.1:7800' } });
    other.kill();
    await new Promise((resolve) => other.once('exit', resolve));
    expect((await takeHome(home)).other).toBeUndefined();
  });

  it('is taken over from a run that was killed, and from a pid that is something else now', async () => {
    for (const left of ['{"pid":999999999}', `{"pid":${process.ppid}}`, '']) {
      writeFileSync(join(home, 'running.json'), left);
      expect((await takeHome(home)).other).toBeUndefined();
    }
  });

  it('keeps its ports, and replaces a taken one alone', async () => {
    const free = { portIsFree: () => Promise.resolve(true), freePort: () => Promise.resolve(20_001) };
    const first = await choosePorts(home, free);
    expect(first.gateway).toBe(7800);
    const taken = { ...free, portIsFree: (port: number) => Promise.resolve(port !== 7800) };
    expect(await choosePorts(home, taken)).toEqual({ ...first, gateway: 20_001 });
    expect((await choosePorts(home, free)).gateway).toBe(20_001);
  });
});

describe('a start on the ports of a home', () => {
  const lost = new Error('lost');
  const net = {
    portIsFree: (port: number) => Promise.resolve(port !== 7800),
    freePort: () => Promise.resolve(20_001),
    isPortTaken: (error: unknown) => error === lost,
  };

  it('that loses one to another program: what runs is stopped, the newest first, and it starts again on another', async () => {
    const events: string[] = [];
    let taken = false;
    const at = { home, net: { ...net, portIsFree: () => Promise.resolve(!taken) }, stopLater: () => undefined };
    const gateway = await startOnPorts(at, (ports, stopLater) => {
      for (const name of ['Postgres', 'gateway'])
        stopLater(name, () => {
          events.push(`stop ${name}`);
          return Promise.resolve();
        });
      events.push(`start ${ports.gateway}`);
      if (taken) return Promise.resolve(ports.gateway);
      taken = true;
      return Promise.reject(lost);
    });
    expect(events).toEqual(['start 7800', 'stop gateway', 'stop Postgres', 'start 20001']);
    expect(gateway).toBe(20_001);
  });

  it('that fails for another reason fails at once, and leaves to its caller what is to be stopped', async () => {
    const stops: string[] = [];
    const start = startOnPorts({ home, net, stopLater: (name: string) => void stops.push(name) }, (_, stopLater) => {
      stopLater('Postgres', () => Promise.reject(new Error('stopped too early')));
      return Promise.reject(new Error('broken'));
    });
    await expect(start).rejects.toThrow('broken');
    expect(stops).toEqual(['Postgres']);
  });
});
