/** An agent's process that operators ask what is wrong at its computer, on real NATS. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startAgentProcess, type AgentProcess } from '../support/agent-process.js';
import { EdgeClient } from '../support/edge-client.js';

const workstationId = 'ws-1';
let nats: TestNats;
let client: EdgeClient;
let agent: AgentProcess;

beforeAll(async () => {
  nats = await startTestNats();
  client = await EdgeClient.connect(nats.url, await nats.creds('issuance'));
  agent = await startAgentProcess({
    natsUrl: nats.url,
    workstationId,
    creds: await nats.agentCreds(workstationId),
    caPem: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
    args: ['--simulated', '1', '--cards', '1', '--serial', '47114712'],
  });
}, 60_000);
afterAll(async () => {
  await agent?.remove();
  await client?.close();
  await nats?.stop();
});

it('[F09] the doctor looks beside the work of the agent, at its readers, and says what to do', async () => {
  const { findings, ranAt } = await client.ask(workstationId, 'doctor.run', {});
  const found = new Map(findings.map((finding) => [finding.check, finding]));
  expect(found.get('card in Simulated reader 0')).toMatchObject({ state: 'ok', found: 'has a PIV application' });
  expect(found.get('agent')).toMatchObject({ found: `running, pid ${agent.pid}` });
  expect(found.get('NATS')).toMatchObject({ state: 'ok' });
  expect(found.get('server')).toMatchObject({ state: 'fail', fix: expect.stringContaining('firewall') });
  expect(JSON.stringify(findings)).not.toContain('47114712');
  // The same look for the next one who asks.
  expect((await client.ask(workstationId, 'doctor.run', {})).ranAt).toBe(ranAt);
});

it('the log: what was asked for, without what looks like a secret', async () => {
  const all = await client.ask(workstationId, 'logs.read', {});
  expect(all.lines.map(({ message }) => message)).toEqual(expect.arrayContaining(['agent starting', 'agent ready']));
  // Whatever wrote it: it is not shown.
  const secret = {
    at: new Date().toISOString(),
    level: 'error',
    message: 'PIN is 123456',
    managementKeyHex: 'A'.repeat(48),
  };
  await appendFile(join(agent.home.logFolder, 'agent.log'), `${JSON.stringify(secret)}\n`);
  expect(await client.ask(workstationId, 'logs.read', { level: 'error', limit: 1 })).toEqual({
    lines: [
      { at: secret.at, level: 'error', message: 'PIN is [redacted]', fields: { managementKeyHex: '[redacted]' } },
    ],
    older: expect.any(Boolean),
  });
});
