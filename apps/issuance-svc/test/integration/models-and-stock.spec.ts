/** The card model registry and stock batches as people meet them: what a site adds, in whatever order it sets things up. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import { factoryImage } from '../support/factory-image.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('nora', ['system-administrator']);
const operator = actorWith('ada', ['issuance-operator']);
const author = actorWith('priya', ['profile-administrator']);
const auditor = actorWith('alan', ['auditor']);

const image = (serial: string, extra: Partial<CardImage> = {}): CardImage =>
  factoryImage(serial, { version: '6.1.0', ...extra });
const own: CardModel = {
  ...cardModels.find(({ id }) => id === 'vendor-5')!,
  id: 'example-6',
  title: 'A card of firmware 6',
  match: { identityScheme: 'ykserial', version: '^6\\.' },
};
const jwe = 'a.b.c.d.e';

describe('models and stock', () => {
  let service: RecordsService;
  let workstationId: string;
  let card: CardImage;
  /** Devices that the vault has keys for. */
  const withKeys = new Set<string>();
  const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    service.running.dataSource!.query(sql, parameters);
  const inspect = () => service.ask('devices.inspect', { workstationId }, operator);
  const publish = (model: unknown) => service.ask('models.publish', { definition: model }, author);
  const importBatch = (name: string, serials: string[], modelId = 'vendor-5') =>
    service.ask('stock-batches.import', { name, modelId, serials, jwe }, operator);
  /** A request that ended like this. */
  const issue = (deviceId: string, state: 'COMPLETED' | 'CANCELLED') =>
    query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, workstation_id, requested_by, correlation_id)
       SELECT gen_random_uuid(), tenant_id, 'w', 'ISSUE', $2, 'done', 'Done', device_id, 'w', 'spec', 'spec' FROM device WHERE device_id = $1`,
      [deviceId, state],
    );
  const shown = async (deviceId: string) => {
    const { device } = await service.ask('devices.get', { deviceId }, operator);
    return [device.keyset, device.stockBatch?.name];
  };

  beforeAll(async () => {
    service = await startRecordsService();
    const keySet = {
      version: 1,
      managementKeyAlgorithm: 'AES256',
      managementKeyDiversified: true,
      pukDiversified: true,
    };
    Object.assign(service.vault, {
      'vault.stock-batch.import': () => ({ imported: true }),
      'vault.key-set.get': ({ deviceId }) => ({ current: withKeys.has(deviceId) ? keySet : null, pending: null }),
      'certificates.list': () => ({ rows: [], nextCursor: null }),
    } as RecordsService['vault']);
    const created = await service.ask('workstations.enrolment-code', { name: 'Desk' }, administrator);
    workstationId = created.workstationId;
    await service.agent(workstationId, {
      'agent.status': () => ({ agentVersion: '1.0.1' }) as AgentStatus,
      'card.inspect': () => ({ image: card }),
    });
  }, 90_000);
  afterAll(async () => service?.stop(), 30_000);

  describe('the card model registry', () => {
    it('knows a card that no shipped model fits from the moment when a site adds its row', async () => {
      card = image('600');
      await expect(inspect()).rejects.toMatchObject({
        code: 'CARD_UNSUPPORTED',
        details: { version: '6.1.0', atrHex: '3BFD', identityScheme: 'ykserial' },
      });
      expect(await publish(own)).toEqual({ model: own, changed: true });
      expect(await publish(own)).toEqual({ model: own, changed: false });
      expect(await inspect()).toMatchObject({ device: { modelId: 'example-6' }, model: own });
      const { models, site } = await service.ask('models.list', {}, operator);
      expect([models[0]!.id, models.length, site]).toEqual(['example-6', cardModels.length + 1, ['example-6']]);
    });

    it('a row of a site stands before a shipped one, and a changed row counts at once', async () => {
      const special = { ...own, id: 'example-special', match: { version: '^5\\.4\\.', atrHex: '^3BFD' } };
      card = image('601', { version: '5.4.3' });
      expect((await inspect()).model.id).toBe('vendor-5-4');
      await publish(special);
      expect((await inspect()).device.modelId).toBe('example-special');
      await publish({ ...special, match: { ...special.match, atrHex: '^3B00' } });
      expect((await inspect()).device.modelId).toBe('vendor-5-4');
    });

    it('refuses / what is no model, a shipped id, everybody but the profile administrator', async () => {
      await expect(publish({ ...own, match: {} })).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        details: { problems: [{ path: '/match' }] },
      });
      expect(await service.ask('models.validate', { definition: { ...own, id: 'vendor-5' } }, author)).toMatchObject({
        valid: false,
        problems: [{ path: '/id' }],
      });
      expect(await service.ask('models.validate', { definition: own }, author)).toMatchObject({ valid: true });
      const refused = service.ask('models.publish', { definition: own }, operator);
      await expect(refused).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    });

    it('withdraws a row that no card has; published again it is back', async () => {
      const withdraw = (modelId: string, reason = 'tried out') =>
        service.ask('models.withdraw', { modelId, reason }, author);
      await expect(withdraw('example-6')).rejects.toMatchObject({ code: 'REQUEST_CONFLICT', details: { devices: 1 } });
      await expect(withdraw('vendor-5')).rejects.toMatchObject({ code: 'REQUEST_CONFLICT' });
      await expect(withdraw('nothing')).rejects.toMatchObject({ code: 'REQUEST_NOT_FOUND' });
      await expect(withdraw('example-special', ' ')).rejects.toMatchObject({ code: 'REASON_TEXT_REQUIRED' });
      expect(await withdraw('example-special')).toEqual({ changed: true });
      expect(await withdraw('example-special')).toEqual({ changed: false });
      const ids = async () => (await service.ask('models.list', {}, operator)).site;
      expect(await ids()).toEqual(['example-6']);
      await publish({ ...own, id: 'example-special', match: { version: '^7' } });
      expect(await ids()).toEqual(['example-6', 'example-special']);
      const { rows } = await service.ask('audit.list', { object: 'card-model:example-special' }, auditor);
      expect(rows.map(({ action }) => action)).toEqual([
        'card-model.published',
        'card-model.withdrawn',
        'card-model.published',
        'card-model.published',
      ]);
    });

    it('a restart keeps what a site added', async () => {
      const { SeedService } = await import('../../src/seed.service.js');
      await service.running.app.get(SeedService, { strict: false }).onModuleInit();
      expect((await service.ask('models.list', {}, operator)).site).toEqual(['example-6', 'example-special']);
    });
  });

  describe('a stock batch', () => {
    it('takes a card that was looked at before its import', async () => {
      card = image('700', { version: '5.7.2' });
      const { device } = await inspect();
      expect(await shown(device.deviceId)).toEqual(['factory', 'Factory values']);
      expect((await importBatch('Batch 1', ['700', 'ykserial:701'])).devices).toBe(2);
      expect(await shown(device.deviceId)).toEqual(['stock', 'Batch 1']);
      expect((await inspect()).device).toMatchObject({
        deviceId: device.deviceId,
        state: 'AVAILABLE',
        keyset: 'stock',
      });
      card = image('701', { version: '5.7.2' });
      expect((await inspect()).device).toMatchObject({ state: 'AVAILABLE', keyset: 'stock' });
    });

    it.each<[string, string, string, (deviceId: string) => Promise<unknown>]>([
      ['another batch has', '710', 'the batch Batch 1', () => importBatch('Batch 1 as well', ['712'])],
      [
        'an issue with the factory values has completed for',
        '711',
        'taken over with the factory values',
        (deviceId) => issue(deviceId, 'COMPLETED'),
      ],
      [
        'the vault has keys of ours for, after an issue that was given up,',
        '713',
        'taken over with the factory values',
        (deviceId) => {
          withKeys.add(deviceId);
          return issue(deviceId, 'CANCELLED');
        },
      ],
    ])('refuses / a card that %s', async (_what, serial, message, make) => {
      card = image(serial, { version: '5.7.2' });
      const { device } = await inspect();
      await make(device.deviceId);
      const asked = serial === '710' ? '701' : serial;
      await expect(importBatch(`Batch of ${serial}`, [asked, '799'])).rejects.toMatchObject({
        code: 'STOCK_BATCH_INVALID',
        details: { problems: [{ path: '/serials/0', message: expect.stringContaining(message) as unknown }] },
      });
      expect((await service.ask('devices.list', { query: 'ykserial:799' }, operator)).rows).toEqual([]);
    });

    it('takes a card whose issue is stuck because its management key was refused', async () => {
      card = image('720', { version: '5.7.2' });
      const { device } = await inspect();
      await query(`UPDATE device SET state = 'ISSUING' WHERE device_id = $1`, [device.deviceId]);
      await importBatch('Batch 3', ['720']);
      expect(await shown(device.deviceId)).toEqual(['stock', 'Batch 3']);
    });

    it('takes every kind of identity where the model of a site names none, and else only its own', async () => {
      await publish({ ...own, id: 'example-any', match: { applicationLabel: 'Example' } });
      const any = ['cuid:0102030405', 'cplc:0011223344556677', '88001'];
      expect((await importBatch('Any', any, 'example-any')).devices).toBe(3);
      const strict = importBatch('Strict', ['cplc:0011223344556688', 'cuid:0102030406', '88002'], 'nist-strict');
      await expect(strict).rejects.toMatchObject({
        details: { problems: [{ path: '/serials/1' }, { path: '/serials/2' }] },
      });
      expect((await importBatch('Strict', ['cuid:0102030406'], 'nist-strict-cuid')).devices).toBe(1);
    });
  });
});
