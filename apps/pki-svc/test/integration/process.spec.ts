import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { VaultHarness } from '../vault-harness.js';

const main = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist', 'main.js');
const missing = existsSync(main) ? undefined : 'pki-svc is not built: npx tsc -b apps/pki-svc';

describeWith(missing, 'pki-svc as a process of its own', () => {
  const vault = new VaultHarness();
  const processes: ChildProcess[] = [];
  let output = '';

  const run = (env: Record<string, string>): ChildProcess => {
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.push(child);
    for (const stream of [child.stdout, child.stderr])
      stream!.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return child;
  };
  const ready = async (child: ChildProcess): Promise<void> => {
    for await (const chunk of child.stdout!) if (String(chunk).includes('"message":"ready"')) return;
    throw new Error(`pki-svc ended before it was ready:\n${output}`);
  };

  beforeAll(async () => {
    await vault.start();
    for (const service of vault.services.splice(0)) await service.close();
  }, 120_000);
  afterAll(async () => {
    for (const child of processes) if (child.exitCode === null) child.kill('SIGKILL');
    await vault.stop();
  }, 60_000);

  it('starts from environment variables alone, and ends cleanly on SIGTERM', async () => {
    const child = run({ ...vault.environment(), HEALTH_PORT: '0' });
    await ready(child);
    expect((await vault.ask('ca.chain', {})).certificatesDerBase64).toHaveLength(2);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 60_000);

  it('names every missing variable at once and exits with EX_CONFIG', async () => {
    output = '';
    const child = run({});
    expect(await once(child, 'exit')).toEqual([78, null]);
    for (const name of ['KEY_ENCRYPTION_KEY', 'NATS_URL', 'PUBLIC_URL', 'NATS_ACCOUNT_SIGNING_KEY'])
      expect(output).toContain(name);
  }, 60_000);

  it('[fault 1] kill -9 of one of two copies: the other answers, nothing is issued twice', async () => {
    const copies = [run(vault.environment()), run(vault.environment())];
    await Promise.all(copies.map(ready));
    const lease = vault.lease();
    const requests = ['9A', '9C', '9D', '9E'].map((keyReference) => vault.certificateRequest(lease, { keyReference }));
    const asking = Promise.allSettled(
      Array.from({ length: 20 }, () => vault.ask('certificates.issue', { lease, requests })),
    );
    copies[0]!.kill('SIGKILL');
    await once(copies[0]!, 'exit');
    await asking;
    const { certificates } = await vault.ask('certificates.issue', { lease, requests });
    const { rows } = await vault.ask('certificates.list', { deviceId: lease.deviceId });
    expect(rows.map(({ serialNumberHex }) => serialNumberHex).sort()).toEqual(
      certificates.map(({ serialNumberHex }) => serialNumberHex).sort(),
    );
    expect(certificates.every(({ status }) => status === 'good')).toBe(true);
    copies[1]!.kill('SIGTERM');
    await once(copies[1]!, 'exit');
  }, 60_000);

  it('stays within 180 MB after load (design.md section 6)', async () => {
    const child = run(vault.environment());
    await ready(child);
    for (let round = 0; round < 10; round++)
      await Promise.all(
        Array.from({ length: 8 }, () => {
          const lease = vault.lease();
          const requests = ['9A', '9C', '9D', '9E'].map((keyReference) =>
            vault.certificateRequest(lease, { keyReference }),
          );
          return vault.ask('certificates.issue', { lease, requests });
        }),
      );
    const rssKb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]);
    expect(rssKb / 1024).toBeLessThan(180);
    child.kill('SIGTERM');
    await once(child, 'exit');
  }, 60_000);
});

describe('the build', () => {
  it('is there in CI', () => {
    if (process.env['CI'] === 'true') expect(missing).toBeUndefined();
  });
});
