/** Revealing an initial PIN: to whom, why, and how often (requirements E 3, C15). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultTenantId, type Actor } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { AuthorisationService } from '../../src/records/authorisation/authorisation.service.js';
import { ProfileService } from '../../src/records/profiles/profile.service.js';
import { RequestService } from '../../src/records/requests/request.service.js';
import { InitialPinReveal } from '../../src/sagas/pin/initial-pin-reveal.service.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

let service: RecordsService;
let reveals: InitialPinReveal;
const grace = actorWith('grace', [], 'grace');
const rita = actorWith('rita', [], 'rita');
let people: Record<string, string>;
let serial = 0;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService();
  const { app, dataSource } = service.running;
  const get = <Part>(part: new (...parts: never[]) => Part): Part => app.get(part, { strict: false });
  reveals = new InitialPinReveal(
    dataSource!,
    get(AuthorisationService),
    get(RequestService),
    get(ProfileService),
    get(RpcClient),
  );
  await service.ask(
    'people.import',
    { csv: 'external_id,given_name,surname\ngrace,Grace,Hopper\nrita,Rita,Levi' },
    actorWith('nora', ['SA']),
  );
  people = Object.fromEntries(
    (await service.ask('people.list', {}, actorWith('ada', ['IO']))).rows.map((row) => [row.externalId, row.personId]),
  );
  service.vault['vault.initial-pin.reveal'] = () => ({ jwe: 'sealed' });
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(() => {
  service.vaultCalls.length = 0;
});

/** A card that waits for its activation, with the saga that made it so. */
async function pendingCard(holder: 'grace' | 'rita', profileName = 'piv-four') {
  const [deviceId, requestId] = [randomUUID(), randomUUID()];
  await query(
    `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, pin_state, person_id, profile_name)
     VALUES ($1, $2, $3, $3, 'vendor-5-4', 'PENDING_ACTIVATION', 'initial', $4, $5)`,
    [deviceId, defaultTenantId, `ykserial:9${++serial}`, people[holder], profileName],
  );
  await query(
    `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, person_id, profile_name,
       profile_version, workstation_id, requested_by, correlation_id)
     VALUES ($1, $2, 'spec', 'ISSUE', 'COMPLETED', 'done', 'done', $3, $4, $5, 1, 'ws-1', 'spec', 'spec')`,
    [requestId, defaultTenantId, deviceId, people[holder], profileName],
  );
  return { deviceId, requestId };
}

function ask(requestId: string, actor: Actor, reason = 'The holder is at the desk'): Promise<string> {
  const body = { requestId, recipientJwk: { kty: 'EC' }, reason };
  return reveals.reveal({ actor, tenantId: defaultTenantId, correlationId: 'spec', body }).then(
    () => 'shown',
    (error: { code: string }) => error.code,
  );
}
const shownByVault = () => service.vaultCalls.filter(({ name }) => name === 'vault.initial-pin.reveal').length;

describe('an initial PIN', () => {
  it('is shown to the holder and the security officer, and each time is in the audit trail with its reason', async () => {
    const { deviceId, requestId } = await pendingCard('grace');
    const officer = actorWith('sofia', ['SO']);
    expect(await ask(requestId, grace)).toBe('shown');
    expect(await ask(requestId, officer, 'Identity card shown, number noted')).toBe('shown');
    const { rows } = await service.ask('audit.list', { object: `device:${deviceId}` }, officer);
    expect(rows.map(({ action, actor, reasonText }) => [action, actor.split('@')[0], reasonText])).toEqual([
      ['secret.revealed', 'person:sofia', 'Identity card shown, number noted'],
      ['secret.revealed', 'person:grace', 'The holder is at the desk'],
    ]);
  });

  it.each(['', ' ', '\t\n', '\u00a0\u2003', '\u200b\u200b', '...', '—'])(
    'refuses / a reason that says nothing: %j',
    async (reason) => {
      const { requestId } = await pendingCard('grace');
      expect(await ask(requestId, grace, reason)).toBe('REASON_TEXT_REQUIRED');
      expect(shownByVault()).toBe(0);
    },
  );

  it('takes a reason in any script', async () => {
    const { requestId } = await pendingCard('grace');
    expect(await ask(requestId, grace, '本人が窓口に来た')).toBe('shown');
  });

  it('refuses / another cardholder, and an operator to whom it is not granted', async () => {
    const { requestId } = await pendingCard('grace');
    expect(await ask(requestId, rita)).toBe('AUTH_NOT_YOUR_DEVICE');
    expect(await ask(requestId, actorWith('ada', ['IO']))).toBe('AUTH_FORBIDDEN');
    expect(shownByVault()).toBe(0);
  });

  it('refuses / the holder of before, whose saga is still there, when the card was issued to somebody else', async () => {
    const { deviceId, requestId } = await pendingCard('grace');
    await query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, people['rita']]);
    expect(await ask(requestId, grace)).toBe('LIFECYCLE_TRANSITION');
    expect(await ask(requestId, actorWith('sofia', ['SO']))).toBe('LIFECYCLE_TRANSITION');
    expect(shownByVault()).toBe(0);
  });

  it('is shown five times an hour of one card, however many ask at once, and by whomever', async () => {
    const { requestId } = await pendingCard('grace');
    const officers = ['sofia-1', 'sofia-2', 'sofia-3'].map((sub) => actorWith(sub, ['SO']));
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(requestId, officers[index % 3]!)));
    expect(answers.filter((answer) => answer === 'shown')).toHaveLength(5);
    expect(new Set(answers)).toEqual(new Set(['shown', 'REQUEST_RATE_LIMITED']));
    expect(shownByVault()).toBe(5);
    // Another card is another matter.
    expect(await ask((await pendingCard('grace')).requestId, officers[0]!)).toBe('shown');
  });

  it('is shown thirty times an hour by one person, and says when again', async () => {
    const collector = actorWith('collector', ['SO']);
    const cards = await Promise.all(Array.from({ length: 8 }, () => pendingCard('grace')));
    const asked = cards.flatMap(({ requestId }) => Array.from({ length: 4 }, () => requestId));
    const answers = await Promise.all(asked.map((requestId) => ask(requestId, collector)));
    expect(answers.filter((answer) => answer === 'shown')).toHaveLength(30);
    const { requestId } = await pendingCard('rita');
    const body = { requestId, recipientJwk: { kty: 'EC' }, reason: 'once more' };
    const refused = reveals.reveal({ actor: collector, tenantId: defaultTenantId, correlationId: 'spec', body });
    const error = (await refused.catch((thrown: unknown) => thrown)) as { code: string; details: object };
    expect(error).toMatchObject({
      code: 'REQUEST_RATE_LIMITED',
      details: { retryAfterSeconds: expect.any(Number) },
    });
    const { retryAfterSeconds } = error.details as { retryAfterSeconds: number };
    expect(retryAfterSeconds).toBeGreaterThan(3500);
    expect(retryAfterSeconds).toBeLessThanOrEqual(3600);
    expect(await ask(requestId, actorWith('colleague', ['SO']))).toBe('shown');
  });
});
