/** update-svc as the process that production runs: environment variables alone, any order, clean stop, two copies. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import { startTestTemporal, type TestTemporal } from '@cardwright/testing/temporal-dev-server';
import { describeWith } from '@cardwright/testing/describe-with';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const bundle = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));
const missing = existsSync(main) && existsSync(bundle) ? undefined : 'apps/update-svc is not built: run npm run build';

describeWith(missing, 'the process of update-svc', () => {
  let nats: TestNats;
  let postgres: TestPostgres;
  let temporal: TestTemporal;
  const children: ChildProcess[] = [];

  const run = (env: NodeJS.ProcessEnv) => {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, exited: once(child, 'exit').then(([code]) => code as number | null), output: () => output };
  };
  const configuration = () => {
    const { host, port, database, user, passwordFile } = postgres.databases.update;
    return {
      NATS_URL: nats.url,
      NATS_CREDS_FILE: nats.credsFile('update'),
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: database,
      DATABASE_USER: user,
      DATABASE_PASSWORD_FILE: passwordFile,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      PAYLOAD_CODEC_KEYS_FILE: join(nats.installation.secretsDir, 'payload-codec-keys.json'),
      // The system chooses one; the log names it.
      HEALTH_PORT: '0',
    };
  };
  const ok = async (copy: ReturnType<typeof run>, path: 'healthz' | 'readyz'): Promise<boolean> => {
    const port = /"healthPort":(\d+)/.exec(copy.output())?.[1];
    if (port === undefined) return false;
    return fetch(`http://127.0.0.1:${port}/${path}`).then(
      (response) => response.ok,
      () => false,
    );
  };
  const untilOk = (...asked: Parameters<typeof ok>): Promise<void> => eventually(() => ok(...asked), true, 30_000);

  beforeAll(async () => {
    [nats, postgres, temporal] = await Promise.all([startTestNats(), startTestPostgres(), startTestTemporal()]);
  }, 60_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await nats.stop();
    await postgres.stop();
    await temporal.stop();
  }, 30_000);

  it('ends with 78 and names everything that is missing', async () => {
    const { exited, output } = run({});
    expect(await exited).toBe(78);
    for (const name of [
      'NATS_URL',
      'DATABASE_HOST',
      'DATABASE_PASSWORD',
      'TEMPORAL_ADDRESS',
      'PAYLOAD_CODEC_KEYS_FILE',
    ])
      expect(output()).toContain(name);
  }, 30_000);

  it('refuses a plaintext NATS URL beyond loopback', async () => {
    const { exited, output } = run({ ...configuration(), NATS_URL: 'nats://10.255.255.1:4222' });
    expect(await exited).toBe(78);
    expect(output()).toContain('not loopback');
  }, 30_000);

  it('waits for NATS, runs in two copies, and stops cleanly on SIGTERM', async () => {
    await nats.server.process.kill();
    const copies = [run(configuration()), run(configuration())] as const;
    await untilOk(copies[0], 'healthz');
    expect(await ok(copies[0], 'readyz')).toBe(false);
    await nats.restart();
    for (const copy of copies) await untilOk(copy, 'readyz');
    for (const { child } of copies) child.kill('SIGTERM');
    for (const { exited } of copies) expect(await exited).toBe(0);
    const waits = copies[0]
      .output()
      .split('\n')
      .filter((line) => line.includes('waiting for NATS'));
    expect(waits).toHaveLength(1);
  }, 60_000);
});
