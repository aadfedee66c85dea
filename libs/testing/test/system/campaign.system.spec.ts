/**
 * A campaign on the whole system, from the count to the changed cards: the card whose turn it is is offered the update and changed, one that was
 * renewed meanwhile is done without an offer, and one whose turn has not come is left alone when the campaign is stopped.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { CampaignDetail, NewCampaign } from '@cardwright/contracts/update/campaign';
import { CardFlows } from '../../src/card-flows.js';
import { eventually } from '../../src/eventually.js';
import { accessToken, callApi } from '../../src/tokens.js';
import { authentication, done, OneReader, oneReader, signature } from '../support/one-reader.js';

jest.setTimeout(180_000);
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

let desk: OneReader;
beforeAll(async () => {
  desk = await OneReader.start('campaigns', 69_000_000);
});
afterAll(() => desk?.stop());

const profileName = 'of-the-campaign';

async function issued() {
  const one = await desk.issued('vendor', profileName);
  await desk.agent.slots.remove(oneReader);
  return one;
}
type Issued = Awaited<ReturnType<typeof issued>>;
/** By key reference. */
const serials = async (deviceId: string): Promise<Record<string, string | null>> => {
  const { credentials } = await desk.deviceOf(deviceId);
  const active = credentials.filter(({ state }) => state === 'ACTIVE');
  return Object.fromEntries(active.map(({ keyReference, serialNumberHex }) => [keyReference, serialNumberHex]));
};

it('[F12] certificates are made anew on the cards that were counted, at the pace, until it is stopped', async () => {
  await desk.publish(profileName, [authentication, signature]);
  const cards = [await issued(), await issued(), await issued()];
  const counted = async (filter: NewCampaign['filter']) =>
    (await desk.api<Reply<'campaigns.count'>>('POST', '/campaigns/count', { filter })).count;
  await eventually(async () => (await counted({ profileName })).cards, 3, 20_000);
  const { issuers, ...count } = await counted({ profileName });
  expect(count).toEqual({
    ...{ cards: 3, certificates: 6, hindered: [] },
    keyReferences: [
      { keyReference: '9A', certificates: 3 },
      { keyReference: '9C', certificates: 3 },
    ],
  });
  expect(issuers).toEqual([{ issuerId: expect.any(String), certificates: 6 }]);
  const filter = {
    profileName,
    modelId: cards[0]!.device.modelId!,
    issuerId: issuers[0]!.issuerId,
    expiresBefore: '2100-01-01',
  };
  expect(await counted(filter)).toMatchObject({ cards: 3, certificates: 6 });
  expect(await counted({ ...filter, expiresBefore: '2020-01-01' })).toMatchObject({ cards: 0, certificates: 0 });

  const administrator = await accessToken(desk.system, {
    ...{ sub: 'cardwright-scripts', client_id: 'cardwright-scripts' },
    ...{ external_id: undefined, name: undefined, roles: ['profile-administrator'] },
  });
  const wanted = { name: 'A CA is given up', filter, reason: 'RENEW', cardsPerHour: 1, cards: 2 };
  const create = (body: object) => callApi(desk.system, administrator, 'POST', '/campaigns', body);
  expect(await create(wanted)).toMatchObject({
    ...{ status: 409, body: { code: 'CAMPAIGN_COUNT_CHANGED', details: { cards: 3, counted: 2 } } },
  });
  expect(await create({ ...wanted, cards: 3, reason: 'LOST' })).toMatchObject({ body: { code: 'REASON_NOT_ALLOWED' } });
  const created = await create({ ...wanted, cards: 3 });
  expect(created).toMatchObject({ status: 201, body: { campaign: { state: 'running', cards: 3 } } });
  const { campaignId } = (created.body as { campaign: CampaignDetail }).campaign;
  const shown = async () => (await desk.api<Reply<'campaigns.get'>>('GET', `/campaigns/${campaignId}`)).campaign;

  // Their certificates end at the same time: the campaign says whose turn it is.
  const cardsOf = async () => (await desk.api<Reply<'campaigns.cards'>>('GET', `/campaigns/${campaignId}/cards`)).rows;
  const [first, second, third] = (await cardsOf()).map((row) =>
    cards.find(({ deviceId }) => deviceId === row.deviceId)!,
  ) as [Issued, Issued, Issued];
  const before = await serials(first.deviceId);
  await eventually(() => desk.causes(first.device), [['campaign.renew', 'RENEW', '9A,9C']], 20_000);
  expect([await desk.causes(second.device), await desk.causes(third.device)]).toEqual(['none', 'none']);
  await desk.agent.slots.insert(oneReader, first.card);
  const requestId = await desk.begun(first.device);
  expect(await desk.ended(requestId, first.pin)).toMatchObject(done);
  await desk.agent.slots.remove(oneReader);
  const after = await serials(first.deviceId);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [keyReference, serial] of Object.entries(before)) expect(after[keyReference]).not.toBe(serial);
  expect(
    await desk.records.query('select reason, reason_text from issuance.request where request_id = $1', [requestId]),
  ).toEqual([{ reason: 'RENEW', reason_text: 'Campaign: A CA is given up' }]);
  await eventually(async () => (await shown()).counts.updated, 1, 20_000);

  // An operator has the second one updated, for another reason than the campaign.
  await desk.agent.slots.insert(oneReader, second.card);
  const place = { workstationId: desk.agent.workstationId, readerName: oneReader };
  const flows = new CardFlows(desk.api, place, { personId: second.device.personId!, profileName });
  flows.pin = second.pin;
  expect(await flows.update(second.deviceId, ['9A', '9C'], { reason: 'OTHER', reasonText: 'by hand' })).toMatchObject(
    done,
  );
  await desk.agent.slots.remove(oneReader);
  await eventually(async () => (await shown()).counts['renewed-otherwise'], 1, 20_000);
  expect((await desk.offersOf(second.deviceId)).rows).toEqual([]);

  const stopped = await callApi(desk.system, administrator, 'POST', `/campaigns/${campaignId}/stop`, {
    reasonText: 'spec',
  });
  expect(stopped).toMatchObject({ status: 200, body: { campaign: { state: 'stopped' } } });
  await eventually(
    async () => (await desk.offersOf(third.deviceId)).due.map(({ kind }) => kind).includes('campaign.renew'),
    false,
  );
  expect((await cardsOf()).map(({ deviceId, state, requestId: by }) => [deviceId, state, by])).toEqual([
    [first.deviceId, 'updated', requestId],
    [second.deviceId, 'renewed-otherwise', null],
    [third.deviceId, 'waiting', null],
  ]);
});
