/**
 * The canary (design.md 3): cards are issued while every message of NATS is captured; afterwards databases, Temporal's histories,
 * logs, journals, process arguments and all files of the system are searched for every PIN, PUK and key that was used. And what the
 * Temporal UI shows of those histories, without the codec and with it.
 */
import { createPrivateKey } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeCredentials } from '@cardwright/bootstrap/nats/user-jwt';
import type { AuditVerification } from '@cardwright/contracts/nats/audit-rows';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import { makeRecipientKey, openInitialPin } from '@cardwright/sealing/initial-pin';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import type { CardState } from '@cardwright/simulated-card/card/card-state';
import { connectAsAgent } from '../../src/agent-connection.js';
import { PlainBrowser } from '../../src/browser.js';
import { inspect, personId, randomPin, startIssue, supplyPin, untilSaga } from '../../src/issue.js';
import { openRecords, type Records } from '../../src/records.js';
import { pinSecrets, SecretSearch, type Secret } from '../../src/secret-search.js';
import { startSystem, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const firstSerial = 30_000_001;
const demoPeople = `external_id,given_name,surname,display_name,email,upn
E1001,Ada,Lovelace,,ada@example.test,ada@example.test
E1002,Grace,Hopper,,grace@example.test,grace@example.test
E1004,Sofia,Kovalevskaya,,sofia@example.test,sofia@example.test
E1006,Priya,Raman,,priya@example.test,priya@example.test
`;
const context = { tenantId: defaultTenantId, correlationId: 'canary' };

let system: TestSystem;
let agent: RunningAgent;
let records: Records;
let tap: NatsConnection;
const captured: { subject: string; data: Uint8Array }[] = [];
const secrets: Secret[] = [];
const processes: { pid: string; text: string }[] = [];
let issued: { deviceId: string; requestId: string };

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  tap = await tapEverything();
  await system.api('POST', '/people/import', { csv: demoPeople });
  agent = await system.startAgent({ name: 'canary', args: ['--simulated', '2', '--serial', String(firstSerial)] });
  await archiveKeys('E1002', 2);
  issued = await issueWatched(0, 'E1002', 'key-history-24', 'holder');
  const pending = await issueWatched(1, 'E1001', 'piv-four', 'none');
  await revealInitialPin(pending.requestId);
  await recycleWatched(pending.deviceId, 1);
  secrets.push(...(await systemSecrets()));
  // The outbox, audit chain and progress of the last saga are on their way for a moment.
  await tap.flush();
});
afterAll(async () => {
  await tap?.close();
  await records?.close();
  await system?.stop();
});

/** A user of the account that may hear everything: requests, answers, inboxes, JetStream. */
async function tapEverything(): Promise<NatsConnection> {
  const secret = (name: string): Promise<string> => readFile(join(system.home, 'secrets', name), 'utf8');
  const { account } = JSON.parse(await secret('nats-trust.json')) as { account: { publicKey: string } };
  const creds = await makeCredentials({
    name: 'tap',
    accountPublicKey: account.publicKey,
    signingSeed: await secret('nats-account-signing.seed'),
    permissions: { publish: ['_INBOX.tap.>'], subscribe: ['>'] },
  });
  const credsFile = join(system.home, 'secrets', 'tap.creds');
  await writeFile(credsFile, creds, { mode: 0o600 });
  const connection = await connectNats({ name: 'tap', url: system.at.natsUrl, credsFile });
  connection.subscribe('>', {
    callback: (error, message) => {
      if (error) throw error;
      captured.push({ subject: message.subject, data: message.data.slice() });
    },
  });
  await connection.flush();
  return connection;
}

async function archiveKeys(externalId: string, count: number): Promise<void> {
  const person = await personId(system.api, externalId);
  const { rpc, close } = await system.rpcAs('anybody');
  const subject = {
    commonName: 'Grace Hopper',
    personId: person,
    cardUuid: '9b2f0e6e-7c4e-4f0e-8f0a-0d7a0d3f6a11',
    fascNHex: 'D6501843086108421084210842108421084210842108421085',
  };
  for (let index = 0; index < count; index++)
    await rpc.pki(
      'archive.create',
      { personId: person, algorithm: 'ECCP256', certificateProfile: 'piv-key-management', subject },
      context,
    );
  await close();
}

const cardState = async (index: number): Promise<CardState> =>
  JSON.parse(
    await readFile(join(agent.agentHome, 'simulated-cards', `vendor-${firstSerial + index}.json`), 'utf8'),
  ) as CardState;

/** What is on the card now: the operation PIN or the holder's, the PUK, 9B, and every private key. */
async function rememberCard(index: number, when: string): Promise<void> {
  const { pin, puk, managementKey, keys } = await cardState(index);
  const text = (hex: string): string =>
    Buffer.from(hex, 'hex')
      .toString('ascii')
      .replace(/[^\x20-\x7e]+$/, '');
  secrets.push(
    ...pinSecrets(`PIN of card ${index} ${when}`, text(pin.valueHex.replace(/(ff)+$/i, ''))),
    ...pinSecrets(`PUK of card ${index} ${when}`, text(puk.valueHex.replace(/(ff)+$/i, ''))),
    { name: `9B of card ${index} ${when}`, bytes: Buffer.from(managementKey.keyHex, 'hex') },
  );
  for (const [reference, { pkcs8Base64 }] of Object.entries(keys))
    secrets.push(...privateKeySecrets(`key ${reference} of card ${index}`, pkcs8Base64));
}

/** The parts that make a key private: the scalar, or the first prime. */
function privateKeySecrets(name: string, pkcs8Base64: string): Secret[] {
  const key = createPrivateKey({ key: Buffer.from(pkcs8Base64, 'base64'), format: 'der', type: 'pkcs8' });
  const { d, p } = key.export({ format: 'jwk' });
  return [{ name, bytes: Buffer.from((p ?? d)!, 'base64url') }];
}

async function issueWatched(index: number, externalId: string, profileName: string, pinChange: 'holder' | 'none') {
  const readerName = `Simulated reader ${index}`;
  const { device } = await inspect(system.api, agent.workstationId, readerName);
  const { requestId } = await startIssue(system.api, {
    deviceId: device.deviceId,
    personId: await personId(system.api, externalId),
    workstationId: agent.workstationId,
    readerName,
    profileName,
    pinChange,
  });
  if (pinChange === 'holder') {
    await untilSaga(system.api, requestId, ['AWAITING_USER']);
    await rememberCard(index, 'while it is issued');
    await rememberProcesses();
    const pin = randomPin();
    secrets.push(...pinSecrets('PIN that the holder chose', pin));
    await supplyPin(system.api, requestId, pin);
  }
  const saga = await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED']);
  expect(saga).toMatchObject({ state: 'COMPLETED', errorCode: null });
  await rememberCard(index, 'when it is issued');
  return { deviceId: device.deviceId, requestId };
}

async function revealInitialPin(requestId: string): Promise<void> {
  const { publicJwk, privateKey } = await makeRecipientKey();
  const { jwe } = await system.api<{ jwe: string }>('POST', `/sagas/${requestId}/reveal-initial-pin`, {
    recipientJwk: publicJwk,
    reasonText: 'canary',
  });
  const pin = await openInitialPin(jwe, privateKey);
  const state = await cardState(1);
  expect(Buffer.from(state.pin.valueHex, 'hex').toString('ascii')).toContain(pin);
  secrets.push(...pinSecrets('initial PIN that was revealed', pin));
}

async function recycleWatched(deviceId: string, index: number): Promise<void> {
  const { saga } = await system.api<{ saga: { requestId: string } }>('POST', `/devices/${deviceId}/recycle`, {
    workstationId: agent.workstationId,
    readerName: `Simulated reader ${index}`,
    reasonText: 'canary',
  });
  await untilSaga(system.api, saga.requestId, ['COMPLETED']);
}

/** Keys that the installation itself lives by: they stand in files of `secrets` and nowhere else. */
async function systemSecrets(): Promise<Secret[]> {
  const folder = join(system.home, 'secrets');
  const text = async (name: string): Promise<string> => (await readFile(join(folder, name), 'utf8')).trim();
  const found: Secret[] = [];
  for (const name of ['key-encryption-keys.json', 'payload-codec-keys.json']) {
    const { keys } = JSON.parse(await text(name)) as { keys: Record<string, string> };
    for (const value of Object.values(keys)) found.push({ name, bytes: Buffer.from(value, 'base64') });
  }
  found.push({ name: 'session.key', bytes: Buffer.from(await text('session.key'), 'base64') });
  for (const name of (await readdir(folder)).filter((each) => /\.(seed|secret|password)$/.test(each)))
    found.push({ name, bytes: Buffer.from(await text(name)) });
  found.push({ name: 'agent nkey', bytes: await readFile(join(agent.agentHome, 'agent.nkey')) });
  return found;
}

/** Arguments and environment of every process that has to do with this system: any user may read the first. */
async function rememberProcesses(): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');
    const text = `${await read('cmdline')}\0${await read('environ')}`;
    if (text.includes(system.home)) processes.push({ pid, text });
  }
}

const search = (): SecretSearch => new SecretSearch(secrets);
/** Proof that the search reaches what it is given: the id of the device is no secret and stands everywhere. */
const control = (): SecretSearch => new SecretSearch([{ name: 'device id', bytes: Buffer.from(issued.deviceId) }]);

describe('[I3] after cards were issued, revealed and recycled, no PIN, PUK or key stands', () => {
  it('[F16] in a message of NATS', () => {
    const looked = search();
    const seen = control();
    for (const { subject, data } of captured) {
      looked.look(subject, data);
      looked.look('a subject', subject);
      seen.look(subject, data);
    }
    expect(seen.hits.length).toBeGreaterThan(50);
    expect(captured.length).toBeGreaterThan(200);
    expect(captured.some(({ subject }) => subject.includes('.request.batch.execute'))).toBe(true);
    expect(captured.some(({ subject }) => subject.includes('vault.batch.open'))).toBe(true);
    expect(looked.hits).toEqual([]);
  });

  it('in a row of any table', async () => {
    const looked = search();
    const seen = control();
    const tables = await records.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname IN ('issuance', 'pki', 'update')`,
    );
    for (const { name } of tables)
      for (const { row } of await records.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`))
        for (const each of [looked, seen]) each.look(name, row);
    expect(seen.hits.length).toBeGreaterThan(20);
    expect(tables.length).toBeGreaterThan(20);
    expect(looked.hits).toEqual([]);
  });

  it('in a history of Temporal, whose payloads are all encrypted', async () => {
    const looked = search();
    const runs = await temporalUi<{ executions: { execution: { workflowId: string; runId: string } }[] }>('/workflows');
    const cardSagas = runs.executions.filter(({ execution }) => execution.workflowId.startsWith('device/'));
    expect(cardSagas.length).toBe(3);
    // And the revocations that recycling a card leads to.
    expect(runs.executions.length).toBeGreaterThan(3);
    for (const { execution } of runs.executions) {
      const history = JSON.stringify(await historyOf(execution));
      looked.look(execution.workflowId, history);
      for (const [, encoding] of history.matchAll(/"encoding":"([^"]+)"/g))
        expect(['binary/encrypted', 'json/plain', 'binary/null']).toContain(
          Buffer.from(encoding!, 'base64').toString(),
        );
    }
    expect(looked.hits).toEqual([]);
  });

  it('in the arguments or the environment of a process', () => {
    const looked = search();
    for (const { pid, text } of processes) looked.look(`process ${pid}`, Buffer.from(text, 'latin1'));
    expect(processes.length).toBeGreaterThan(7);
    expect(looked.hits).toEqual([]);
  });

  it('in a log, a journal or any other file of the system', async () => {
    const looked = search();
    // The secrets' own files; the simulated cards' state, for they are cards; the agent's identity; Postgres' template databases.
    const seen = control();
    await seen.lookInFolder(join(system.home, 'logs'), () => false);
    await seen.lookInFolder(agent.agentHome, () => false);
    expect(seen.hits.length).toBeGreaterThan(0);
    const own = /^secrets\/|^postgres\/base\/[145]\/|^agent-canary\/(simulated-cards\/|agent\.nkey|spec\.creds)/;
    await looked.lookInFolder(system.home, (path) => own.test(path));
    expect(looked.bytes).toBeGreaterThan(10_000_000);
    expect(looked.hits).toEqual([]);
  });
});

async function temporalUi<Answer>(path: string): Promise<Answer> {
  const response = await fetch(
    `${system.at.temporalUiUpstream}/api/v1/namespaces/${system.at.temporalNamespace}${path}`,
  );
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as Answer;
}

interface Payload {
  metadata?: { encoding?: string };
  data?: string;
}
const historyOf = ({ workflowId, runId }: { workflowId: string; runId: string }) =>
  temporalUi<object>(`/workflows/${encodeURIComponent(workflowId)}/history?execution.runId=${runId}`);

describe('the Temporal UI', () => {
  let payloads: Payload[];
  const decode = (browser: PlainBrowser, origin: string) =>
    browser.open(`${system.url}/codec/decode`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-namespace': system.at.temporalNamespace, origin },
      body: JSON.stringify({ payloads }),
    });

  beforeAll(async () => {
    const { executions } = await temporalUi<{ executions: { execution: { workflowId: string; runId: string } }[] }>(
      '/workflows',
    );
    const { execution } = executions.find(({ execution: each }) => each.workflowId.includes(issued.deviceId))!;
    const history = (await historyOf(execution)) as {
      history: { events: { workflowExecutionStartedEventAttributes?: { input: { payloads: Payload[] } } }[] };
    };
    payloads = history.history.events[0]!.workflowExecutionStartedEventAttributes!.input.payloads;
  });

  it('answers, with everything switched off that would go around the audit', async () => {
    const page = await fetch(system.at.temporalUiUpstream);
    expect(page.status).toBe(200);
    const settings = (await (await fetch(`${system.at.temporalUiUpstream}/api/v1/settings`)).json()) as object;
    expect(settings).toMatchObject({
      WorkflowTerminateDisabled: true,
      WorkflowResetDisabled: true,
      StartWorkflowDisabled: true,
      BatchActionsDisabled: true,
      Codec: { Endpoint: `${system.url}/codec`, IncludeCredentials: true },
    });
  });

  it('shows a history that nobody can read without the codec', () => {
    expect(payloads).toHaveLength(1);
    expect(Buffer.from(payloads[0]!.metadata!.encoding!, 'base64').toString()).toBe('binary/encrypted');
    expect(Buffer.from(payloads[0]!.data!, 'base64').toString('latin1')).not.toContain(issued.requestId);
  });

  it('lets a security officer read it, through the gateway with the session of the browser', async () => {
    const browser = await PlainBrowser.signedIn(system, 'sofia');
    const { response } = await decode(browser, system.at.temporalUiUrl);
    expect(response.status).toBe(200);
    const decoded = (await response.json()) as { payloads: Payload[] };
    expect(JSON.parse(Buffer.from(decoded.payloads[0]!.data!, 'base64').toString())).toMatchObject({
      kind: 'issue',
      requestId: issued.requestId,
      deviceId: issued.deviceId,
    });
  });

  it('refuses a cardholder, a foreign page and nobody', async () => {
    const grace = await decode(await PlainBrowser.signedIn(system, 'grace'), system.at.temporalUiUrl);
    expect({ status: grace.response.status, ...((await grace.response.json()) as object) }).toMatchObject({
      status: 403,
      code: 'AUTH_FORBIDDEN',
    });
    const foreign = await decode(await PlainBrowser.signedIn(system, 'sofia'), 'https://evil.example');
    expect({ status: foreign.response.status, ...((await foreign.response.json()) as object) }).toMatchObject({
      status: 403,
      code: 'AUTH_CSRF',
    });
    expect((await decode(new PlainBrowser(), system.at.temporalUiUrl)).response.status).toBe(401);
  });
});

describe('what else belongs to an issued card', () => {
  it('[A05] the agent asks whether an update is due: none for this card, not managed for a stranger', async () => {
    const connection = await connectAsAgent(system, agent);
    const asked = async (identityText: string): Promise<unknown> => {
      const subject = edgeCallSubject(agent.workstationId, 'update.check');
      const body = { ...context, body: { identityText, agentVersion: '0.1.0' } };
      return (await connection.request(subject, JSON.stringify(body), { timeout: 10_000 })).json();
    };
    expect(await asked(`ykserial:${firstSerial}`)).toMatchObject({ body: { answer: 'none' } });
    expect(await asked('ykserial:1')).toMatchObject({ body: { answer: 'not-managed' } });
    await connection.close();
  });

  it('[F11][I4] every action and state change stands in the audit trail, once', async () => {
    const rows = await records.query<{ action: string; details: { from?: string; to?: string } }>(
      `SELECT action, details FROM issuance.audit_log WHERE object IN ($1, $2) ORDER BY id`,
      [`device:${issued.deviceId}`, `request:${issued.requestId}`],
    );
    const told = rows.map(({ action, details: { to } }) => (to === undefined ? action : `${action} ${to}`));
    for (const once of [
      'device.registered',
      'request.started',
      'device.state-changed AVAILABLE',
      'device.state-changed ISSUING',
      'request.state-changed AWAITING_USER',
      'device.state-changed ACTIVE',
      'request.state-changed COMPLETED',
    ])
      expect([once, told.filter((each) => each === once).length]).toEqual([once, 1]);
  });

  it('[F11] a row that was changed in any of the databases is named', async () => {
    const chains = async () =>
      (await system.api<{ chains: AuditVerification[] }>('POST', '/audit/verify')).chains.map(
        ({ schema, ok, finding }) => ({
          schema,
          ok,
          finding,
        }),
      );
    expect(await chains()).toEqual(
      expect.arrayContaining(['issuance', 'pki', 'update'].map((schema) => ({ schema, ok: true, finding: null }))),
    );
    const [row] = await records.query<{ sequence: string }>(
      `SELECT sequence FROM pki.audit_log WHERE sequence IS NOT NULL ORDER BY sequence DESC OFFSET 3 LIMIT 1`,
    );
    await records.query(`ALTER TABLE pki.audit_log DISABLE TRIGGER USER;
      UPDATE pki.audit_log SET reason = 'another' WHERE sequence = ${Number(row!.sequence)};
      ALTER TABLE pki.audit_log ENABLE TRIGGER USER`);
    expect(await chains()).toContainEqual({
      schema: 'pki',
      ok: false,
      finding: { sequence: Number(row!.sequence), problem: 'changed' },
    });
  });
});
