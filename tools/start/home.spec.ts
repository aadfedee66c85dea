import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePorts, takeHome } from './home.mjs';

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
