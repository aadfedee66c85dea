/**
 * A new version of a profile on the whole system, ring by ring: the cards of the first ring take it, those of the second fail, so the roll-out
 * stops by itself and says why, and no card of the third is asked for anything. Agent and simulated cards are in this process. Five cards in
 * `npm test`; `npm run test:wave` takes three hundred.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { DeviceDetail } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { eventually } from '../../src/eventually.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { personId } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { issueInRings, type IssuedInRing, updateAsHolder } from '../../src/ring-fleet.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

const wave = process.env['CARDWRIGHT_WAVE'] !== undefined;
jest.setTimeout(wave ? 3_600_000 : 180_000);
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const graceClaims = { sub: 'grace', external_id: 'T1', name: 'Grace Hopper', roles: ['cardholder'] };
/** Cards of each ring; one in so many of the second fails; after how many of them the roll-out stops, and how many of those are done. */
const { wanted, failing, attempted, completed } = wave
  ? { wanted: [15, 60, 225], failing: 10, attempted: 30, completed: 27 }
  : { wanted: [1, 3, 1], failing: 1, attempted: 3, completed: 0 };

let system: TestSystem;
let agent: Workstation;
let grace: string;

beforeAll(async () => {
  system = await startSystem();
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'T1');
  agent = await startWorkstation(system, { name: 'rings', readers: 1 });
});
afterAll(async () => {
  await agent?.stop();
  await system?.stop();
});

const offersOf = (deviceId: string) =>
  system.api<Reply<'devices.update-offers'>>('GET', `/devices/${deviceId}/update-offers`);
const update = async (card: IssuedInRing) =>
  updateAsHolder(system, card, {
    ...{ slots: agent.slots, readerName: reader },
    holder: await accessToken(system, graceClaims),
  });

it('[F12] a wave whose second ring fails stops by itself and says why; the cards of the third are not asked', async () => {
  const name = 'in-rings';
  const { credentials } = await publishFourKeys(system.api, 'all-four');
  const three = credentials.filter(({ keyReference }) => keyReference !== '9E');
  await publishFourKeys(system.api, name, { credentials: three });
  // The keys of those cards of the second ring will not work any more.
  const [first, second, third] = (await issueInRings(system.api, agent, {
    ...{ readerName: reader, personId: grace, profileName: name, wanted, firstSerial: 68_000_000 },
    quirksOf: (ring, number) => (ring === 2 && number % failing === 0 ? ['proof-wrong'] : []),
  })) as [IssuedInRing[], IssuedInRing[], IssuedInRing[]];
  await publishFourKeys(system.api, name, { credentials });

  const rolloutId = await eventuallyBegun(name);
  const shown = async () => (await system.api<Reply<'rollouts.get'>>('GET', `/rollouts/${rolloutId}`)).rollout;
  await eventually(async () => (await shown()).rings.map(({ cards }) => cards), wanted, 20_000);
  expect(await shown()).toMatchObject({ profileName: name, version: 2, state: 'running', ring: 1, stop: null });
  expect((await offersOf(second[0]!.deviceId)).due).toContainEqual(
    expect.objectContaining({ kind: 'cert.add', heldBack: 'ROLLOUT_NOT_YET' }),
  );

  for (const card of first) expect(await update(card)).toMatchObject({ state: 'COMPLETED' });
  await eventually(async () => (await shown()).rings[0]!.completed, wanted[0], 20_000);
  await eventually(async () => (await shown()).ring, 2, 20_000);
  expect((await shown()).rings).toMatchObject([{}, { completed: 0, failed: 0 }, { openedAt: null }]);
  for (const [index, card] of second.slice(0, attempted).entries())
    expect(await update(card)).toMatchObject(
      (index + 1) % failing === 0 ? { state: 'FAILED', errorCode: 'CARD_PROOF_FAILED' } : { state: 'COMPLETED' },
    );
  await eventually(async () => (await shown()).state, 'stopped', 20_000);
  expect(await shown()).toMatchObject({
    ...{ ring: 2, endedAt: null },
    stop: { cause: 'FAILURES', ring: 2, failed: 3, attempted, codes: ['CARD_PROOF_FAILED'] },
    rings: [{ completed: wanted[0] }, { completed, failed: 3 }, { openedAt: null }],
    history: ['began', 'ring-opened', 'stopped'].map((what) => ({ what, by: null })),
  });
  for (const { deviceId } of third) expect(await offersOf(deviceId)).toMatchObject({ rows: [] });
  expect((await system.api<{ device: DeviceDetail }>('GET', `/devices/${third[0]!.deviceId}`)).device).toMatchObject({
    ...{ state: 'ACTIVE', profileVersion: 1 },
  });
  const again = await callApi(
    system,
    await accessToken(system, graceClaims),
    'POST',
    `/rollouts/${rolloutId}/resume`,
    {},
  );
  expect(again).toMatchObject({ status: 403, body: { code: 'AUTH_FORBIDDEN' } });
});

/** When its first card has been heard of. */
async function eventuallyBegun(name: string): Promise<string> {
  const found = async () =>
    (await system.api<Reply<'rollouts.list'>>('GET', '/rollouts')).rows.filter(
      ({ profileName, version }) => profileName === name && version === 2,
    );
  await eventually(async () => (await found()).length, 1, 20_000);
  return (await found())[0]!.rolloutId;
}
