/**
 * Separation of duties on the whole system, as it is installed: an administrator who imports people gets no card by her own hand, one
 * identity with every role issues to nobody, and a cardholder still issues their own card in self-service.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { restApi } from '../../../../tools/start/api.mjs';
import { isRead, type WatchedCard } from '../../src/faults/watched-card.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, personId, randomPin, supplyPin, untilSaga } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { startSystem, type Api, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

jest.setTimeout(120_000);
/** Holders may choose it: everybody who is refused here is refused by their roles. */
const profileName = 'for-oneself';
const people = `external_id,given_name,surname,email,upn
T1,Grace,Hopper,grace@example.test,grace@example.test
T2,Nora,Quist,nora@example.test,nora@example.test
T3,Ada,Lovelace,ada@example.test,ada@example.test
`;

let system: TestSystem;
let agent: Workstation;
let card: WatchedCard;
let reader: string;
let deviceId: string;
const ids: Record<string, string> = {};
const tokenOf = (sub: string, externalId: string, roles: string[]): Promise<string> =>
  accessToken(system, { sub, external_id: externalId, roles });

beforeAll(async () => {
  system = await startSystem();
  await system.api('POST', '/people/import', { csv: people });
  for (const externalId of ['T1', 'T2', 'T3']) ids[externalId] = await personId(system.api, externalId);
  await publishFourKeys(system.api, profileName, { selfService: true });
  agent = await startWorkstation(system, { name: 'separation', readers: 1 });
  reader = agent.slots.readerNames[0]!;
  card = agent.card('vendor', 63_000_001);
  await agent.slots.insert(reader, card);
  ({ deviceId } = (await inspect(system.api, agent.workstationId, reader)).device);
});
afterAll(async () => {
  await agent?.stop();
  await system?.stop();
});

const issue = (token: string, person: string) =>
  callApi(system, token, 'POST', `/devices/${deviceId}/issue`, {
    personId: ids[person],
    profileName,
    workstationId: agent.workstationId,
    readerName: reader,
    pinChange: 'holder',
  });

describe('nobody issues who also', () => {
  it.each([
    ['administers people, to herself', 'nora', 'T2', ['system-administrator'], 'T2'],
    ['administers, operates and watches, to herself', 'nora', 'T2', ['SA', 'IO', 'SO'], 'T2'],
    ['administers, operates and watches, to somebody else', 'nora', 'T2', ['SA', 'IO', 'SO'], 'T1'],
    ['operates, to herself', 'ada', 'T3', ['IO'], 'T3'],
    ['watches over security, to herself', 'ada', 'T3', ['SO'], 'T3'],
    ['publishes profiles, to herself', 'ada', 'T3', ['PA'], 'T3'],
  ])('%s', async (_, sub, externalId, roles, holder) => {
    void card.watch();
    const before = await card.snapshot();
    const answer = await issue(await tokenOf(sub, externalId, roles), holder);
    expect(answer).toMatchObject({ status: 403, body: { code: 'AUTH_SEPARATION_OF_DUTIES' } });
    expect(card.commands.filter((apdu) => !isRead(apdu))).toEqual([]);
    expect(await card.snapshot()).toEqual(before);
  });

  it('is a script with every role', async () => {
    const script = await accessToken(system, {
      sub: 'scripts',
      client_id: 'scripts',
      external_id: undefined,
      roles: ['SA', 'IO', 'SO', 'PA', 'IC'],
    });
    expect(await issue(script, 'T1')).toMatchObject({ status: 403, body: { code: 'AUTH_SEPARATION_OF_DUTIES' } });
  });
});

it('an administrator does not say who she is', async () => {
  const nora = await tokenOf('nora', 'T2', ['system-administrator']);
  const csv = 'external_id,given_name,surname,upn\nT2,Nora,Quist,administrator@corp.example';
  expect(await callApi(system, nora, 'POST', '/people/import', { csv })).toMatchObject({
    status: 422,
    body: { code: 'PERSON_IMPORT_REJECTED', details: { problems: [{ line: 2, code: 'OWN_ROW' }] } },
  });
});

it('a cardholder’s own issue stays self-service', async () => {
  // Nobody knows at which computer a token is: what is theirs already they set up anywhere.
  await system.api('POST', `/devices/${deviceId}/bind`, {
    personId: ids['T1'],
    profileName,
    reasonText: 'starts in May',
  });
  const token = await tokenOf('grace', 'T1', ['cardholder']);
  const api: Api = restApi({ httpPort: Number(new URL(system.url).port) }, async () => token);
  const started = await issue(token, 'T1');
  expect(started.status).toBe(202);
  const { requestId } = started.body['saga'] as SagaRow;
  await untilSaga(api, requestId, ['AWAITING_USER']);
  await supplyPin(api, requestId, randomPin());
  expect(await untilSaga(api, requestId, ['COMPLETED', 'FAILED'])).toMatchObject({ state: 'COMPLETED' });
  const { device } = await api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`);
  expect(device).toMatchObject({ state: 'ACTIVE', personId: ids['T1'] });
});
