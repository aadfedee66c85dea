/**
 * What a cancel in mid-key finds: the key that was made gets its certificate, and the card is closed; after a batch that was cut, what
 * counts as begun. Real Postgres and NATS, a stand-in for the vault, an agent that says what it was sent; no Temporal server.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import { KeyChecks } from '../../src/activities/key-checks.js';
import { KeyReplacement, type ReferenceCall } from '../../src/activities/key-replacement.js';
import { IssueSupport } from '../../src/activities/issue-support.js';
import { AttestationGate } from '../../src/card-work/attestation-gate.js';
import { BatchSender } from '../../src/card-work/batch-sender.js';
import { doubtsAbout } from '../../src/card-work/begun.js';
import { CardConversation } from '../../src/card-work/card-conversation.js';
import { CardLearning } from '../../src/card-work/card-learning.js';
import { CardVault } from '../../src/card-work/card-vault.js';
import { CertificateChecks } from '../../src/card-work/certificate-check.js';
import { SagaRecords } from '../../src/card-work/saga-records.js';
import { StockValues } from '../../src/card-work/stock-values.js';
import { LeaseService } from '../../src/leases/lease.service.js';
import { RecordsModule } from '../../src/records.module.js';
import { SagaProgressService } from '../../src/sagas/saga-progress.service.js';
import { plantIntent, recordedWorkstation } from '../support/recorded-intents.js';
import { startRecordsService, type RecordsService } from '../support/records-service.js';

@Module({})
class KeyReplacementModule {}

let service: RecordsService;
let sent: BatchRequest[];
let answer: (batch: BatchRequest) => BatchResult;

const done = ({ batchId, steps }: BatchRequest): BatchResult => ({
  batchId,
  results: steps.map(({ kind }, index) => ({
    index,
    kind,
    durationMs: 1,
    apdus: 1,
    outcome: 'done',
    ...(kind === 'authenticate-management-key' && { responseHex: 'BB'.repeat(16) }),
  })),
  apdus: steps.length,
  durationMs: 1,
  replayed: false,
});
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService({}, (config) => ({
    module: KeyReplacementModule,
    imports: [RecordsModule.register(config)],
    providers: [
      AttestationGate,
      BatchSender,
      CardConversation,
      CardLearning,
      CardVault,
      CertificateChecks,
      IssueSupport,
      KeyChecks,
      KeyReplacement,
      SagaProgressService,
      SagaRecords,
      StockValues,
    ],
  }));
  service.vault['vault.batch.open'] = () => ({ witnessAnswerHex: 'AA'.repeat(16), challengeHex: 'CC'.repeat(16) });
  service.vault['vault.batch.settle'] = () => ({ settled: true });
  await service.agent(recordedWorkstation, {
    'batch.execute': (batch) => {
      sent.push(batch);
      return answer(batch);
    },
  });
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(() => {
  sent = [];
  answer = done;
});

/** A saga whose first key is on the card, with a certificate that is not. */
async function afterFirstKey(kind: 'update' | 'reprovision', container: string): Promise<StageCall> {
  const call = await plantIntent(query, kind, (session, deviceId, requestId) => ({
    ...session,
    lease: { ...session.lease, deviceId, requestId },
    certificates: { [container]: Buffer.from('certificate').toString('base64') },
  }));
  const { requestId, deviceId } = call.input;
  await service.running.app.get(LeaseService).take(defaultTenantId, deviceId, requestId, recordedWorkstation);
  await query(`UPDATE request SET state = 'IN_PROGRESS' WHERE request_id = $1`, [requestId]);
  await query(
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
  const keys = service.running.app.get(KeyReplacement);
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(
    (asked: ReferenceCall) => of(keys, asked),
    { ...call, reprovision, index },
  );
};
const finish = (call: StageCall, index: number) => run(call, index, (keys, asked) => keys.finishReference(asked));
const credentialOf = async ({ input }: StageCall): Promise<string | undefined> =>
  (await query<{ state: string }>('SELECT state FROM credential WHERE request_id = $1', [input.requestId]))[0]?.state;

describe.each([
  ['update', 'authentication', '9A'],
  ['reprovision', 'key-management', '9D'],
] as const)('[C24] finishReference of %s', (kind, container, keyReference) => {
  it('writes the certificate of the key that was made, begins no other key, and closes the card', async () => {
    const call = await afterFirstKey(kind, container);
    await finish(call, 1);
    expect(sent).toMatchObject([
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
    expect(sent[0]!.steps).toHaveLength(2);
    expect(await credentialOf(call)).toBe('VERIFIED');
  });

  it('does nothing where no key was made', async () => {
    const call = await afterFirstKey(kind, container);
    await finish(call, 0);
    expect(sent).toEqual([]);
    expect(await credentialOf(call)).toBe('ISSUED_OFF_CARD');
  });

  it('fails where the card is gone, and does not count the certificate as written', async () => {
    answer = () => {
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
    const call = await plantIntent(query, 'reprovision', ({ begun: _none, ...session }, deviceId, requestId) => ({
      ...session,
      lease: { ...session.lease, deviceId, requestId },
    }));
    const { requestId, deviceId } = call.input;
    await service.running.app.get(LeaseService).take(defaultTenantId, deviceId, requestId, recordedWorkstation);
    await query(`UPDATE request SET state = 'IN_PROGRESS' WHERE request_id = $1`, [requestId]);
    await query(`UPDATE card_intent SET plan = jsonb_insert(plan, '{phases,own,0}', $2) WHERE request_id = $1`, [
      requestId,
      JSON.stringify({ kind: 'reserve-data', objects }),
    ]);
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
    answer = failed(failure);
    await expect(run(call, 0, (keys, asked) => keys.replaceReference(asked))).rejects.toMatchObject({
      code: failure.error.code,
    });
    expect(await doubtsAbout(service.running.dataSource!.manager, requestId)).toEqual({ begun, torn });
  });

  it('nobody knows how far it came: its keys and the certificates of the others', async () => {
    const { call, requestId } = await asking();
    answer = () => {
      throw new CardwrightError('EDGE_RESTARTED');
    };
    await expect(run(call, 0, (keys, asked) => keys.replaceReference(asked))).rejects.toMatchObject({
      code: 'EDGE_RESTARTED',
    });
    expect(await doubtsAbout(service.running.dataSource!.manager, requestId)).toEqual({ begun: ['9D'], torn: ['9C'] });
  });
});
