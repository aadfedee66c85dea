/**
 * How sagas end on record when the card was suspended, terminated or replaced while they were at work on it: one answer for every kind. Real Postgres
 * and NATS; the rows are as the saga left them before its last activity.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { UpdateCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { LifecycleService } from '../../src/records/lifecycle/lifecycle.service.js';
import { systemContext } from '../../src/persistence/change-context.js';
import { IssueRecord } from '../../src/sagas/issue/issue-record.js';
import { PinRecord } from '../../src/sagas/pin/pin-record.js';
import { ReprovisionRecord } from '../../src/sagas/rewrite/reprovision-record.js';
import { StepEventService } from '../../src/records/requests/step-events.service.js';
import { SagaEnd } from '../../src/sagas/run/saga-end.js';
import { CardWorkService } from '../support/card-work-service.js';
import type { IntentKind } from '../support/recorded-intents.js';
import { words } from '../support/words.js';

let service: CardWorkService;
beforeAll(async () => {
  service = await CardWorkService.start([IssueRecord, PinRecord, ReprovisionRecord, SagaEnd]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(() => service.reset());

type State = 'ISSUING' | 'ACTIVE' | 'SUSPENDED' | 'TERMINATED' | 'REPLACED';
type Saga = 'REPROVISION' | 'UPDATE' | 'ACTIVATE' | 'UNLOCK' | 'CHANGE_PIN' | 'LOCK';

async function credential(call: StageCall, state: string, requestId = call.input.requestId): Promise<string> {
  const serial = randomUUID().replaceAll('-', '').toUpperCase();
  await service.query(
    `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
       algorithm, key_origin, certificate_profile, state, public_key_sha256_hex, issuer_id, serial_number_hex, not_after, attested)
     VALUES (gen_random_uuid(), $1, $2, $3, 1, 'PIV', 'authentication', '9A', 'ECCP256', 'card', 'piv-authentication', $4, $5,
       'issuing-1', $5, now() + interval '1 year', false)`,
    [defaultTenantId, call.input.deviceId, requestId, state, serial],
  );
  return serial;
}

/** The issue of the card, which made the certificates that it has had until now. */
async function earlierRequest({ input: { deviceId } }: StageCall): Promise<string> {
  const requestId = randomUUID();
  await service.query(
    `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, workstation_id, attempt,
       requested_by, correlation_id)
     VALUES ($1::uuid, $2, $1::text, 'ISSUE', 'COMPLETED', 'done', 100, 'x', $3, 'ws-1', 1, 'spec', 'spec')`,
    [requestId, defaultTenantId, deviceId],
  );
  return requestId;
}

/** A saga at its end; the card is in this state by now, terminated because it was stolen. */
async function atItsEnd(saga: Saga, state: State, request = 'IN_PROGRESS'): Promise<StageCall> {
  const kinds: Record<Saga, IntentKind> = {
    ...{ REPROVISION: 'reprovision', UPDATE: 'update' },
    ...{ ACTIVATE: 'issue', UNLOCK: 'issue', CHANGE_PIN: 'issue', LOCK: 'issue' },
  };
  const call = await service.plant(kinds[saga], ({ begun: _none, ...session }) => session);
  const { requestId, deviceId } = call.input;
  await service.query(`UPDATE request SET type = $2, state = $3 WHERE request_id = $1`, [requestId, saga, request]);
  await service.query(
    `UPDATE device SET state = $2, pin_state = 'initial', operation = 'reprovisioning', active_request_id = $3 WHERE device_id = $1`,
    [deviceId, state, requestId],
  );
  if (state !== 'TERMINATED') return call;
  const serial = await credential(call, 'REVOKE_PENDING', await earlierRequest(call));
  await service.query(
    `INSERT INTO revocation (issuer_id, serial_number_hex, tenant_id, device_id, key_reference, reason, urgent, correlation_id, due_at)
     VALUES ('issuing-1', $1, $2, $3, '9A', 'keyCompromise', true, 'c', now())`,
    [serial, defaultTenantId, deviceId],
  );
  return call;
}

const end = async (saga: Saga, call: StageCall): Promise<void> => {
  const reprovision: UpdateCardInput = {
    ...call.input,
    kind: 'update',
    keyReferences: ['9A'],
    profileName: 'authentication-only',
    profileVersion: 1,
    reason: 'OTHER',
    acceptHistoryLoss: false,
    planHash: null,
    pinWaitMs: 1,
    abandonAfterMs: 1,
  };
  const pin = { sentence: words('Done') } as const;
  const admitted = await service.admitted(call);
  switch (saga) {
    case 'REPROVISION':
      return service.get(ReprovisionRecord).commit(call);
    case 'UPDATE':
      return service.get(ReprovisionRecord).commitUpdate({ ...call, reprovision });
    case 'ACTIVATE':
      return service.get(IssueRecord).activate(call);
    case 'UNLOCK':
      return service.get(PinRecord).commit(admitted, { ...pin, pin: 'set', action: 'device.pin-reset' });
    case 'CHANGE_PIN':
      return service.get(PinRecord).commit(admitted, { ...pin, pin: 'set', action: 'device.pin-changed' });
    case 'LOCK':
      return service.get(PinRecord).commit(admitted, { ...pin, pin: 'blocked', action: 'device.locked' });
  }
};

async function record({ input: { requestId, deviceId } }: StageCall) {
  const [row] = await service.query<{
    state: string;
    pin: string;
    operation: string;
    request: string;
    sentence: string;
  }>(
    `SELECT device.state, device.pin_state AS pin, device.operation, request.state AS request, request.sentence
     FROM device JOIN request USING (device_id) WHERE device_id = $1 AND request_id = $2`,
    [deviceId, requestId],
  );
  return row!;
}
const stateOf = async (serial: string): Promise<string | undefined> =>
  (await service.query<{ state: string }>('SELECT state FROM credential WHERE serial_number_hex = $1', [serial]))[0]
    ?.state;
const revocationOf = async (serial: string): Promise<string | undefined> => {
  const sql = `SELECT reason || CASE WHEN urgent THEN ', urgent' ELSE '' END AS why FROM revocation WHERE serial_number_hex = $1`;
  return (await service.query<{ why: string }>(sql, [serial]))[0]?.why;
};
const events = async ({ input }: StageCall): Promise<string[]> =>
  (
    await service.query<{ name: string }>(
      `SELECT DISTINCT name FROM outbox WHERE payload::text LIKE '%' || $1 || '%'`,
      [input.requestId],
    )
  ).map(({ name }) => name);

describe('a saga that has done its work on the card', () => {
  const updated = 'New keys and certificates in 9A; the PIN and all else are as before';
  it.each<[Saga, State, pin: string, certificate: string, sentence: string]>([
    [
      'REPROVISION',
      'ACTIVE',
      'set',
      'ACTIVE',
      'The card is written anew and active; the replaced certificates are being revoked',
    ],
    [
      'REPROVISION',
      'SUSPENDED',
      'set',
      'HELD',
      'The card is written anew. The card was suspended meanwhile, and stays so',
    ],
    [
      'REPROVISION',
      'TERMINATED',
      'set',
      'REVOKE_PENDING',
      'The card is written anew. The card was terminated meanwhile, and stays so',
    ],
    [
      'REPROVISION',
      'REPLACED',
      'set',
      'REVOKE_PENDING',
      'The card is written anew. The card was replaced meanwhile, and stays so',
    ],
    ['UPDATE', 'ACTIVE', 'initial', 'ACTIVE', updated],
    ['UPDATE', 'SUSPENDED', 'initial', 'HELD', `${updated}. The card was suspended meanwhile, and stays so`],
    [
      'UPDATE',
      'TERMINATED',
      'initial',
      'REVOKE_PENDING',
      `${updated}. The card was terminated meanwhile, and stays so`,
    ],
  ])('%s, of a card that is %s: PIN %s, its certificate %s', async (saga, state, pin, certificate, sentence) => {
    const call = await atItsEnd(saga, state);
    const serial = await credential(call, 'VERIFIED');
    await end(saga, call);
    expect(await record(call)).toEqual({ state, pin, operation: 'idle', request: 'COMPLETED', sentence });
    expect(await stateOf(serial)).toBe(certificate);
  });

  it.each<[Saga, State, pin: string, sentence: string]>([
    ['UNLOCK', 'ACTIVE', 'set', 'Done'],
    ['UNLOCK', 'SUSPENDED', 'set', 'Done. The card was suspended meanwhile, and stays so'],
    ['UNLOCK', 'TERMINATED', 'set', 'Done. The card was terminated meanwhile, and stays so'],
    ['CHANGE_PIN', 'ACTIVE', 'set', 'Done'],
    ['LOCK', 'SUSPENDED', 'blocked', 'Done. The card was suspended meanwhile, and stays so'],
  ])('%s, of a card that is %s: PIN %s, %s', async (saga, state, pin, sentence) => {
    const call = await atItsEnd(saga, state);
    await end(saga, call);
    expect(await record(call)).toEqual({ state, pin, operation: 'idle', request: 'COMPLETED', sentence });
  });

  it('revokes for what the card was terminated for, also what the saga itself would have revoked for its own reason', async () => {
    const call = await atItsEnd('REPROVISION', 'TERMINATED');
    const [made, notWritten] = [await credential(call, 'VERIFIED'), await credential(call, 'ISSUED_OFF_CARD')];
    await end('REPROVISION', call);
    expect(await revocationOf(made)).toBe('keyCompromise, urgent');
    expect(await revocationOf(notWritten)).toBe('keyCompromise, urgent');
  });

  it('is revoked as superseded on a card that was replaced, whose old certificates were left to expire', async () => {
    const call = await atItsEnd('UPDATE', 'REPLACED');
    const [made, old] = [
      await credential(call, 'VERIFIED'),
      await credential(call, 'SUPERSEDED', await earlierRequest(call)),
    ];
    await end('UPDATE', call);
    expect(await revocationOf(made)).toBe('superseded');
    expect([await stateOf(old), await revocationOf(old)]).toEqual(['SUPERSEDED', undefined]);
  });

  it('ends once: the activity that is repeated changes nothing', async () => {
    const call = await atItsEnd('UNLOCK', 'SUSPENDED');
    await end('UNLOCK', call);
    await service.query(`UPDATE device SET pin_state = 'blocked' WHERE device_id = $1`, [call.input.deviceId]);
    await end('UNLOCK', call);
    expect((await record(call)).pin).toBe('blocked');
  });
});

describe('[A16] a card with new certificates is to be put in again', () => {
  const awaited = ({ input }: StageCall) =>
    service.query<Record<string, unknown>>(
      `SELECT state, certificates, workstation_id, extract(epoch FROM remind_at - asked_at)::int AS remind,
         extract(epoch FROM ends_at - asked_at)::int AS ends, started_at, ended_at
       FROM reinsertion WHERE request_id = $1`,
      [input.requestId],
    );

  it.each<Saga>(['REPROVISION', 'UPDATE'])('%s: its new certificates are awaited, once, for a day', async (saga) => {
    const call = await atItsEnd(saga, 'ACTIVE');
    const serial = await credential(call, 'VERIFIED');
    await credential(call, 'SUPERSEDED', await earlierRequest(call));
    await end(saga, call);
    await end(saga, call).catch(() => undefined);
    expect(await awaited(call)).toEqual([
      {
        state: 'AWAITING_REINSERT',
        certificates: [{ keyReference: '9A', serialNumberHex: serial, thumbprint: null, seen: false }],
        workstation_id: call.input.workstationId,
        remind: 600,
        ends: 86_400,
        started_at: null,
        ended_at: null,
      },
    ]);
  });

  it('what an earlier saga of the card waited for is waited for no longer', async () => {
    const call = await atItsEnd('UPDATE', 'ACTIVE');
    const earlier = await earlierRequest(call);
    await service.query(
      `INSERT INTO reinsertion (request_id, tenant_id, correlation_id, device_id, workstation_id, certificates, remind_at, ends_at)
       VALUES ($1, $2, 'c', $3, 'ws-1', '[]', now(), now() + interval '1 day')`,
      [earlier, defaultTenantId, call.input.deviceId],
    );
    await credential(call, 'VERIFIED');
    await end('UPDATE', call);
    const [row] = await service.query('SELECT state, ended_at FROM reinsertion WHERE request_id = $1', [earlier]);
    expect(row).toEqual({ state: 'SUPERSEDED', ended_at: expect.any(Date) });
  });

  it('nothing where no certificate is new: a PIN reset, a lock, an update that was stopped', async () => {
    const reset = await atItsEnd('UNLOCK', 'ACTIVE');
    await end('UNLOCK', reset);
    const lock = await atItsEnd('LOCK', 'ACTIVE');
    await end('LOCK', lock);
    const stopped = await atItsEnd('UPDATE', 'ACTIVE');
    await service.get(ReprovisionRecord).giveUpUpdate(stopped, 'cancelled', 'spec');
    expect([await awaited(reset), await awaited(lock), await awaited(stopped)]).toEqual([[], [], []]);
  });
});

describe('a saga that was for the state of the card alone', () => {
  it('makes the card active where nobody came in between', async () => {
    const call = await atItsEnd('ACTIVATE', 'ACTIVE');
    await service.query(`UPDATE device SET state = 'PENDING_ACTIVATION' WHERE device_id = $1`, [call.input.deviceId]);
    service.records.vault['certificates.unhold'] = () => {
      // It was released before the answer was lost.
      throw new CardwrightError('PKI_NOT_HELD');
    };
    const serial = await credential(call, 'HELD');
    await end('ACTIVATE', call);
    expect(await record(call)).toMatchObject({ state: 'ACTIVE', pin: 'must-change', request: 'COMPLETED' });
    expect(await stateOf(serial)).toBe('ACTIVE');
    expect(await events(call)).toContain('card.activated');
  });

  it('has come to nothing where the card was terminated: it stays terminated, and no certificate stays valid', async () => {
    const call = await atItsEnd('ACTIVATE', 'TERMINATED');
    service.records.vault['certificates.unhold'] = () => {
      // It was released before the answer was lost.
      throw new CardwrightError('PKI_NOT_HELD');
    };
    const serial = await credential(call, 'HELD');
    await end('ACTIVATE', call);
    expect(await record(call)).toEqual({
      state: 'TERMINATED',
      pin: 'initial',
      operation: 'idle',
      request: 'CANCELLED',
      sentence: 'Ended without effect: the card is terminated',
    });
    expect([await stateOf(serial), await revocationOf(serial)]).toEqual(['REVOKE_PENDING', 'keyCompromise, urgent']);
    expect(await events(call)).not.toContain('card.activated');
  });
});

describe('a saga that is stopped', () => {
  it.each<[State, certificate: string]>([
    ['SUSPENDED', 'HELD'],
    ['TERMINATED', 'REVOKE_PENDING'],
  ])('of a card that is %s: what it had written is %s', async (state, certificate) => {
    const call = await atItsEnd('UPDATE', state);
    const serial = await credential(call, 'VERIFIED');
    await service.get(ReprovisionRecord).giveUpUpdate(call, 'cancelled', `The card is ${state.toLowerCase()}`);
    expect(await record(call)).toMatchObject({ state, operation: 'idle', request: 'CANCELLED' });
    expect(await stateOf(serial)).toBe(certificate);
  });
});

it('the end of a saga and a termination at the same moment: both come through, and no certificate stays valid', async () => {
  for (let round = 0; round < 8; round++) {
    const call = await atItsEnd('REPROVISION', 'ACTIVE');
    const [made, old] = [
      await credential(call, 'VERIFIED'),
      await credential(call, 'ACTIVE', await earlierRequest(call)),
    ];
    const { deviceId } = call.input;
    await Promise.all([
      end('REPROVISION', call),
      service
        .get(LifecycleService)
        .terminate({ deviceId, reason: 'STOLEN' }, reasonOf('STOLEN')!, systemContext(call.input)),
    ]);
    expect(await record(call)).toMatchObject({ state: 'TERMINATED', request: 'COMPLETED' });
    expect([await stateOf(made), await stateOf(old)]).toEqual(['REVOKE_PENDING', 'REVOKE_PENDING']);
    expect(await revocationOf(made)).toBe('keyCompromise, urgent');
  }
});

it.each<Saga>(['REPROVISION', 'UPDATE', 'ACTIVATE', 'UNLOCK', 'CHANGE_PIN', 'LOCK'])(
  '[C12] %s: the last step of the card stands before the end, though it was reported a moment ago',
  async (saga) => {
    const call = await atItsEnd(saga, saga === 'ACTIVATE' ? 'ISSUING' : 'ACTIVE');
    const { requestId, deviceId, workstationId } = call.input;
    const step = { kind: 'put-certificate', subject: '9A', phase: 'finished', index: 0, total: 1 } as const;
    const batchId = `${requestId}/1/9`;
    const reported = service.get(StepEventService).record(workstationId, { requestId, deviceId, batchId, ...step });
    await end(saga, call);
    await reported;
    const rows = await service.query<{ kind: string; stage: string }>(
      'SELECT kind, stage FROM saga_progress WHERE request_id = $1 ORDER BY sequence DESC LIMIT 2',
      [requestId],
    );
    expect(rows).toEqual([
      { kind: 'state', stage: 'done' },
      { kind: 'step', stage: expect.not.stringContaining('done') },
    ]);
  },
);
