/**
 * `kill -9` while a card gets a passkey: where the key makes it, and where the tenant has done what nobody knows of yet, which no cut of a card reaches.
 * The double of Microsoft Graph is the tenant.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { flowNamed, type FlowName } from '../../src/faults/flows.js';
import { tenantPlace } from '../../src/faults/passkey-parties.js';
import { SagaDriver } from '../../src/faults/saga-driver.js';
import { GraphTenant } from '../../src/graph-tenant.js';
import { inspect } from '../../src/issue.js';
import { patientApi } from '../../src/patient-api.js';
import { killPid } from '../../src/processes.js';
import { watchProgress, type ProgressWatch } from '../../src/progress.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const readerName = 'Simulated reader 0';

let system: TestSystem;
let tenant: GraphTenant;
let records: Records;
let progress: ProgressWatch;
let api: Api;
let serial = 72_000_000;

beforeAll(async () => {
  tenant = await GraphTenant.start([]);
  system = await startSystem({ relyingParties: tenant.relyingParties });
  records = await openRecords(system);
  progress = await watchProgress(system);
  api = patientApi(system.api);
});
afterAll(async () => {
  await progress?.close();
  await records?.close();
  await system?.stop();
  await tenant?.stop();
});

/** A workstation with a new card, and who follows its sagas. */
async function cardInReader() {
  const name = `killed-${++serial}`;
  const args = ['--simulated', '1', '--serial', String(serial), '--fido'];
  const agent = await system.startAgent({ name, args });
  const passkeys = await tenantPlace({ api, records, name }, tenant);
  const { personId, profileName } = passkeys;
  const { workstationId } = agent;
  const { device } = await inspect(api, workstationId, readerName);
  const target = { deviceId: device.deviceId, workstationId, readerName, passkeys, personId, profileName };
  const file = join(agent.agentHome, 'simulated-cards', `vendor-${serial}.json`);
  const driver = new SagaDriver({ api, records }, target, file, { stuckMs: 45_000, giveUpMs: 100_000 });
  return { agent, driver };
}

const madeByKey = () => progress.next(({ step }) => step?.kind === 'make-credential' && step.phase === 'started');
/** The tenant has done it and does not answer yet. It deletes when the request is closed already. */
const doneByTenant = (operation: 'create' | 'delete') => () => {
  tenant.double.fault(operation, { kind: 'late-answer' });
  return tenant.double.held();
};

it.each([
  ['agent', 'passkey-issue', 'while the key makes it', madeByKey],
  ['issuance-svc', 'passkey-issue', 'while the key makes it', madeByKey],
  ['issuance-svc', 'passkey-issue', 'when the tenant has it', doneByTenant('create')],
  ['issuance-svc', 'passkey-renew', 'when the tenant has deleted the one before', doneByTenant('delete')],
] as const)(
  '[C27][fault 1][fault 11] kill -9 of %s in %s, %s: the card has one passkey in the end, which key, tenant and record agree on',
  async (name, flowName, _when, moment) => {
    const { agent, driver } = await cardInReader();
    const findings: string[] = [];
    let backAt = Date.now();
    const through = async (which: FlowName): Promise<void> => {
      backAt = Date.now();
      const requestId = await driver.begin(flowNamed(which), () => false);
      const run = { away: () => false, backAt: () => backAt, findings };
      expect(await driver.follow(requestId!, run)).toMatchObject({ completed: true });
      driver.became(flowNamed(which));
    };
    if (flowNamed(flowName).needs === 'active') await through('passkey-issue');
    const there = moment();
    const followed = through(flowName);
    await there;
    await killPid((name === 'agent' ? agent : system.services[name]).pid());
    backAt = Date.now();
    tenant.double.release();
    await followed;
    expect([...findings, ...(await driver.broken())]).toEqual([]);
  },
);
