/**
 * What a cancel in mid-key finds: the key that was made gets its certificate, and the card is closed; after a batch that was cut, what
 * counts as begun. Real Postgres and NATS, a stand-in for the vault, an agent that says what it was sent; no Temporal server.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { ReferenceCall, StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { KeyReplacement } from '../../src/sagas/rewrite/key-replacement.js';
import { doubtsAbout } from '../../src/records/requests/begun.js';
import { CardWorkService, done } from '../support/card-work-service.js';

let service: CardWorkService;
beforeAll(async () => {
  service = await CardWorkService.start();
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(() => service.reset());

/** A saga whose first key is on the card, with a certificate that is not. */
async function afterFirstKey(kind: 'update' | 'reprovision', container: string): Promise<StageCall> {
  const call = await service.plant(kind, (session) => ({
    ...session,
    certificates: { [container]: Buffer.from('certificate').toString('base64') },
  }));
  const { requestId, deviceId } = call.input;
  await service.query(
    `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
       algorithm, key_origin, certificate_profile, state, public_key_sha256_hex, issuer_id, serial_number_hex, not_after, attested)
     VALUES (gen_random_uuid(), $1, $2, $3, 1, 'PIV', $4, $5, 'ECCP256', 'card', 'piv-authentication', 'ISSUED_OFF_CARD', 'AA',
       'issuing-1', $6, now() + interval '1 year', false)`,
    [
      defaultTenantId,
      deviceId,
      requestId,
      container,
      kind === 'update' ? '9A' : '9D',
      deviceId.slice(0, 8).toUpperCase(),
    ],
  );
  return call;
}
const run = (
  call: StageCall,
  index: number,
  of: (keys: KeyReplacement, asked: ReferenceCall) => Promise<void>,
): Promise<void> => {
  const reprovision: ReferenceCall['reprovision'] = {
    ...call.input,
    profileName: 'authentication-only',
    profileVersion: 1,
    reason: 'RENEW',
    acceptHistoryLoss: true,
    planHash: null,
    pinWaitMs: 1,
    abandonAfterMs: 1,
  };
  return service.run(() => of(service.get(KeyReplacement), { ...call, reprovision, index }));
};
const finish = (call: StageCall, index: number) => run(call, index, (keys, asked) => keys.finishReference(asked));
const credentialOf = async ({ input }: StageCall): Promise<string | undefined> =>
  (await service.query<{ state: string }>('SELECT state FROM credential WHERE request_id = $1', [input.requestId]))[0]
    ?.state;

describe.each([
  ['update', 'authentication', '9A'],
  ['reprovision', 'key-management', '9D'],
] as const)('[C24] finishReference of %s', (kind, container, keyReference) => {
  it('writes the certificate of the key that was made, begins no other key, and closes the card', async () => {
    const call = await afterFirstKey(kind, container);
    await finish(call, 1);
    expect(service.sent).toMatchObject([
      {
        batchId: `${call.input.requestId}/1/12`,
        steps: [
          { kind: 'authenticate-management-key' },
          {
            kind: 'put-certificate',
            keyReference,
            certificateDerBase64: Buffer.from('certificate').toString('base64'),
          },
        ],
        close: true,
      },
    ]);
    expect(service.sent[0]!.steps).toHaveLength(2);
    expect(await credentialOf(call)).toBe('VERIFIED');
  });

  it('does nothing where no key was made', async () => {
    const call = await afterFirstKey(kind, container);
    await finish(call, 0);
    expect(service.sent).toEqual([]);
    expect(await credentialOf(call)).toBe('ISSUED_OFF_CARD');
  });

  it('fails where the card is gone, and does not count the certificate as written', async () => {
    service.answer = () => {
      throw new CardwrightError('CARD_REMOVED');
    };
    const call = await afterFirstKey(kind, container);
    await expect(finish(call, 1)).rejects.toMatchObject({ code: 'CARD_REMOVED' });
    expect(await credentialOf(call)).toBe('ISSUED_OFF_CARD');
  });
});

describe('what counts as begun after a batch that asked for room', () => {
  const failed = (failure: NonNullable<BatchResult['failure']>) => (batch: BatchRequest) => ({
    ...{ ...done(batch), results: done(batch).results.slice(0, failure.index) },
    failure,
  });
  const removed = new CardwrightError('CARD_REMOVED').toJSON();
  const objects = ['5FC10B', '5FC10A'].map((tagHex) => ({ tagHex, bytes: 700, wishedBytes: 1200 }));

  /** A saga at its first batch, which begins with the question. */
  async function asking(): Promise<{ call: StageCall; requestId: string }> {
    const call = await service.plant('reprovision', ({ begun: _none, ...session }) => session);
    const { requestId } = call.input;
    await service.query(
      `UPDATE card_intent SET plan = jsonb_insert(plan, '{phases,own,0}', $2) WHERE request_id = $1`,
      [requestId, JSON.stringify({ kind: 'reserve-data', objects })],
    );
    return { call, requestId };
  }

  it.each<[string, NonNullable<BatchResult['failure']>, begun: string[], torn: string[]]>([
    [
      'cut at an object: its certificate',
      { index: 1, kind: 'reserve-data', tagHex: '5FC10A', error: removed },
      [],
      ['9C'],
    ],
    ['cut between two objects: nothing', { index: 1, kind: 'reserve-data', error: removed }, [], []],
    ['cut at the authentication: nothing', { index: 0, kind: 'authenticate-management-key', error: removed }, [], []],
    [
      'refused for want of room: nothing',
      {
        ...{ index: 1, kind: 'reserve-data' },
        error: new CardwrightError('CARD_OBJECT_CANNOT_GROW', undefined, { tagHex: '5FC10A', bytes: 700 }).toJSON(),
      },
      [],
      [],
    ],
    ['cut at the key that follows: that key', { index: 3, kind: 'move-key', error: removed }, ['9D'], []],
    // Sent without the step: its second one is the PIN, its third the key.
    ['of an agent of an earlier version, cut at the key', { index: 2, error: removed }, ['9D'], []],
    ['of an agent of an earlier version, cut before the key', { index: 1, error: removed }, [], []],
  ])('%s', async (_name, failure, begun, torn) => {
    const { call, requestId } = await asking();
    service.answer = failed(failure);
    await expect(run(call, 0, (keys, asked) => keys.replaceReference(asked))).rejects.toMatchObject({
      code: failure.error.code,
    });
    expect(await doubtsAbout(service.records.running.dataSource!.manager, requestId)).toEqual({
      ...{ begun, torn },
      managementKey: 'as-before',
    });
  });

  it('nobody knows how far it came: its keys and the certificates of the others', async () => {
    const { call, requestId } = await asking();
    service.answer = () => {
      throw new CardwrightError('EDGE_RESTARTED');
    };
    await expect(run(call, 0, (keys, asked) => keys.replaceReference(asked))).rejects.toMatchObject({
      code: 'EDGE_RESTARTED',
    });
    expect(await doubtsAbout(service.records.running.dataSource!.manager, requestId)).toEqual({
      begun: ['9D'],
      torn: ['9C'],
      managementKey: 'as-before',
    });
  });
});
