/**
 * Offers of card updates for people: who may see one, what "Update now" begins and as whom, what is refused, and the answer that got lost. Real
 * servers; in the place of update-svc a stand-in that keeps offers as its contract says.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Actor, RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { updateSubject } from '@cardwright/contracts/nats/subjects';
import type { DueRow, OfferRow, UpdateCause } from '@cardwright/contracts/update/update-offer';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { letChecksPass } from '../support/passing-checks.js';
import { actorWith } from '../support/records-service.js';
import { SagasService, workstationId } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const operator = actorWith('ada', ['issuance-operator']);

let service: SagasService;
let connection: NatsConnection;
const offers = new Map<string, OfferRow>();
/** What the stand-in was asked, newest last. */
const asked: string[] = [];
const cardsOfCampaign = { waiting: 4, open: 3, updated: 2, 'renewed-otherwise': 0, failed: 1, left: 0 };
/** The next answers to `offers.began` that are lost on their way. */
let lost = 0;

beforeAll(async () => {
  service = await SagasService.start();
  letChecksPass(service);
  const { nats } = service.records;
  connection = await connectNats({ url: nats.url, credsFile: nats.credsFile('update'), name: 'update' });
  standIn(connection);
  await connection.flush();
}, 120_000);
afterAll(async () => {
  await connection?.close();
  await service?.stop();
}, 60_000);
beforeEach(() => {
  asked.length = 0;
  lost = 0;
});

function standIn(nats: NatsConnection): void {
  const answer = (name: string, body: { offerId: string; deviceId: string; requestId: string }): unknown => {
    if (name === 'offers.list')
      return {
        offers: [...offers.values()].filter(({ deviceId }) => deviceId === body.deviceId),
        nextCursor: null,
        due: [expiring],
      };
    if (name === 'campaigns.cards') return { rows: [], nextCursor: null };
    if (name === 'campaigns.get') return { campaign: { counts: cardsOfCampaign } };
    const offer = offers.get(body.offerId);
    if (offer === undefined) throw new CardwrightError('REQUEST_NOT_FOUND');
    if (name !== 'offers.began') return { offer };
    if (lost-- > 0) throw new CardwrightError('REQUEST_TIMEOUT');
    Object.assign(offer, { state: 'accepted', requestId: body.requestId });
    return { offer };
  };
  nats.subscribe(updateSubject('>' as never), {
    callback: (_error, message) => {
      const name = message.subject.slice(updateSubject('' as never).length);
      const { body } = message.json<RequestEnvelope<never>>();
      // Asked every second by the feed of events, whoever does what.
      if (name === 'offers.events') return void message.respond(JSON.stringify({ body: { events: [] } }));
      asked.push(name);
      try {
        message.respond(JSON.stringify({ body: answer(name, body) }));
      } catch (error) {
        message.respond(JSON.stringify({ error }));
      }
    },
  });
}

/** A hint to the operator, which nobody is offered. */
const expiring: DueRow = {
  kind: 'card.replace',
  cause: 'EXPIRING_CARD',
  keyReferences: [],
  dueAt: '2026-12-01T00:00:00.000Z',
  deadline: '2026-12-31T00:00:00.000Z',
  urgency: 'normal',
};

const cause = (more: Partial<UpdateCause> = {}): UpdateCause => ({
  kind: 'cert.renew',
  cause: 'RENEW',
  keyReferences: ['9A'],
  dueAt: '2026-11-01T00:00:00.000Z',
  deadline: null,
  urgency: 'normal',
  ...more,
});

function offerFor(deviceId: string, more: Partial<OfferRow> = {}): OfferRow {
  const offer: OfferRow = {
    offerId: randomUUID(),
    deviceId,
    deviceLabel: 'Card',
    kind: more.causes?.[0]?.kind ?? 'cert.renew',
    causes: [cause()],
    urgency: 'normal',
    deadline: null,
    record: null,
    postponable: true,
    postponedUntil: '2026-11-27T18:00:00.000Z',
    state: 'offered',
    personId: null,
    offeredAt: '2026-11-27T12:00:00.000Z',
    workstationId,
    readerName: 'Reader 0',
    until: null,
    postponements: [],
    acceptedAt: null,
    requestId: null,
    outcome: null,
    endedAt: null,
    ...more,
  };
  offers.set(offer.offerId, offer);
  return offer;
}

/** A card, and whom it belongs to. */
async function cardOf(): Promise<{ deviceId: string; holder: Actor }> {
  const { deviceId } = await service.plantDevice('ACTIVE');
  return { deviceId, holder: actorWith(`holder-${deviceId}`, [], deviceId) };
}
const begin = async (offer: OfferRow, actor: Actor) =>
  (await service.records.ask('update-offers.begin', { offerId: offer.offerId }, actor)).saga;
const requestsOf = (deviceId: string) =>
  service.query<Record<string, unknown>>(
    `SELECT type, reason, reason_text, key_references, workstation_id, reader_name FROM request WHERE device_id = $1`,
    [deviceId],
  );
const at = { workstation_id: workstationId, reader_name: 'Reader 0' };

describe('an offer', () => {
  it('is seen by the owner of the card and by operators, on its own and among those of the card', async () => {
    const { deviceId, holder } = await cardOf();
    const offer = offerFor(deviceId);
    for (const actor of [holder, operator, actorWith('eve', ['auditor'])]) {
      expect(await service.records.ask('update-offers.get', { offerId: offer.offerId }, actor)).toEqual({ offer });
      expect(await service.records.ask('devices.update-offers', { deviceId }, actor)).toEqual({
        rows: [offer],
        nextCursor: null,
        due: [expiring],
      });
    }
    expect(await requestsOf(deviceId)).toEqual([]);
  });

  it('is nobody else’s: who holds another card is told so, and nothing is begun', async () => {
    const [{ deviceId }, { holder: other }] = [await cardOf(), await cardOf()];
    const { offerId } = offerFor(deviceId);
    const refused = { code: 'AUTH_NOT_YOUR_DEVICE' };
    await expect(service.records.ask('update-offers.get', { offerId }, other)).rejects.toMatchObject(refused);
    await expect(service.records.ask('update-offers.begin', { offerId }, other)).rejects.toMatchObject(refused);
    await expect(service.records.ask('devices.update-offers', { deviceId }, other)).rejects.toMatchObject(refused);
    expect(asked).not.toContain('offers.began');
    expect(asked).not.toContain('offers.list');
    expect(await requestsOf(deviceId)).toEqual([]);
  });

  it.each<[string, Actor | undefined, string]>([
    ['nobody', undefined, 'AUTH_REQUIRED'],
    ['somebody who is no person here', actorWith('stranger'), 'AUTH_FORBIDDEN'],
    ['who may only look', actorWith('eve', ['auditor']), 'AUTH_FORBIDDEN'],
    ['a service, on the subject of people', { kind: 'system', iss: 'x', sub: 'y', roleClaims: [] }, 'AUTH_REQUIRED'],
  ])('is not begun for %s', async (_, actor, code) => {
    const { deviceId } = await cardOf();
    const { offerId } = offerFor(deviceId);
    await expect(service.records.ask('update-offers.begin', { offerId }, actor)).rejects.toMatchObject({ code });
    expect(await requestsOf(deviceId)).toEqual([]);
  });

  it('that is unknown is not found', async () => {
    const { holder } = await cardOf();
    const offerId = randomUUID();
    await expect(service.records.ask('update-offers.get', { offerId }, holder)).rejects.toMatchObject({
      code: 'REQUEST_NOT_FOUND',
    });
  });
});

describe('"Update now"', () => {
  it.each<[string, Partial<UpdateCause>[], Record<string, unknown>]>([
    [
      'certificates that expire: one update, of each key once',
      [{}, { keyReferences: ['9A'], deadline: '2027-01-01T00:00:00.000Z' }],
      { type: 'UPDATE', reason: 'RENEW', reason_text: null, key_references: ['9A'] },
    ],
    [
      'a PIN that must be changed: a PIN reset, for what is no reason of the catalogue',
      [{ kind: 'pin.change', cause: 'PIN_MUST_CHANGE', keyReferences: [] }, {}],
      { type: 'UNLOCK', reason: 'OTHER', reason_text: 'Offered: PIN_MUST_CHANGE', key_references: null },
    ],
    [
      '[A04] a new version of the profile: one update for all that it wants of keys, and no renewal with it',
      [
        { kind: 'cert.add', cause: 'PROFILE_CHANGED', keyReferences: [] },
        { kind: 'profile.version', cause: 'PROFILE_CHANGED', keyReferences: ['9A'] },
        { keyReferences: ['9D'] },
      ],
      { type: 'UPDATE', reason: 'PROFILE_CHANGED', reason_text: null, key_references: ['9A'] },
    ],
    [
      'what goes first, and that alone',
      [{ kind: 'card.reprovision', cause: 'PROFILE_CHANGED', keyReferences: [] }, { keyReferences: ['9D'] }],
      { type: 'REPROVISION', reason: 'PROFILE_CHANGED', reason_text: null, key_references: null },
    ],
  ])('%s, as its holder, where it was shown', async (_, causes, row) => {
    const { deviceId, holder } = await cardOf();
    const offer = offerFor(deviceId, { causes: causes.map(cause) });
    const saga = await begin(offer, holder);
    expect(saga).toMatchObject({ type: row['type'], deviceId, requestedBy: `person:${holder.sub}@${holder.iss}` });
    expect(await requestsOf(deviceId)).toEqual([{ ...row, ...at }]);
    expect(offers.get(offer.offerId)).toMatchObject({ state: 'accepted', requestId: saga.requestId });
  });

  it('an operator begins it for the holder; nobody has seen it: where the card was seen last', async () => {
    const { deviceId } = await cardOf();
    const saga = await begin(offerFor(deviceId, { workstationId: null, readerName: null }), operator);
    expect(saga).toMatchObject({ type: 'UPDATE', requestedBy: `person:ada@${operator.iss}` });
    expect(await requestsOf(deviceId)).toMatchObject([{ workstation_id: workstationId, reader_name: null }]);
  });

  it('[D14] runs the reprovision that waits for the holder, for the reason that was given with it', async () => {
    const { deviceId, holder } = await cardOf();
    const waiting = await service.records.ask(
      'devices.request-reprovision',
      { deviceId, reason: 'CONTENT_DAMAGED' },
      operator,
    );
    const causes = [cause({ kind: 'card.reprovision', cause: 'PROFILE_CHANGED', keyReferences: [] })];
    const saga = await begin(offerFor(deviceId, { causes }), holder);
    expect(saga.requestId).toBe(waiting.saga.requestId);
    expect(await requestsOf(deviceId)).toMatchObject([{ type: 'REPROVISION', reason: 'CONTENT_DAMAGED' }]);
  });

  it('[D14] an operator who accepts it for the holder runs the one that waits, with the loss that was accepted then', async () => {
    const { deviceId } = await cardOf();
    const asked = { deviceId, reason: 'OTHER', reasonText: 'Cleared with the holder', acceptHistoryLoss: true };
    const waiting = await service.records.ask('devices.request-reprovision', asked, operator);
    const causes = [cause({ kind: 'card.reprovision', cause: 'OTHER', keyReferences: [] })];
    const saga = await begin(offerFor(deviceId, { causes }), operator);
    expect(saga.requestId).toBe(waiting.saga.requestId);
    const rows = await service.query(
      'SELECT state, reason_text, accept_history_loss FROM request WHERE device_id = $1',
      [deviceId],
    );
    expect(rows).toMatchObject([{ reason_text: 'Cleared with the holder', accept_history_loss: true }]);
  });

  it('[B05] of a PIN reset that waits: its holder runs it, for the reason that was given with it', async () => {
    const { deviceId, holder } = await cardOf();
    const helpdesk = actorWith('hal', ['helpdesk']);
    const asked = { deviceId, reason: 'FORGOTTEN_PIN' };
    await expect(service.records.ask('devices.request-pin-reset', asked, holder)).rejects.toMatchObject({
      code: 'AUTH_FORBIDDEN',
    });
    const waiting = await service.records.ask('devices.request-pin-reset', asked, helpdesk);
    expect(waiting.saga).toMatchObject({ type: 'UNLOCK', state: 'READY', actions: ['cancel'] });
    const causes = [cause({ kind: 'pin.unlock', cause: 'PIN_EXPOSED', keyReferences: [] })];
    const saga = await begin(offerFor(deviceId, { causes }), holder);
    expect(saga).toMatchObject({ type: 'UNLOCK', requestId: waiting.saga.requestId });
    expect(await requestsOf(deviceId)).toMatchObject([{ type: 'UNLOCK', reason: 'FORGOTTEN_PIN', ...at }]);
  });

  it.each(['withdrawn', 'superseded', 'done'] as const)('an offer that is %s is refused', async (state) => {
    const { deviceId, holder } = await cardOf();
    await expect(begin(offerFor(deviceId, { state }), holder)).rejects.toMatchObject({
      code: 'REQUEST_OFFER_CLOSED',
      details: { state },
    });
    expect(await requestsOf(deviceId)).toEqual([]);
  });

  it('one that was postponed is begun all the same: its holder is here now', async () => {
    const { deviceId, holder } = await cardOf();
    const offer = offerFor(deviceId, { state: 'postponed', until: '2026-11-28T12:00:00.000Z' });
    expect(await begin(offer, holder)).toMatchObject({ type: 'UPDATE' });
  });

  it('a lock is not the holder’s to begin', async () => {
    const { deviceId, holder } = await cardOf();
    const causes = [cause({ kind: 'card.lock', cause: 'PIN_EXPOSED', keyReferences: [] })];
    await expect(begin(offerFor(deviceId, { causes }), holder)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
  });

  it.each<[string, Partial<UpdateCause>]>([
    ['an update', {}],
    ['a PIN reset', { kind: 'pin.change', cause: 'PIN_MUST_CHANGE', keyReferences: [] }],
    ['a reprovision that waited', { kind: 'card.reprovision', cause: 'PROFILE_CHANGED', keyReferences: [] }],
  ])('of %s, asked again after a lost answer, gives the same saga', async (_, it) => {
    const { deviceId, holder } = await cardOf();
    if (it.kind === 'card.reprovision')
      await service.records.ask('devices.request-reprovision', { deviceId, reason: 'PROFILE_CHANGED' }, operator);
    const offer = offerFor(deviceId, { causes: [cause(it)] });
    lost = 1;
    await expect(begin(offer, holder)).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' });
    const saga = await begin(offer, holder);
    expect(await requestsOf(deviceId)).toHaveLength(1);
    expect(offers.get(offer.offerId)).toMatchObject({ requestId: saga.requestId });
    // And once more when it is known: nothing is begun, nothing is said.
    asked.length = 0;
    expect((await begin(offer, holder)).requestId).toBe(saga.requestId);
    expect(asked).toEqual(['offers.get']);
  });

  it('twice at once, the same saga', async () => {
    const { deviceId, holder } = await cardOf();
    const offer = offerFor(deviceId);
    const [first, second] = await Promise.all([begin(offer, holder), begin(offer, holder)]);
    expect(first.requestId).toBe(second.requestId);
    expect(await requestsOf(deviceId)).toHaveLength(1);
  });

  it('while the card is at something else, says so', async () => {
    const { deviceId, holder } = await cardOf();
    const lock = { deviceId, workstationId, reason: 'PIN_EXPOSED' };
    service.edge['batch.execute'] = () => new Promise(() => undefined);
    const { saga } = await service.records.ask('devices.lock', lock, operator);
    await expect(begin(offerFor(deviceId), holder)).rejects.toMatchObject({
      code: 'REQUEST_DEVICE_BUSY',
      details: { requestId: saga.requestId },
    });
    expect(asked).not.toContain('offers.began');
  });

  it('[A12] while an update of keys runs, which sets no new management key, does not take it for the rotation that is offered', async () => {
    const { deviceId, holder } = await cardOf();
    const running = await begin(offerFor(deviceId), holder);
    const rotation = cause({ kind: 'management-key.rotate', cause: 'KEYSET_ROTATION', keyReferences: [] });
    await expect(begin(offerFor(deviceId, { causes: [rotation] }), holder)).rejects.toMatchObject({
      code: 'REQUEST_DEVICE_BUSY',
      details: { requestId: running.requestId },
    });
  });
});

it('[D15] an export of the cards of a campaign is written into the audit, with how many there are; of too many none is given', async () => {
  const campaignId = randomUUID();
  const exporting = { campaignId, forExport: true } as const;
  await service.records.ask('campaigns.cards', exporting, operator);
  await service.records.ask('campaigns.cards', { ...exporting, cursor: '7' }, operator);
  await service.records.ask('campaigns.cards', { ...exporting, state: 'failed' }, operator);
  await service.records.ask('campaigns.cards', { campaignId }, operator);
  cardsOfCampaign.open = 100_000;
  await expect(service.records.ask('campaigns.cards', exporting, operator)).rejects.toMatchObject({
    code: 'REQUEST_EXPORT_TOO_LARGE',
    details: { most: 100_000 },
  });
  await expect(service.records.ask('campaigns.cards', exporting, actorWith('keeper', ['stock']))).rejects.toMatchObject(
    { code: 'AUTH_FORBIDDEN' },
  );
  const written = await service.records.running.dataSource!.query(
    `SELECT object, details FROM audit_log WHERE action = 'list.exported' ORDER BY id`,
  );
  expect(written).toEqual([
    { object: 'list:campaign-cards', details: { rows: 10, filters: { campaignId } } },
    { object: 'list:campaign-cards', details: { rows: 1, filters: { campaignId, state: 'failed' } } },
  ]);
});
