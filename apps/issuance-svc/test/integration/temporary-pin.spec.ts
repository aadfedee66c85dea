/** [C30] Who may look at the temporary PIN of a card, when, and that only the agent and their page know it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId, type Actor } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { AuthorisationService } from '../../src/records/authorisation/authorisation.service.js';
import { RequestService } from '../../src/records/requests/request.service.js';
import { TemporaryPin } from '../../src/sagas/pin/temporary-pin.service.js';
import { plantIntent, recordedWorkstation } from '../support/recorded-intents.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const grace = actorWith('grace', [], 'grace');
const rita = actorWith('rita', [], 'rita');
const recipientJwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };

let service: RecordsService;
let pins: TemporaryPin;
let holder: string;
let asked: { lease: LeaseToken; recipientJwk: object }[];
let fails: CardwrightError | undefined;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService();
  const { app, dataSource } = service.running;
  const get = <Part>(part: new (...parts: never[]) => Part): Part => app.get(part, { strict: false });
  pins = new TemporaryPin(dataSource!, get(AuthorisationService), get(RequestService), get(RpcClient));
  await service.agent(recordedWorkstation, {
    'pin.show': (body) => {
      asked.push(body);
      if (fails) throw fails;
      return { jwe: 'sealed-by-the-agent' };
    },
  });
  const csv = 'external_id,given_name,surname\ngrace,Grace,Hopper\nrita,Rita,Levi';
  await service.ask('people.import', { csv }, actorWith('nora', ['SA']));
  const { rows } = await service.ask('people.list', {}, actorWith('ada', ['IO']));
  holder = rows.find(({ externalId }) => externalId === 'grace')!.personId;
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(() => {
  asked = [];
  fails = undefined;
});

/** An issue whose passkey is being made with the PIN that the agent drew. */
async function making(changes: { state?: string; stage?: string; temporaryPin?: boolean } = {}) {
  const { state = 'IN_PROGRESS', stage = 'passkey', temporaryPin = true } = changes;
  const { input } = await plantIntent(query, 'issue', (session, deviceId, requestId) => ({
    ...session,
    lease: { ...session.lease, deviceId, requestId },
  }));
  const { requestId, deviceId } = input;
  await query(
    `UPDATE request SET state = $2, stage = $3, temporary_pin = $4, person_id = $5, profile_name = 'authentication-only', profile_version = 1,
       awaiting = CASE WHEN $2 = 'AWAITING_USER' THEN 'pin' END
     WHERE request_id = $1`,
    [requestId, state, stage, temporaryPin, holder],
  );
  await query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, holder]);
  return { requestId, deviceId };
}
const show = (requestId: string, actor: Actor): Promise<string> =>
  pins.show({ actor, tenantId: defaultTenantId, correlationId: 'spec', body: { requestId, recipientJwk } }).then(
    ({ jwe }) => jwe,
    (error: { code: string }) => error.code,
  );

describe('[C30] a temporary PIN', () => {
  it('is shown to the holder and to whoever issues the card beside them, as the agent sealed it; each look is audited', async () => {
    const { requestId, deviceId } = await making();
    expect(await show(requestId, grace)).toBe('sealed-by-the-agent');
    expect(await show(requestId, actorWith('ivo', ['IO']))).toBe('sealed-by-the-agent');
    expect(asked).toMatchObject([{ lease: { requestId, deviceId }, recipientJwk }, { lease: { requestId } }]);
    const { rows } = await service.ask('audit.list', { object: `device:${deviceId}` }, actorWith('sofia', ['SO']));
    expect(rows.map(({ action, actor, details }) => [action, actor.split('@')[0], details])).toEqual([
      ['temporary-pin.shown', 'person:ivo', { requestId, attempt: 1 }],
      ['temporary-pin.shown', 'person:grace', { requestId, attempt: 1 }],
    ]);
  });

  it('is not shown to other holders, the help desk, an auditor or an administrator, and the agent is not asked', async () => {
    const { requestId } = await making();
    expect(await show(requestId, rita)).toBe('AUTH_NOT_YOUR_DEVICE');
    for (const role of ['HD', 'AU', 'SA'] as const)
      expect(await show(requestId, actorWith(role, [role]))).toMatch(/^AUTH_/);
    expect(asked).toEqual([]);
  });

  it.each([
    ['before', { stage: 'content' }],
    ['after', { stage: 'pin', state: 'AWAITING_USER' }],
    ['once it has stopped', { state: 'FAILED' }],
    ['where the passkey has a PIN of its own', { temporaryPin: false }],
  ])('is not shown %s', async (_when, changes) => {
    const { requestId } = await making(changes);
    expect(await show(requestId, grace)).toBe('LIFECYCLE_TRANSITION');
    expect(asked).toEqual([]);
  });

  it('of a card session that is over says so', async () => {
    fails = new CardwrightError('PIN_KEY_EXPIRED');
    expect(await show((await making()).requestId, grace)).toBe('PIN_KEY_EXPIRED');
  });
});
