/**
 * The doctor as a process, against real libpcsclite: nobody behind the socket, and a service that ends each connection at once, as
 * pcscd does where polkit refuses it (its ContextThread asks before it reads anything).
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirePcscd } from '@cardwright/testing/pcscd';
import type { Finding } from '../../src/doctor/finding.js';
import { agentProgram, buildAgent } from '../support/agent-process.js';

let folder: string;
let server: Server | undefined;
beforeEach(async () => {
  await buildAgent();
  folder = await mkdtemp(join(tmpdir(), 'cardwright-doctor-'));
}, 120_000);
afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

const doctor = (socket: string): Promise<Finding[]> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, PCSCLITE_CSOCK_NAME: socket };
    // Exit code 1: something is wrong, which is what is asked for.
    execFile(process.execPath, [agentProgram, 'doctor', '--json', '--home', folder], { env }, (_error, stdout) => {
      try {
        resolve(JSON.parse(stdout) as Finding[]);
      } catch (error) {
        reject(error as Error);
      }
    });
  });

(requirePcscd().available ? describe : describe.skip)('[F09] the doctor and libpcsclite', () => {
  it('pcscd is installed and does not run', async () => {
    const findings = await doctor(join(folder, 'none.comm'));
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'pcscd', state: 'fail', found: expect.stringContaining('not running') }),
    );
    expect(findings.filter(({ check }) => check.startsWith('PC/SC'))).toEqual([]);
  }, 30_000);

  it('a policy refuses: the polkit rule, and not a word of installing', async () => {
    const socket = join(folder, 'pcscd.comm');
    server = createServer((connection) => connection.destroy());
    await new Promise<void>((resolve) => server!.listen(socket, resolve));
    const findings = await doctor(socket);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'pcscd', state: 'ok', found: `listens on ${socket}` }),
    );
    const refused = findings.find(({ check }) => check === 'PC/SC service')!;
    expect(refused.state).toBe('fail');
    expect(refused.fix).toContain('org.debian.pcsc-lite.access_pcsc');
    expect(refused.fix).not.toMatch(/install and start/i);
  }, 30_000);
});
