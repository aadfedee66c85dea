/**
 * `kill -9` of every process of the system, one at a time, while a card is issued or updated: the saga completes by itself or parks and
 * completes by a retry, and the invariants of faults.md hold on database, CA and card. `npm test` makes a part of the cases, other ones in each run.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SagaProgress, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { cardWriteWorkflowId } from '@cardwright/contracts/workflow/names';
import type { Stoppable } from '@cardwright/embedded-servers/process';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { killServer, startServerAgain, type ServerName } from '../../src/faults.js';
import { killPid } from '../../src/processes.js';
import { partOf } from '../../src/part-of.js';
import { brokenInvariants, brokenRecords } from '../../src/invariants.js';
import { inspect, issueCard, personId, randomPin, startIssue, supplyPin, untilSaga } from '../../src/issue.js';
import { patientApi } from '../../src/patient-api.js';
import { watchProgress, type ProgressWatch } from '../../src/progress.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const firstSerial = 20_000_001;
const cards = 27;
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
  when: (row: SagaProgress) => boolean,
  fault: () => Promise<unknown>,
  profileName = 'piv-four',
) {
  const card = nextCard();
  const pin = randomPin();
  const { device } = await inspect(api, agent.workstationId, card.readerName);
  const { deviceId } = device;
  const moment = progress.next(when);
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
  return { parked: await seeThrough({ card, deviceId, requestId, pin }), deviceId, requestId };
}

/** The same with the update of two keys of a card that is issued already, which keeps its PIN. when: after the PIN; null: before it is typed. */
async function updateThrough(when: ((row: SagaProgress) => boolean) | null, fault: () => Promise<unknown>) {
  const card = nextCard();
  const pin = randomPin();
  const place = { workstationId: agent.workstationId, readerName: card.readerName };
  const { deviceId } = await issueCard(api, { ...place, personId: person, profileName: 'piv-four', pin });
  const before = (await (await card.open()).snapshot()).keys;
  const { saga } = await api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/update`, {
    ...place,
    keyReferences: ['9A', '9C'],
    reason: 'RENEW',
  });
  const { requestId } = saga;
  await untilSaga(api, requestId, ['AWAITING_USER']);
  if (when !== null) {
    const moment = progress.next(when);
    await choosePin(requestId, pin);
    await moment;
  }
  await fault();
  const parked = await seeThrough({ card, deviceId, requestId, pin });
  const after = (await (await card.open()).snapshot()).keys;
  for (const name of ['9A', '9C'] as const)
    expect(after[name]!.publicKeySpkiBase64).not.toBe(before[name]!.publicKeySpkiBase64);
  for (const name of ['9D', '9E'] as const)
    expect(after[name]!.publicKeySpkiBase64).toBe(before[name]!.publicKeySpkiBase64);
  return { parked };
}

interface UnderWay {
  card: ReturnType<typeof nextCard>;
  deviceId: string;
  requestId: string;
  pin: string;
}

/** Until the saga has come to its end, as its holder and an operator would. Answers how often it parked. */
async function seeThrough({ card, deviceId, requestId, pin }: UnderWay): Promise<number> {
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
      // The saga continued by itself between the check and the retry.
      if (error.code !== 'LIFECYCLE_TRANSITION') throw error;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await untilClosed(deviceId);
  const written = await card.open();
  expect(await brokenInvariants({ api, records }, deviceId, await written.snapshot())).toEqual([]);
  expect(await written.hasPin(pin)).toBe(true);
  const { device: shown } = await api<{ device: { state: string } }>('GET', `/devices/${deviceId}`);
  expect(shown.state).toBe('ACTIVE');
  return parked;
}

/** I6, as Temporal sees it: the workflow comes to its own end, which is no failure. */
async function untilClosed(deviceId: string): Promise<void> {
  const { temporalUiUpstream, temporalNamespace } = system.at;
  const workflowId = encodeURIComponent(cardWriteWorkflowId(deviceId));
  for (const end = Date.now() + 90_000; ;) {
    const response = await fetch(
      `${temporalUiUpstream}/api/v1/namespaces/${temporalNamespace}/workflows/${workflowId}`,
    );
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

  const cases = [
    ['gateway', 'while keys are generated', generating],
    ['update-svc', 'while keys are generated', generating],
    ['pki-svc', 'while keys are generated', generating],
    ['issuance-svc', 'while keys are generated', generating],
  ] as const;
  it.each(partOf(cases, 2))(
    '[fault 1][fault 8] %s %s: the card becomes active by itself',
    async (name, _moment, when) => {
      const { parked } = await issueThrough(when, killed(name));
      expect(parked).toBe(0);
    },
  );
});

describe('kill -9 of a service during an update, whose workflow and activities are in two services', () => {
  const generating = step('generate-key', 'started', '9C');
  const written = (row: SagaProgress): boolean =>
    row.stage === 'content' && row.step?.kind === 'put-certificate' && row.step.phase === 'finished';
  const killed = (name: keyof TestSystem['services']) => () => killPid(system.services[name].pid());

  const cases = [
    ['update-svc', 'while the PIN is waited for', null],
    ['update-svc', 'while a key is generated', generating],
    ['update-svc', 'once the last certificate is written', written],
    ['issuance-svc', 'while a key is generated', generating],
    ['pki-svc', 'while a key is generated', generating],
    ['gateway', 'while a key is generated', generating],
  ] as const;
  it.each(partOf(cases, 2))(
    '[fault 1][fault 2] %s %s: the keys are new, the PIN stays',
    async (name, _moment, when) => {
      const { parked } = await updateThrough(when, killed(name));
      expect(parked).toBe(0);
    },
  );

  it('[fault 1][fault 2] both at once', async () => {
    await updateThrough(generating, () => Promise.all([killed('update-svc')(), killed('issuance-svc')()]));
  });
});

/** Statements that a spec can hold at: the last or a decisive one of what a service does for a saga. */
const holds = {
  'issuance-svc': {
    /** The answer to the 9B witness is saved, the batch is not sent yet. */
    'before the keys batch': `UPDATE ON issuance.card_intent: NEW.session->>'answered' IS NOT NULL AND OLD.session->>'answered' IS NULL AND NEW.public_keys = '{}'`,
    /** The card is ours, its keys are made and saved; the workflow does not know it. */
    'after the keys batch': `UPDATE ON issuance.card_intent: NEW.public_keys <> '{}' AND OLD.public_keys = '{}'`,
    /** Content is written and read back; the workflow does not know it. */
    'after the content batch': `UPDATE ON issuance.card_intent: OLD.session->>'answered' IS NOT NULL AND NEW.session->>'answered' IS NULL AND OLD.public_keys <> '{}'`,
    /** The card is active in the database; the workflow does not know it. */
    'after the commit': `UPDATE ON issuance.lease: NEW.request_id IS NULL`,
  },
  'pki-svc': {
    /** Keys for the card are pending; nobody has heard of them. */
    'key set prepared': `INSERT ON pki.key_sets: true`,
    /** The initial PIN is kept; nobody knows. */
    'operation PIN kept': `INSERT ON pki.operation_pins: true`,
    /** TBS and serial number stand, nothing is signed. */
    'certificate planned': `INSERT ON pki.certificates: NEW.status = 'planned'`,
    /** Signed; the issuer does not know that anybody has it. */
    'certificate signed': `UPDATE ON pki.certificates: OLD.status = 'planned' AND NEW.status = 'good'`,
  },
} as const;
const holdClass = 4711;

/** Makes sagas of chosen devices wait at a statement until `release`; the statement then takes effect, whoever sent it. */
async function holdSagas(service: keyof typeof holds) {
  const points = Object.entries(holds[service]);
  const key = await openRecords(system, { connections: 1 });
  // The function acts as the administrator: the service's role knows nothing of the spec's table.
  await records.query(`
    CREATE TABLE IF NOT EXISTS public.spec_hold (device_id text, point integer);
    CREATE OR REPLACE FUNCTION public.spec_hold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
      IF EXISTS (SELECT 1 FROM public.spec_hold h
                 WHERE h.device_id = NEW.device_id::text AND h.point = TG_ARGV[0]::integer) THEN
        PERFORM pg_advisory_xact_lock_shared(${holdClass}, TG_ARGV[0]::integer);
      END IF;
      RETURN NEW;
    END $$;`);
  for (const [index, [, rule]] of points.entries()) {
    const [statement, condition] = rule.split(/: (.*)/);
    await key.query(`SELECT pg_advisory_lock(${holdClass}, ${index})`);
    await records.query(`CREATE TRIGGER spec_hold_${index} BEFORE ${statement} FOR EACH ROW
      WHEN (${condition}) EXECUTE FUNCTION public.spec_hold(${index})`);
  }
  /** Points are held, and not sessions: a statement that is sent again while its point is held waits too. */
  const held = async (): Promise<number> =>
    (
      await records.query(`SELECT DISTINCT objid FROM pg_locks
        WHERE locktype = 'advisory' AND classid = ${holdClass} AND NOT granted`)
    ).length;
  return {
    points: points.map(([point]) => point),
    at: (deviceId: string, index: number) =>
      records.query('INSERT INTO public.spec_hold VALUES ($1, $2)', [deviceId, index]),
    until: async (count: number): Promise<void> => {
      for (const end = Date.now() + 60_000; (await held()) < count;) {
        if (Date.now() > end) throw new Error(`${await held()} of ${count} sagas came to where they are held`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    release: async (): Promise<void> => {
      await records.query('DELETE FROM public.spec_hold');
      await key.close();
    },
  };
}

describe('kill -9 after the effect and before the answer', () => {
  const cases = [
    ['[fault 1][fault 2]', 'issuance-svc'],
    ['[fault 1][fault 8][fault 9][fault 10]', 'pki-svc'],
  ] as const;
  it.each(partOf(cases, 1))(
    '%s %s, with a saga at each of its decisive statements: all become active by themselves',
    async (_faults, name) => {
      const hold = await holdSagas(name);
      const started = [];
      for (const [index, point] of hold.points.entries()) {
        const card = nextCard();
        const { device } = await inspect(api, agent.workstationId, card.readerName);
        await hold.at(device.deviceId, index);
        const { requestId } = await startIssue(api, {
          deviceId: device.deviceId,
          personId: person,
          workstationId: agent.workstationId,
          readerName: card.readerName,
          profileName: 'authentication-only',
          pinChange: 'holder',
        });
        const pin = randomPin();
        if (point === 'after the commit') {
          await untilSaga(api, requestId, ['AWAITING_USER']);
          await choosePin(requestId, pin);
        }
        started.push({ card, deviceId: device.deviceId, requestId, pin });
        await hold.until(started.length);
      }
      await killPid(system.services[name].pid());
      await hold.release();
      for (const { card, deviceId, requestId, pin } of started) {
        const saga = await untilSaga(api, requestId, ['AWAITING_USER', 'COMPLETED', 'FAILED']);
        if (saga.state === 'AWAITING_USER') await choosePin(requestId, pin);
        expect(await untilSaga(api, requestId, ['COMPLETED', 'FAILED'])).toMatchObject({ state: 'COMPLETED' });
        await untilClosed(deviceId);
        const issued = await card.open();
        expect(await brokenInvariants({ api, records }, deviceId, await issued.snapshot())).toEqual([]);
        expect(await issued.hasPin(pin)).toBe(true);
      }
    },
  );
});

describe('kill -9 of the agent', () => {
  const killed = () => killPid(agent.pid());

  const cases = [
    [
      '[fault 11] in the middle of a batch: the card is read back and finished',
      step('generate-key', 'started', '9C'),
      'piv-four',
    ],
    ['[fault 11] while content is written', step('put-certificate', 'started'), 'piv-four'],
    [
      '[fault 11] while it waits for a PIN: the key is gone, the card is opened again, a new key is asked for',
      (row: SagaProgress) => row.state === 'AWAITING_USER',
      'authentication-only',
    ],
  ] as const;
  it.each(partOf(cases, 1))('%s', async (_, when, profileName) => {
    await issueThrough(when, killed, profileName);
  });
});

describe('kill -9 of a server', () => {
  const cases = [
    ['[fault 4] nats-server in the middle of a batch: the answer waits in the journal, no step twice', 'nats'],
    ['[fault 3] the Temporal server', 'temporal'],
    ['[fault 6] Postgres', 'postgres'],
  ] as const;
  it.each(partOf(cases, 1))('%s', async (_, name) => {
    await issueThrough(step('generate-key', 'started', '9C'), () => killAndRestart(name));
  });
});

it('[I1] leaves nothing behind: no key has two certificates, and none is valid without a card', async () => {
  expect(await brokenRecords(records)).toEqual([]);
});
