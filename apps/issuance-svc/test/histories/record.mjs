/**
 * Records the histories beside it from a real run: `node apps/issuance-svc/test/histories/record.mjs [name ...]` after a build. Their
 * payloads are decoded here, so that no codec key has to be kept and a reader sees what is in them; they hold no secret by design, and
 * the PINs of the run are looked for. When to record anew: docs/workflows.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import {
  cardWriteWorkflowId,
  certificateHoldWorkflowId,
  propagationWorkflowId,
  revocationWorkflowId,
} from '@cardwright/contracts/workflow/names';
import { edgeEventSubject } from '@cardwright/contracts/nats/subjects';
import { connectAsAgent } from '@cardwright/testing/agent-connection';
import { PasskeyPlace, startTenant } from '@cardwright/testing/faults/passkey-place';
import { holderApi } from '@cardwright/testing/holder-api';
import {
  inspect,
  personId,
  randomPin,
  startIssue,
  supplyPin,
  supplyPinChange,
  untilSaga,
} from '@cardwright/testing/issue';
import { nightlyRound } from '@cardwright/testing/nightly-round';
import { watchProgress } from '@cardwright/testing/progress';
import { openRecords } from '@cardwright/testing/records';
import { startSystem } from '@cardwright/testing/system';
import { EncryptionCodec, readCodecKeys } from '@cardwright/workflow-kit/worker/payload-codec';
import { createTemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';

// Not the SDK's historyToJSON: it refuses its own types where npm has installed protobufjs more than once.
const { History } = proto.temporal.api.history.v1;

const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const pins = [];
const wanted = process.argv.slice(2);

const tenant = await startTenant();
const system = await startSystem({ relyingParties: tenant.relyingParties });
const records = await openRecords(system);
const codecKeysFile = join(system.home, 'secrets', 'payload-codec-keys.json');
const { temporalAddress: address, temporalNamespace: namespace } = system.at;
const temporal = createTemporalClient({ address, namespace, codecKeysFile });
const progress = await watchProgress(system);
try {
  await runAll();
} finally {
  await progress.close();
  await temporal.close();
  await records.close();
  await system.stop();
  await tenant.stop();
}

async function runAll() {
  const { api } = system;
  await api('POST', '/people/import', { csv: people });
  const person = await personId(api, 'T1');
  let agent = await system.startAgent({ name: 'simulated', args: ['--simulated', '6'] });
  const place = (reader) => ({ workstationId: agent.workstationId, readerName: `Simulated reader ${reader}` });
  const deviceIn = async (reader) =>
    (await inspect(api, agent.workstationId, `Simulated reader ${reader}`)).device.deviceId;
  const start = async (reader, pinChange, profileName = 'piv-four') => {
    const deviceId = await deviceIn(reader);
    return startIssue(api, { deviceId, personId: person, profileName, pinChange, ...place(reader) });
  };
  const until = async ({ requestId }, ...states) => {
    const saga = await untilSaga(api, requestId, [...states, 'FAILED', 'COMPLETED', 'CANCELLED']);
    if (!states.includes(saga.state)) throw new Error(`${saga.state}: ${saga.errorCode} ${saga.errorMessage}`);
    return saga;
  };
  const choosePin = async (saga) => {
    await until(saga, 'AWAITING_USER');
    // An update asks for the PIN that was chosen last.
    await supplyPin(api, saga.requestId, (asks) => {
      if (asks === 'new-pin') pins.push(randomPin());
      return pins.at(-1);
    });
  };
  const post = async (deviceId, what, body) => (await api('POST', `/devices/${deviceId}/${what}`, body)).saga;
  const done = async (name, saga, state = 'COMPLETED') => {
    await until(saga, state);
    await record(name, cardWriteWorkflowId(saga.deviceId));
  };

  const issued = await start(0, 'holder');
  await choosePin(issued);
  await done('issue-holder-pin', issued);

  const pending = await start(1, 'none');
  await done('issue-without-pin', pending);
  await done('activate', await post(pending.deviceId, 'activate', {}));
  await done('recycle', await post(pending.deviceId, 'recycle', { ...place(1), reasonText: 'recorded' }));

  const cancelled = await start(2, 'holder');
  await until(cancelled, 'AWAITING_USER');
  await api('POST', `/sagas/${cancelled.requestId}/cancel`, { reasonText: 'recorded' });
  // issue-cancelled.json is of a release before 'cancel-reaches-activities'.
  await done('issue-cancelled-at-once', cancelled, 'CANCELLED');

  // The CA stands still in the middle of a key until the cancel has ended what waits for it: the key reference is finished then.
  const stopped = await start(4, 'holder');
  await choosePin(stopped);
  await until(stopped, 'COMPLETED');
  const halfway = await post(stopped.deviceId, 'reprovision', { ...place(4), reason: 'PROFILE_CHANGED' });
  const inMidKey = progress.next(({ step }) => step?.kind === 'generate-key');
  await choosePin(halfway);
  await inMidKey;
  const vault = system.services['pki-svc'].pid();
  process.kill(vault, 'SIGSTOP');
  try {
    await api('POST', `/sagas/${halfway.requestId}/cancel`, { reasonText: 'recorded' });
    await untilScheduled(halfway.deviceId, 'finishReference');
  } finally {
    process.kill(vault, 'SIGCONT');
  }
  await done('reprovision-cancelled-in-mid-key', halfway, 'CANCELLED');

  // The agent ends while the PIN is waited for: the card session dies, and the card is opened again.
  const parked = await start(3, 'holder', 'authentication-only');
  await until(parked, 'AWAITING_USER');
  await agent.stop();
  agent = await system.startAgent({ name: 'simulated', args: ['--simulated', '6'] });
  while ((await until(parked, 'FAILED', 'AWAITING_USER', 'IN_PROGRESS')).attempt === 1);
  if ((await until(parked, 'FAILED', 'AWAITING_USER')).state === 'FAILED')
    await api('POST', `/sagas/${parked.requestId}/retry`, {});
  await choosePin(parked);
  await done('issue-parked-and-retried', parked);

  const reprovision = { ...place(0), reason: 'PROFILE_CHANGED' };
  const replaced = await post(issued.deviceId, 'reprovision', reprovision);
  await choosePin(replaced);
  await done('reprovision', replaced);

  const renewal = { ...place(0), keyReferences: ['9A'], reason: 'RENEW' };
  const renewed = await post(issued.deviceId, 'update', renewal);
  await choosePin(renewed);
  await done('update', renewed);
  await putInAgain(agent, renewed);
  await record('propagate-credentials', propagationWorkflowId(renewed.requestId));
  const mistyped = await post(issued.deviceId, 'update', renewal);
  await until(mistyped, 'AWAITING_USER');
  await supplyPin(api, mistyped.requestId, randomPin());
  while ((await until(mistyped, 'IN_PROGRESS', 'AWAITING_USER')).attempt === 1);
  await choosePin(mistyped);
  await done('update-pin-refused', mistyped);

  const { device } = await api('GET', `/devices/${issued.deviceId}`);
  const revoked = await untilRevoked(device);
  await record('revoke-certificate', revocationWorkflowId(revoked.issuerId, revoked.serialNumberHex));

  // Its holder's alone.
  const holder = await holderApi(system, { sub: 'grace', externalId: 'T1' });
  const changed = (await holder('POST', `/devices/${issued.deviceId}/pin-change`, place(0))).saga;
  await until(changed, 'AWAITING_USER');
  const old = pins.at(-1);
  pins.push(randomPin());
  await supplyPinChange(holder, changed.requestId, { old, pin: pins.at(-1) });
  await done('change-pin', changed);

  const reset = await post(parked.deviceId, 'pin-reset', { ...place(3), reason: 'FORGOTTEN_PIN' });
  await choosePin(reset);
  await done('reset-pin', reset);
  await done('lock', await post(parked.deviceId, 'lock', { ...place(3), reason: 'PIN_EXPOSED' }));
  await api('POST', `/devices/${parked.deviceId}/suspend`, { reason: 'MISPLACED' });
  const { issuerId, serialNumberHex } = await untilStatus(parked.deviceId, 'held');
  await record('hold-certificate', certificateHoldWorkflowId(issuerId, serialNumberHex));
  await record('reconcile-records', await nightlyRound(temporal));

  await makePasskeys();

  /** On a card that has a FIDO application: one at its issue, and a new one in its place. */
  async function makePasskeys() {
    const passkeys = await PasskeyPlace.open({ api }, records, tenant);
    const { workstationId } = await system.startAgent({
      name: 'keys',
      args: ['--simulated', '1', '--serial', '72000000', '--fido'],
    });
    const where = { workstationId, readerName: 'Simulated reader 0' };
    const { deviceId } = (await inspect(api, workstationId, where.readerName)).device;
    const fidoPin = randomPin();
    pins.push(fidoPin);
    const give = async (saga, stage, pin) => {
      while ((await until(saga, 'AWAITING_USER', 'IN_PROGRESS')).stage !== stage);
      await supplyPin(api, saga.requestId, pin);
    };
    const { personId: holder, profileName } = passkeys;
    const made = await startIssue(api, { deviceId, personId: holder, profileName, pinChange: 'holder', ...where });
    await give(made, 'passkey', fidoPin);
    await give(made, 'pin', randomPin());
    await done('issue-with-passkey', made);
    const anew = await post(deviceId, 'passkey', where);
    await give(anew, 'passkey', fidoPin);
    await done('make-passkey', anew);
  }

  function untilRevoked({ deviceId }) {
    return untilStatus(deviceId, 'revoked');
  }

  async function untilStatus(deviceId, wantedStatus) {
    for (let tries = 0; tries < 200; tries++) {
      const { device: now } = await api('GET', `/devices/${deviceId}`);
      const found = now.certificates.find(({ status }) => status === wantedStatus);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`no certificate is ${wantedStatus}`);
  }
}

/** As the agent reports it; nobody is at the computer who could look. */
async function putInAgain(agent, { deviceId }) {
  const { identityText } = (await system.api('GET', `/devices/${deviceId}`)).device;
  const connection = await connectAsAgent(system, agent);
  const report = (name, body) =>
    connection.publish(edgeEventSubject(agent.workstationId, name), JSON.stringify({ ...body, identityText }));
  const readerName = 'Simulated reader 0';
  report('card.removed', { readerName, heldBy: null });
  report('card.inserted', { readerName, atrHex: '3B00', insertedMsAgo: 0 });
  await connection.flush();
  await connection.close();
}

async function untilScheduled(deviceId, activity) {
  const handle = temporal.client.workflow.getHandle(cardWriteWorkflowId(deviceId));
  for (let tries = 0; tries < 300; tries++) {
    const { events } = await handle.fetchHistory();
    if (events.some((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${activity} is not scheduled`);
}

/** The last run of a workflow, once it has ended. */
async function record(name, workflowId) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const handle = temporal.client.workflow.getHandle(workflowId);
  await handle.result().catch(() => undefined);
  const history = await handle.fetchHistory();
  const codec = new EncryptionCodec(readCodecKeys(codecKeysFile));
  await decodePayloads(history, codec);
  const plainObject = History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String });
  const { events } = JSON.parse(JSON.stringify(plainObject).replaceAll(hostname(), 'recorded'));
  const lines = events.map((event) => JSON.stringify(event));
  const file = new URL(`./${name}.json`, import.meta.url);
  await writeFile(file, `{"events":[\n${lines.join(',\n')}\n]}\n`);
  const text = await readFile(file, 'utf8');
  const plain = [...text.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data, 'base64').toString(),
  );
  for (const pin of pins)
    if (text.includes(pin) || plain.some((each) => each.includes(pin))) throw new Error(`${name} holds a PIN`);
  console.log(`${name}: ${events.length} events`);
}

/** In place, wherever in the history a payload stands (inputs, results, headers, failures, details). */
async function decodePayloads(value, codec) {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return;
  for (const [key, child] of Object.entries(value)) {
    if (child?.metadata && 'data' in child) {
      const [decoded] = await codec.decode([child]);
      value[key] = decoded;
    } else await decodePayloads(child, codec);
  }
}
