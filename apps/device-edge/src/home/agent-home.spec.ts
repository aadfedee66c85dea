import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentHome } from './agent-home.js';
import { lockHolder, takeLock } from './agent-lock.js';

let home: AgentHome;
beforeEach(async () => {
  home = new AgentHome(await mkdtemp(join(tmpdir(), 'cardwright-home-')));
});
afterEach(() => rm(home.folder, { recursive: true }));

const config = {
  workstationId: 'ws-1',
  serverUrl: 'https://gateway.example.org',
  natsUrl: 'tls://nats.example.org:4222',
  agentNkey: 'U',
  enrolledAt: '2030-01-01T00:00:00Z',
};

describe('agent home', () => {
  it('is enrolled once everything is written, and not with a part of it', async () => {
    expect(await home.config()).toBeUndefined();
    await home.saveEnrolment(config, { seed: Buffer.from('SU'), jwt: 'a.b.c', caPem: 'pem' });
    expect(await home.config()).toEqual(config);
    expect(await home.jwt()).toBe('a.b.c');
    expect((await readdir(home.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await rm(home.jwtFile);
    expect(await home.config()).toBeUndefined();
  });

  it('[A19] update checks are off unless somebody turns them on', async () => {
    expect(await home.settings()).toMatchObject({ cardAutoUpdate: false });
    await writeFile(home.settingsFile, '{"cardAutoUpdate":true}');
    expect(await home.settings()).toMatchObject({ cardAutoUpdate: true });
    await writeFile(home.settingsFile, '{"cardAutoUpdate":"yes"}');
    await expect(home.settings()).rejects.toThrow(/cardAutoUpdate/);
    await writeFile(home.settingsFile, '{"unknown":true}');
    await expect(home.settings()).rejects.toThrow(/unknown/);
  });

  it('[A02] checks every 8 hours unless a time of at least a minute is set', async () => {
    expect(await home.settings()).toMatchObject({ updateCheckMinutes: 480, updateCheckJitterSeconds: 120 });
    await writeFile(home.settingsFile, '{"updateCheckMinutes":1,"updateCheckJitterSeconds":0}');
    expect(await home.settings()).toMatchObject({ updateCheckMinutes: 1, updateCheckJitterSeconds: 0 });
    for (const minutes of ['0', '1.5', '"10"', '43201', 'true', 'null']) {
      await writeFile(home.settingsFile, `{"updateCheckMinutes":${minutes}}`);
      await expect(home.settings()).rejects.toThrow('updateCheckMinutes is not a whole number from 1 to 43200');
    }
  });

  it('[fault 15] one agent per home; a dead one leaves no lock', async () => {
    const first = await takeLock(home.lockFile);
    expect(first).toHaveProperty('release');
    // This process is its own holder: it may take the lock anew, another one may not.
    expect(await lockHolder(home.lockFile)).toBeUndefined();
    await writeFile(home.lockFile, `${process.ppid}\n`);
    const held = await takeLock(home.lockFile);
    expect(held).toEqual({ heldBy: process.ppid });
    await writeFile(home.lockFile, '4194399\n');
    expect(await takeLock(home.lockFile)).toHaveProperty('release');
  });
});
