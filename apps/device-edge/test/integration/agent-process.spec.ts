import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { BatchRequest, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject, edgeEventSubject, edgeRequestSubject } from '@cardwright/contracts/nats/subjects';
import { verifySessionKey } from '@cardwright/sealing/session-key';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { agentProgram, startAgentProcess, type AgentProcess } from '../support/agent-process.js';
import { EdgeClient } from '../support/edge-client.js';
import { issue, pinRule } from '../support/issue-flow.js';
import { SpecVault } from '../support/vault.js';

const workstationId = 'ws-1';
const reader = 'Simulated reader 0';
const open = { identityText: 'ykserial:10000001' };
const holderPin = '73920518';
const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';

let nats: TestNats;
let client: EdgeClient;
let vault: SpecVault;
let agent: AgentProcess;
let token = 0;

const lease = (change: Partial<LeaseToken> = {}): LeaseToken => ({
  requestId: `r-${token}`,
  deviceId: 'd-1',
  workstationId,
  fencingToken: token,
  ...change,
});
const batch = (change: Partial<BatchRequest>): BatchRequest => ({
  lease: lease(),
  batchId: `r-${token}/1/1`,
  ttlMs: 60_000,
  steps: [{ kind: 'request-witness' }],
  ...change,
});
const execute = (request: BatchRequest) => client.ask(workstationId, 'batch.execute', request, 60_000);
/** A request whose answer will never come: not waited for longer than it takes. */
const executeInVain = (request: BatchRequest) =>
  client.ask(workstationId, 'batch.execute', request, 5_000).catch((error: unknown) => error);

beforeAll(async () => {
  nats = await startTestNats();
});
afterAll(async () => {
  await nats.stop();
});
beforeEach(async () => {
  token += 1;
  vault = await SpecVault.create();
  client = await EdgeClient.connect(nats.url, await nats.creds('issuance'));
  const creds = await nats.agentCreds(workstationId);
  agent = await startAgentProcess({
    natsUrl: nats.url,
    workstationId,
    creds,
    caPem,
    vaultPublicJwk: vault.publicJwk,
    args: ['--simulated', '2', '--cards', '1'],
  });
});
afterEach(async () => {
  await client.close();
  await agent.remove();
});

describe('the agent as a process, over a real NATS server', () => {
  it('announces itself and its cards, issues a card, and ends cleanly', async () => {
    await client.until('agent.started', ({ readers }) => readers.length === 2);
    await client.until('card.inserted', ({ identityText }) => identityText === open.identityText);
    const { results, sessionKey } = await issue({
      lease: lease(),
      identityText: open.identityText,
      vault,
      send: execute,
      holderPin,
      supplyPin: (jwe) =>
        client.ask(workstationId, 'pin.supply', { lease: lease(), purpose: 'holder-pin', jwe, pinRule }),
    });
    verifySessionKey(sessionKey, { agentNkey: agent.agentNkey, deviceId: 'd-1', workstationId, now: Date.now() });
    expect(results.every(({ failure }) => failure === undefined)).toBe(true);
    await client.until(
      'step.progress',
      ({ kind, phase, index }) => kind === 'set-pin' && phase === 'finished' && index === 0,
    );
    const { readers, pcsc } = await client.ask(workstationId, 'readers.list', {});
    expect({ pcsc, held: readers.map(({ heldBy }) => heldBy) }).toEqual({ pcsc: 'simulated', held: [null, null] });
    const { image } = await client.ask(workstationId, 'card.inspect', {});
    expect(image.pin.factory).toBe(false);
    const memory = await readFile(`/proc/${agent.pid}/status`, 'utf8');
    expect(Number(/VmRSS:\s+(\d+) kB/.exec(memory)![1]) / 1024).toBeLessThanOrEqual(100);
    expect(await agent.stop()).toBe(0);
    for (const secret of [holderPin, '24681357', '12345678']) expect(agent.log()).not.toContain(secret);
    const shown = await promisify(execFile)(process.execPath, [
      ...[agentProgram, 'logs', '--home', agent.home.folder, '--since', '1h', '--json'],
    ]);
    expect(shown).toEqual({ stdout: agent.log(), stderr: '' });
    expect(shown.stdout).toContain('agent stopped');
  }, 60_000);

  it('[fault 11] kill -9 in the middle of a batch: EDGE_RESTARTED with the finished steps, then a new attempt', async () => {
    const opened = await execute(batch({ open }));
    const steps: CardStep[] = [
      vault.answer(opened.results[0]!.witnessHex!),
      { kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' },
      { kind: 'generate-key', keyReference: '9E', algorithm: 'RSA2048' },
      { kind: 'generate-key', keyReference: '9A', algorithm: 'RSA4096' },
      { kind: 'generate-key', keyReference: '9C', algorithm: 'RSA4096' },
    ];
    const batchId = `r-${token}/1/2`;
    const sealedSecrets = await vault.seal(opened.sessionKey!, batchId, ['pin.factory']);
    const owning = batch({ batchId, steps, pinRule, vaultPublicJwk: vault.publicJwk });
    const lost = executeInVain({ ...owning, sealedSecrets });
    await client.until('step.progress', ({ index, phase }) => index === 2 && phase === 'finished');
    await agent.kill();
    await agent.start();
    const refused = await execute(owning).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'EDGE_RESTARTED',
      details: { batchId, result: { results: [{ outcome: 'done' }, { outcome: 'done' }, { kind: 'generate-key' }] } },
    });
    const told = await client.ask(workstationId, 'batch.result', { lease: lease(), batchId });
    expect(told).toMatchObject({ state: 'interrupted', sessionOpen: false });
    expect(await vault.openPin(told.result!.sealedOperationPin!, lease())).toMatch(/^[0-9]{8}$/);
    await expect(execute(batch({ batchId: `r-${token}/1/3` }))).rejects.toMatchObject({ code: 'EDGE_RESTARTED' });
    // The first batch was answered before the kill: its answer is still there, and is not a new session.
    expect(await execute(batch({ open }))).toMatchObject({
      replayed: true,
      sessionKey: { kid: opened.sessionKey!.kid },
    });
    const again = await execute(batch({ open, batchId: `r-${token}/2/1` }));
    expect(again).toMatchObject({ replayed: false, image: { pin: { factory: false } } });
    await lost;
  }, 90_000);

  it('[fault 4] kill -9 of the NATS server during a batch: the answer waits in the journal', async () => {
    const opened = await execute(batch({ open }));
    const long = batch({
      batchId: `r-${token}/1/2`,
      steps: [
        vault.answer(opened.results[0]!.witnessHex!),
        { kind: 'generate-key', keyReference: '9A', algorithm: 'RSA3072' },
        { kind: 'generate-key', keyReference: '9E', algorithm: 'RSA3072' },
      ],
    });
    const lost = executeInVain(long);
    await client.until('step.progress', ({ index, phase }) => index === 1 && phase === 'started');
    await nats.restart('kill');
    await client.until('agent.started', () => client.of('agent.started').length >= 2);
    const told = await client.ask(workstationId, 'batch.result', { lease: lease(), batchId: long.batchId });
    expect(told).toMatchObject({ state: 'done', sessionOpen: true });
    expect(await execute(long)).toMatchObject({
      replayed: true,
      results: [{}, { kind: 'generate-key' }, { index: 2 }],
    });
    await lost;
  }, 90_000);

  it('[A19] reports cards that are taken out and put in, the one of a running operation too; asks for no update by itself', async () => {
    let updateChecks = 0;
    // update-svc's alone: issuance-svc's identity, which this spec has, does not hear them.
    const updates = await connect({ servers: nats.url, authenticator: credsAuthenticator(await nats.creds('update')) });
    updates.subscribe(anyEdgeCallSubject('update.check'), { callback: () => void (updateChecks += 1) });
    await updates.flush();
    await execute(batch({ open }));
    await agent.takeOut(reader);
    await client.until('card.removed', ({ heldBy }) => heldBy === `r-${token}`);
    await expect(execute(batch({ batchId: `r-${token}/1/2` }))).rejects.toMatchObject({ code: 'CARD_REMOVED' });
    await agent.insert('Simulated reader 1', 42);
    await client.until('card.inserted', ({ identityText }) => identityText === 'ykserial:42');
    await expect(execute(batch({ open, batchId: `r-${token}/2/1` }))).rejects.toMatchObject({
      code: 'CARD_WRONG_DEVICE',
    });
    await agent.insert(reader, 10000001);
    await client.until('card.inserted', ({ identityText }) => identityText === open.identityText);
    await expect(client.ask(workstationId, 'card.inspect', {})).rejects.toMatchObject({ code: 'CARD_AMBIGUOUS' });
    expect(await execute(batch({ open, batchId: `r-${token}/2/2` }))).toMatchObject({ image: { readerName: reader } });
    expect(await client.ask(workstationId, 'session.close', { lease: lease() })).toEqual({ closed: true });
    expect(updateChecks).toBe(0);
    await updates.close();
  }, 60_000);

  it('answers what is no request, and requests that it does not know', async () => {
    const subject = edgeRequestSubject(workstationId, 'batch.execute');
    const reply = await client.connection.request(subject, '{"body":', { timeout: 5000 });
    expect(reply.json()).toMatchObject({ error: { code: 'REQUEST_MALFORMED' } });
    await expect(client.askUnchecked(workstationId, 'constructor', {})).rejects.toMatchObject({
      code: 'REQUEST_NOT_FOUND',
    });
  }, 60_000);

  it('gives no answer that would land with somebody who did not ask', async () => {
    const watching = await connect({ servers: nats.url, authenticator: credsAuthenticator(await nats.anyCreds()) });
    const seen: string[] = [];
    const astray = ['cw.v1.event.card.issued', 'cw.v1.edge.ws-2.request.batch.execute', '_INBOX_ws-2.a', '$JS.API.X'];
    for (const reply of astray)
      watching.subscribe(reply, { callback: (_, message) => void seen.push(message.subject) });
    await watching.flush();
    const envelope = JSON.stringify({ tenantId: defaultTenantId, correlationId: 'c', body: {} });
    for (const reply of astray)
      client.connection.publish(edgeRequestSubject(workstationId, 'readers.list'), envelope, { reply });
    // Served in order: what came before this one has been dealt with.
    expect((await client.ask(workstationId, 'readers.list', {})).readers).toHaveLength(2);
    await watching.flush();
    expect(seen).toEqual([]);
    await watching.close();
  }, 60_000);

  it('cannot speak for another workstation with its credential', async () => {
    const creds = await nats.agentCreds('ws-2');
    const other = await connect({
      servers: nats.url,
      authenticator: credsAuthenticator(creds),
      inboxPrefix: '_INBOX_ws-2',
    });
    const refused = (async () => {
      for await (const status of other.status()) if (status.type === 'error') return status.error.message;
      return 'nothing';
    })();
    other.publish(edgeEventSubject(workstationId, 'card.inserted'), '{}');
    expect(await refused).toMatch(/permission/i);
    await other.close();
  }, 60_000);
});
