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
