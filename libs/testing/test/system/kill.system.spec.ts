/**
 * `kill -9` of every process of the system, one at a time, while a card is issued: the saga completes by itself or parks and
 * completes by a retry, and the invariants of faults.md hold on database, CA and card. (The cut at every APDU comes with the
 * reprovision issue.)
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { cardWriteWorkflowId } from '@cardwright/contracts/workflow/names';
import type { Stoppable } from '@cardwright/embedded-servers/process';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { killPid, killServer, startServerAgain, type ServerName } from '../../src/faults.js';
import { brokenInvariants } from '../../src/invariants.js';
import { inspect, personId, randomPin, startIssue, supplyPin, untilSaga } from '../../src/issue.js';
import { patientApi } from '../../src/patient-api.js';
import { watchProgress, type ProgressWatch } from '../../src/progress.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const firstSerial = 20_000_001;
const cards = 14;
const demoPeople = `external_id,given_name,surname,email,upn
K1,Grace,Hopper,grace@example.test,grace@example.test
`;

let system: TestSystem;
let agent: RunningAgent;
let records: Records;
let api: Api;
let person: string;
let progress: ProgressWatch;
const again: Stoppable[] = [];

beforeAll(async () => {
  system = await startSystem();
  api = patientApi(system.api);
  records = await openRecords(system);
  await api('POST', '/people/import', { csv: demoPeople });
  person = await personId(api, 'K1');
  agent = await system.startAgent({
    name: 'killed',
    args: ['--simulated', String(cards), '--serial', String(firstSerial)],
  });
  progress = await watchProgress(system);
});
afterAll(async () => {
  await progress?.close();
  await records?.close();
  await system?.stop();
  for (const server of again) await server.stop();
});

/** Each case takes the next card, so that none depends on another. */
let taken = 0;
const nextCard = () => {
  const index = taken++;
  const file = join(agent.agentHome, 'simulated-cards', `vendor-${firstSerial + index}.json`);
  return {
    readerName: `Simulated reader ${index}`,
    open: () => SimulatedCard.open(file, { serial: firstSerial + index }),
  };
};

const step = (kind: string, phase: string, subject?: string) => (row: SagaProgress) =>
  row.step?.kind === kind && row.step.phase === phase && (subject === undefined || row.step.subject === subject);
const stage = (name: string) => (row: SagaProgress) => row.kind !== 'step' && row.stage === name;

/** Supplies a PIN until one was taken: a key that died with its session is asked for anew. */
async function choosePin(requestId: string, pin: string): Promise<void> {
  for (let tries = 0; ; tries++)
    try {
      return await supplyPin(api, requestId, pin);
    } catch (error) {
      const { code } = error as { code?: string };
      if (
        tries === 5 ||
        (code !== 'PIN_KEY_EXPIRED' && code !== 'LIFECYCLE_LEASE_LOST' && code !== 'LIFECYCLE_TRANSITION')
      )
        throw error;
      const saga = await untilSaga(api, requestId, ['AWAITING_USER', 'COMPLETED', 'FAILED']);
      if (saga.state !== 'AWAITING_USER') return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
}

/** Issues a card, does this to it at that moment, and sees it through to an active card that keeps every invariant. */
async function issueThrough(
  when: ((row: SagaProgress) => boolean) | null,
  fault: () => Promise<unknown>,
  profileName = 'piv-four',
) {
  const card = nextCard();
  const pin = randomPin();
  const { device } = await inspect(api, agent.workstationId, card.readerName);
  const { deviceId } = device;
  const moment = when === null ? Promise.resolve() : progress.next(when);
  const { requestId } = await startIssue(api, {
    deviceId,
    personId: person,
    workstationId: agent.workstationId,
    readerName: card.readerName,
    profileName,
    pinChange: 'holder',
  });
  await moment;
  await fault();
  let parked = 0;
  for (;;) {
    const saga = await untilSaga(api, requestId, ['AWAITING_USER', 'FAILED', 'COMPLETED']);
    if (saga.state === 'COMPLETED') break;
    if (saga.state === 'AWAITING_USER') {
      await choosePin(requestId, pin);
      const after = await untilSaga(api, requestId, ['COMPLETED', 'FAILED', 'AWAITING_USER'], 30_000);
      if (after.state === 'COMPLETED') break;
      continue;
    }
    expect(saga.errorCode).not.toBe('INTERNAL');
    if (++parked > 3) throw new Error(`parks again and again: ${saga.errorCode} ${saga.errorMessage}`);
    await api('POST', `/sagas/${requestId}/retry`, {}).catch((error: { code?: string }) => {
      // It went on by itself between the look and the retry.
      if (error.code !== 'LIFECYCLE_TRANSITION') throw error;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await untilClosed(deviceId);
  const issued = await card.open();
  expect(await brokenInvariants({ api, records }, deviceId, await issued.snapshot())).toEqual([]);
  expect(await issued.hasPin(pin)).toBe(true);
  const { device: shown } = await api<{ device: { state: string } }>('GET', `/devices/${deviceId}`);
  expect(shown.state).toBe('ACTIVE');
  return { parked, deviceId, requestId };
}

/** I6, as Temporal sees it: the workflow comes to its own end, which is no failure. */
async function untilClosed(deviceId: string): Promise<void> {
  const { temporalUiUrl, temporalNamespace } = system.at;
  const workflowId = encodeURIComponent(cardWriteWorkflowId(deviceId));
  for (const end = Date.now() + 90_000; ;) {
    const response = await fetch(`${temporalUiUrl}/api/v1/namespaces/${temporalNamespace}/workflows/${workflowId}`);
    const { workflowExecutionInfo } = (await response.json()) as { workflowExecutionInfo?: { status: string } };
    const status = workflowExecutionInfo?.status ?? 'unknown';
    if (status === 'WORKFLOW_EXECUTION_STATUS_COMPLETED') return;
    if (!/RUNNING|unknown/.test(status) || Date.now() > end) throw new Error(`the workflow is ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** kill -9, then the server again, as an operating system would restart it. */
async function killAndRestart(name: ServerName): Promise<void> {
  await killServer(system, name);
  again.push(await startServerAgain(system, name));
}

describe('kill -9 of a service during an issuance', () => {
  const generating = step('generate-key', 'started', '9C');
  const killed = (name: keyof TestSystem['services']) => () => killPid(system.services[name].pid());

  it.each([
    ['gateway', 'while keys are generated', generating],
    ['update-svc', 'while keys are generated', generating],
    ['pki-svc', 'while keys are generated', generating],
    ['pki-svc', 'while it certifies', stage('certificates')],
    ['issuance-svc', 'while keys are generated', generating],
  ] as const)('[fault 1][fault 8] %s %s: the card becomes active by itself', async (name, _moment, when) => {
    const { parked } = await issueThrough(when, killed(name));
    expect(parked).toBe(0);
  });
});

describe('kill -9 after the effect and before the answer', () => {
  it('[fault 1][fault 8] issuance-svc, when the card is active in the database and the workflow does not know it', async () => {
    // The last statement of the last activity takes its time: giving the lease back.
    await records.query(`
      CREATE FUNCTION issuance.slow_release() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(5); RETURN NEW; END $$;
      CREATE TRIGGER slow_release BEFORE UPDATE ON issuance.lease FOR EACH ROW WHEN (NEW.request_id IS NULL)
        EXECUTE FUNCTION issuance.slow_release();`);
    const done = progress.next((row) => row.state === 'COMPLETED');
    const killed = done.then(async () => {
      await killPid(system.services['issuance-svc'].pid());
      await records.query('DROP TRIGGER slow_release ON issuance.lease');
    });
    const { parked } = await issueThrough(null, () => Promise.resolve(), 'authentication-only');
    await killed;
    expect(parked).toBe(0);
  });
});

describe('kill -9 of the agent', () => {
  const killed = () => killPid(agent.pid());

  it('[fault 11] in the middle of a batch: the card is read back and finished', async () => {
    await issueThrough(step('generate-key', 'started', '9C'), killed);
  });
  it('[fault 11] while content is written', async () => {
    await issueThrough(step('put-certificate', 'started'), killed);
  });
  it('[fault 11] while it waits for a PIN: the key is gone, the card is opened again, a new key is asked for', async () => {
    await issueThrough((row) => row.state === 'AWAITING_USER', killed, 'authentication-only');
  });
});

describe('kill -9 of a server', () => {
  it('[fault 4] nats-server in the middle of a batch: the answer waits in the journal, no step twice', async () => {
    await issueThrough(step('generate-key', 'started', '9C'), () => killAndRestart('nats'));
  });
  it('[fault 3] the Temporal server', async () => {
    await issueThrough(step('generate-key', 'started', '9C'), () => killAndRestart('temporal'));
  });
  it('[fault 6] Postgres', async () => {
    await issueThrough(step('generate-key', 'started', '9C'), () => killAndRestart('postgres'));
  });
});
