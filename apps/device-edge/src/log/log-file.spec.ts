import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, readFile, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from './log-file.js';
import { readLogFiles } from './read-log-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const event = (message: string, at = '2030-01-01T00:00:00.000Z', fields = {}) =>
  JSON.stringify({ at, level: 'info', message, ...fields });
const messages = async (most = 100) => (await readLogFiles(folder, { most })).lines.map(({ message }) => message);

describe("the agent's own log", () => {
  it('keeps a bounded number of files of a bounded size, the newest lines among them', async () => {
    const log = new LogFile(folder, { bytes: 1_000, files: 3 });
    for (let number = 1; number <= 100; number++) log.write(event(`line ${number}`));
    log.close();
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['agent.1.log', 'agent.2.log', 'agent.log']);
    for (const name of names) expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(1_000);
    const kept = await messages();
    expect(kept.length).toBeGreaterThan(20);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => `line ${101 - kept.length + index}`));
  });

  it('goes on where an earlier process stopped, and is private', async () => {
    for (const message of ['first', 'second']) {
      const log = new LogFile(join(folder, 'log'));
      log.write(event(message));
      log.close();
    }
    expect((await stat(join(folder, 'log'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'log/agent.log'))).mode & 0o777).toBe(0o600);
    const page = await readLogFiles(join(folder, 'log'), { most: 1 });
    expect(page).toEqual({ lines: [expect.objectContaining({ message: 'second' })], older: true });
  });

  it('[fault 26] loses lines on a full disk, ends nothing, and says afterwards how many', async () => {
    await symlink('/dev/full', join(folder, 'agent.log'));
    const log = new LogFile(folder);
    log.write(event('lost'));
    log.write(event('lost too'));
    await rm(join(folder, 'agent.log'));
    log.write(event('there is room'));
    log.close();
    const { lines } = await readLogFiles(folder, { most: 10 });
    expect(lines).toMatchObject([{ message: 'lines of this log were lost', lines: 2 }, { message: 'there is room' }]);
  });

  it('passes over a line that a power cut tore, and a folder that is not there yet', async () => {
    await appendFile(join(folder, 'agent.log'), `${event('whole')}\n{"at":"2030-01-01T00:00\n${event('after')}\n`);
    expect(await messages()).toEqual(['whole', 'after']);
    expect(await readLogFiles(join(folder, 'none'), { most: 1 })).toEqual({ lines: [], older: false });
  });

  it('shows what happened since a time', async () => {
    const log = new LogFile(folder);
    for (const hour of ['08', '09', '10']) log.write(event(hour, `2030-01-01T${hour}:00:00.000Z`));
    log.close();
    const { lines } = await readLogFiles(folder, { since: new Date('2030-01-01T09:00:00Z'), most: 10 });
    expect(lines.map(({ message }) => message)).toEqual(['09', '10']);
  });

  it('[security PIN handling] shows no secret that an older release or a library wrote', async () => {
    const secrets = [
      '73915846',
      'cw1.AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB',
      'eyJhbGciOiJFQ0RILUVTIn0.c2VjcmV0.c2lnbmF0dXJl',
      `SUA${'B'.repeat(55)}`,
      '0102030405060708010203040506070801020304050607080102030405060708',
      'hunter2',
    ];
    const [pin, code, jwt, seed, key, password] = secrets;
    const log = new LogFile(folder);
    const said = `PIN ${pin} PUK=${pin} ${code} Bearer ${jwt} seed ${seed} 9B ${key} https://me:${password}@host/`;
    log.write(event(said, undefined, { newPin: pin, managementKey: key, enrolmentToken: code, reason: said }));
    log.close();
    const text = JSON.stringify(await readLogFiles(folder, { most: 10 }));
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).toContain('PIN [redacted] PUK=[redacted] [redacted]');
    expect(await readFile(join(folder, 'agent.log'), 'utf8')).toContain(pin);
  });
});
