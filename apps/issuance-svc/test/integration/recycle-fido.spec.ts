/**
 * The FIDO application of a card that is recycled: reset before the wipe, asked for again until the key takes it, and never repeated once it is
 * recorded. Real Postgres and NATS, an agent that says what it was sent.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { SagaRecords } from '../../src/records/requests/saga-records.js';
import { RecycleFido } from '../../src/sagas/recycle/recycle-fido.js';
import { CardWorkService, done } from '../support/card-work-service.js';

const aaguid = '11111111-2222-3333-4444-555555555555';
const fido = {
  ...{ aaguid, versions: ['FIDO_2_1'], pinSet: true, pinTriesLeft: 8, mustChangePin: false, minPinLength: 4 },
  ...{ credentialsLeft: 24, enterpriseAttestation: 'off' },
};
const newWitness = 'EE'.repeat(16);
let service: CardWorkService;
let fails: ErrorCode[];

beforeAll(async () => {
  service = await CardWorkService.start([RecycleFido]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(() => {
  service.reset();
  fails = [];
  service.answer = (batch): BatchResult => {
    const result = done(batch);
    const code = batch.steps.some(({ kind }) => kind === 'reset-fido') ? fails.shift() : undefined;
    for (const each of result.results) if (each.kind === 'request-witness') each.witnessHex = newWitness;
    return code === undefined
      ? result
      : { ...result, results: [], failure: { index: 0, error: new CardwrightError(code).toJSON() } };
  };
});

async function plant(image: object | null): Promise<StageCall> {
  const call = await service.plant('recycle');
  if (image !== null)
    await service.query(
      `UPDATE card_intent SET before_image = before_image || jsonb_build_object('applications', jsonb_build_object('FIDO2', $2::jsonb))
       WHERE request_id = $1`,
      [call.input.requestId, JSON.stringify(image)],
    );
  return call;
}
/** Each attempt has read the card again. */
async function reset(call: StageCall, attempt = 1): Promise<void> {
  await service.query(
    `INSERT INTO card_intent SELECT (jsonb_populate_record(i, jsonb_build_object('attempt', $2::int))).* FROM card_intent i
     WHERE request_id = $1 AND attempt = 1 ON CONFLICT DO NOTHING`,
    [call.input.requestId, attempt],
  );
  await service.run(() => service.get(RecycleFido).reset({ ...call, attempt }));
}
const kinds = () => service.sent.map(({ steps }) => steps.map(({ kind }) => kind));
const witnessOf = async (call: StageCall) => (await service.get(SagaRecords).session(call)).session.witness?.hex;

it('is reset, and the wipe is opened anew: the other application has forgotten what it was asked', async () => {
  const call = await plant(fido);
  await reset(call);
  expect(kinds()).toEqual([['reset-fido'], ['request-witness']]);
  expect(await witnessOf(call)).toBe(newWitness);
});

it('is asked for again until the key takes it, and not repeated in a later attempt', async () => {
  const call = await plant(fido);
  fails = ['FIDO_RESET_NEEDS_REINSERT', 'FIDO_USER_CANCELLED', 'FIDO_RESET_NEEDS_REINSERT'];
  for (const [attempt, code] of [...fails].entries())
    await expect(reset(call, attempt + 1)).rejects.toMatchObject({ code });
  await reset(call, 4);
  await reset(call, 5);
  expect(kinds()).toEqual([...new Array<string[]>(4).fill(['reset-fido']), ['request-witness']]);
});

it('is not asked for endlessly of a key that is too slow each time: somebody decides, and has as many tries again', async () => {
  const call = await plant(fido);
  fails = Array.from({ length: 8 }, () => 'FIDO_RESET_NEEDS_REINSERT' as const);
  const codes: string[] = [];
  for (const attempt of [1, 2, 3, 4, 5, 6, 7, 8])
    await reset(call, attempt).catch((error: unknown) => codes.push((error as CardwrightError).code));
  const threeTimes = Array.from({ length: 3 }, () => 'FIDO_RESET_NEEDS_REINSERT');
  expect(codes).toEqual([...threeTimes, 'FIDO_RESET_TOO_LATE', ...threeTimes, 'FIDO_RESET_TOO_LATE']);
  await reset(call, 9);
  expect(kinds().slice(-2)).toEqual([['reset-fido'], ['request-witness']]);
});

it('is not repeated when the activity is: what the key answered is asked for, and the wipe is opened with it', async () => {
  const call = await plant(fido);
  const answered = new Map<string, BatchResult>();
  const answer = service.answer;
  service.answer = async (batch) => {
    answered.set(batch.batchId, await answer(batch));
    throw new CardwrightError('EDGE_RESTARTED');
  };
  await expect(reset(call)).rejects.toMatchObject({ code: 'EDGE_RESTARTED' });
  service.answer = answer;
  service.known = (batchId) => answered.get(batchId);
  await service.run(() => service.get(RecycleFido).reset(call), 2);
  expect(kinds()).toEqual([['reset-fido'], ['request-witness']]);
});

it('that nobody has used stays as it is, and so does a card without one', async () => {
  await reset(await plant({ ...fido, pinSet: false }));
  await reset(await plant(null));
  expect(service.sent).toEqual([]);
});

describe('that has the PIN of the card', () => {
  /** earlier: how much room it had when it was read before. */
  const shared = async (
    image: object,
    { pin = null, earlier = 24 }: { pin?: string | null; earlier?: number } = {},
  ) => {
    const call = await plant({ ...fido, credentialsLeft: earlier });
    const { requestId, deviceId } = call.input;
    await service.query('UPDATE device SET pin_state = $2 WHERE device_id = $1', [deviceId, pin]);
    await service.query(
      `INSERT INTO card_intent SELECT (jsonb_populate_record(i, jsonb_build_object('attempt', 2))).* FROM card_intent i WHERE request_id = $1`,
      [requestId],
    );
    await service.query(
      `UPDATE card_intent SET session = jsonb_set(session, '{model,fido}', '{"pin":"shared"}'),
         before_image = jsonb_set(before_image, '{applications,FIDO2}', $2::jsonb) WHERE request_id = $1 AND attempt = 2`,
      [requestId, JSON.stringify(image)],
    );
    return call;
  };

  it.each([
    ['was never handed out, and has the room that it had: nobody is asked to put it in again', fido, {}, false],
    ['was never handed out, and has less room than before', { ...fido, credentialsLeft: 23 }, {}, true],
    ['was never handed out, and does not say how much room it has', { ...fido, credentialsLeft: null }, {}, true],
    ['somebody has had: a small passkey of theirs need not show', fido, { pin: 'set' }, true],
    ['stayed with its initial PIN', fido, { pin: 'initial' }, true],
  ])('and %s', async (_name, image, more, isReset) => {
    const call = await shared(image, more);
    await reset(call, 2);
    expect(kinds()).toEqual(isReset ? [['reset-fido'], ['request-witness']] : []);
  });
});

it('that has no PIN is reset where a passkey of ours was made on it', async () => {
  const call = await plant({ ...fido, pinSet: false });
  const { requestId, deviceId, personId } = call.input;
  await service.query(
    `INSERT INTO passkey (request_id, tenant_id, correlation_id, device_id, person_id, relying_party, display_name, state, tries)
     SELECT request_id, tenant_id, 'c', $2, $3, 'contoso', 'Cardwright', 'DELETED', 1 FROM request WHERE request_id = $1`,
    [requestId, deviceId, personId],
  );
  await reset(call);
  expect(kinds()[0]).toEqual(['reset-fido']);
});
