/**
 * One batch between the vault, the record and the agent: what happens in which order, what a repeated activity does, and what is reported
 * to the vault. Real Postgres and NATS, stand-ins for vault and agent.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { PlannedStep } from '@cardwright/card-plan/planned-step';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { CardConversation, type CardBatch } from '../../src/card/card-conversation.js';
import type { CardSessionState } from '../../src/persistence/card-session-state.js';
import { SagaRecords } from '../../src/records/requests/saga-records.js';
import { CardWorkService, done } from '../support/card-work-service.js';

let service: CardWorkService;
/** What happened, in order: calls of the vault and batches, each with the session as it was on record at that moment. */
let log: { what: string; saved: Partial<CardSessionState> }[];
let call: StageCall;

beforeAll(async () => {
  service = await CardWorkService.start();
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(() => {
  service.reset();
  log = [];
  const opens = service.records.vault['vault.batch.open']!;
  service.records.vault['vault.batch.open'] = async (asked) => {
    await note('open');
    return opens(asked);
  };
  service.records.vault['vault.batch.settle'] = async () => {
    await note('settle');
    return { settled: true };
  };
  service.answer = async (batch) => {
    await note('batch');
    return done(batch);
  };
});

async function savedSession(): Promise<CardSessionState> {
  const sql = 'SELECT session FROM card_intent WHERE request_id = $1';
  const [row] = await service.query<{ session: CardSessionState }>(sql, [call.input.requestId]);
  return row!.session;
}
async function note(what: string): Promise<void> {
  const { answered, touchedBy, keySet, begun, filling } = await savedSession();
  log.push({ what, saved: { answered, keySet, ...(touchedBy && { touchedBy }), begun, filling } });
}
const asked = (name: string): unknown[] =>
  service.records.vaultCalls.filter((each) => each.name === name).map(({ body }) => body);

/** The steps that take a card over. */
const takeOver: PlannedStep[] = [
  { kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' },
  { kind: 'set-puk', from: 'puk.factory', to: 'puk.pending', optional: true },
  { kind: 'set-management-key', algorithm: 'AES256', to: 'management-key.pending' },
];

async function run(batch: CardBatch, attempt = 1): Promise<BatchResult> {
  const { intent, session } = await service.get(SagaRecords).session(call);
  const card = { session, intent, device: { stockBatchId: 'stock-1' } };
  return service.run(() => service.get(CardConversation).run(call, card, batch), attempt);
}

describe('a batch', () => {
  beforeEach(async () => {
    call = await service.plant('issue');
  });

  it('is opened, saved, sent, settled and saved again, in this order', async () => {
    await run({ sequence: 2, steps: takeOver, then: 'opened-batch', check: async () => ({ '9A': 'AAAA' }) });
    const answered = { keySet: 'stock', algorithm: 'AES192', challengeHex: 'CC'.repeat(16) };
    expect(log).toEqual([
      { what: 'open', saved: { answered: null, keySet: 'stock' } },
      { what: 'batch', saved: { answered, keySet: 'stock', touchedBy: 2 } },
      { what: 'settle', saved: { answered, keySet: 'stock', touchedBy: 2 } },
    ]);
    expect(await savedSession()).toMatchObject({
      answered: null,
      keySet: 'pending',
      witness: { algorithm: 'AES256', hex: 'DD'.repeat(16) },
      touchedBy: 2,
    });
    const { intent } = await service.get(SagaRecords).session(call);
    expect(intent.publicKeys).toMatchObject({ '9A': 'AAAA' });
  });

  it('says to the vault what the steps set, and which secrets they name', async () => {
    await run({ sequence: 2, steps: takeOver, personId: 'p-1', then: 'opened-batch' });
    expect(asked('vault.batch.open')).toMatchObject([
      {
        stockBatchId: 'stock-1',
        keySet: { managementKeyAlgorithm: 'AES256', changeManagementKey: true, changePuk: true },
        witness: { keySet: 'stock', algorithm: 'AES192' },
        secrets: {
          names: ['pin.factory', 'puk.factory', 'puk.pending', 'management-key.pending'],
          batchId: `${call.input.requestId}/1/2`,
          personId: 'p-1',
        },
      },
    ]);
    expect(asked('vault.batch.settle')).toMatchObject([
      { pukChanged: true, response: { keySet: 'stock', responseHex: 'BB'.repeat(16) } },
    ]);
  });

  it('that ran already is not opened again when its activity is repeated: it is settled with the challenge on record', async () => {
    const batch: CardBatch = { sequence: 2, steps: takeOver, then: 'opened-batch' };
    service.records.vault['vault.batch.settle'] = () => {
      throw new CardwrightError('PKI_SIGNER_UNAVAILABLE');
    };
    await expect(run(batch)).rejects.toMatchObject({ code: 'PKI_SIGNER_UNAVAILABLE' });
    const [first] = service.sent;
    service.known = (batchId) => (batchId === first!.batchId ? done(first!) : undefined);
    service.records.vault['vault.batch.settle'] = () => ({ settled: true });
    await run(batch, 2);
    expect(service.sent).toHaveLength(1);
    expect(asked('vault.batch.open')).toHaveLength(1);
    expect(asked('vault.batch.settle').at(-1)).toMatchObject({ response: { challengeHex: 'CC'.repeat(16) } });
    expect(await savedSession()).toMatchObject({ answered: null, keySet: 'pending' });
  });

  it('that was settled already is not settled again', async () => {
    const batch: CardBatch = { sequence: 10, steps: [], then: 'close' };
    await run(batch);
    const [first] = service.sent;
    service.known = () => done(first!);
    await run(batch, 2);
    expect(asked('vault.batch.settle')).toHaveLength(1);
  });

  it('whose card keeps its PUK says so to the vault and to the record', async () => {
    service.answer = (batch) => {
      const result = done(batch);
      result.results = result.results.map((each) => (each.kind === 'set-puk' ? { ...each, outcome: 'refused' } : each));
      return result;
    };
    await run({ sequence: 2, steps: takeOver, then: 'opened-batch' });
    expect(asked('vault.batch.settle')).toMatchObject([{ pukChanged: false, pukRefused: true }]);
    expect(await savedSession()).toMatchObject({ kept: [{ secret: 'puk', wellKnown: true }] });
  });

  it.each([
    ['CARD_PUK_INCORRECT', 'puk.factory', [{ wrongPuk: 'puk.factory' }]],
    ['CARD_REMOVED', 'puk.current', [{ wrongPuk: 'puk.current' }]],
    ['CARD_REMOVED', 'pin.holder', []],
  ] as const)(
    'whose card refused a PUK says which to the vault, whatever stopped it: %s, %s',
    async (code, puk, told) => {
      service.answer = (batch) => ({
        ...done(batch),
        results: [],
        failure: { index: 1, error: new CardwrightError(code, undefined, { puk }).toJSON() },
      });
      await expect(run({ sequence: 2, steps: takeOver, then: 'opened-batch' })).rejects.toMatchObject({ code });
      expect(asked('vault.batch.settle')).toMatchObject(told);
      expect(asked('vault.batch.settle')).toHaveLength(told.length);
    },
  );

  it('that gives the card back its stock values changes no key set of ours', async () => {
    await run({
      sequence: 10,
      steps: [
        { kind: 'set-puk', from: 'puk.current', to: 'puk.factory' },
        { kind: 'set-management-key', algorithm: 'AES192', to: 'management-key.factory' },
      ],
      then: 'close',
    });
    expect(asked('vault.batch.open')[0]).not.toHaveProperty('keySet');
    expect(asked('vault.batch.settle')).toMatchObject([{ pukChanged: false }]);
    expect(await savedSession()).toMatchObject({ keySet: 'stock', answered: null });
  });

  it.each<[CardBatch['then'], last: string, close: boolean | undefined]>([
    ['opened-batch', 'request-witness', undefined],
    ['plain-batch', 'block-pin', undefined],
    ['close', 'block-pin', true],
  ])('before %s ends with %s', async (then, last, close) => {
    await run({ sequence: 11, steps: [{ kind: 'block-pin' }], then });
    expect([service.sent[0]!.steps.at(-1)!.kind, service.sent[0]!.close]).toEqual([last, close]);
  });

  it('in which the agent draws a PIN comes with its rule and the key to seal it to', async () => {
    const pinRule = { minLength: 6, maxLength: 8, alphabet: 'numeric' } as const;
    await run({ sequence: 2, steps: takeOver, then: 'opened-batch', pinRule });
    expect(service.sent[0]).toMatchObject({ pinRule, vaultPublicJwk: { kty: 'EC' } });
  });

  it('that replaces keys notes them before it is sent, and what it fills until it has run', async () => {
    const objects = [{ tagHex: '5FC105', bytes: 700, wishedBytes: 1200 }];
    await run({
      sequence: 20,
      steps: [
        { kind: 'reserve-data', objects },
        { kind: 'generate-key', keyReference: '9A', algorithm: 'ECCP256' },
      ],
      replacesKeys: true,
      then: 'opened-batch',
    });
    expect(log).toMatchObject([
      { what: 'open', saved: {} },
      { what: 'batch', saved: { begun: ['9A'], filling: ['5FC105'] } },
      { what: 'settle', saved: { begun: ['9A'], filling: [] } },
    ]);
  });

  it('whose first step fails leaves the card as untouched as it was', async () => {
    service.answer = (batch) => ({
      ...done(batch),
      results: [],
      failure: { index: 0, error: new CardwrightError('CARD_KEY_REJECTED').toJSON() },
    });
    await expect(run({ sequence: 2, steps: takeOver, then: 'opened-batch' })).rejects.toMatchObject({
      code: 'CARD_KEY_REJECTED',
    });
    expect(await savedSession()).not.toHaveProperty('touchedBy');
    expect(asked('vault.batch.settle')).toEqual([]);
  });
});

describe('the Security Object', () => {
  const content: CardBatch['content'] = {
    objects: ['ccc', 'keyHistory', 'securityObject'],
    fascNHex: '',
    cardUuid: '33333333-3333-4333-8333-333333333333',
    cardholderUuid: null,
    expiresOn: '2030-01-01',
    printedInformation: {
      name: 'ADA',
      employeeAffiliation: 'X',
      expirationDate: '2030-01-01',
      agencyCardSerialNumber: '1',
      issuerIdentification: 'X',
    },
    keysInHistory: 2,
  };
  const steps: PlannedStep[] = [
    { kind: 'put-data', tagHex: '5FC107', object: 'ccc' },
    { kind: 'put-data', tagHex: '5FC10C', object: 'keyHistory' },
    { kind: 'put-data', tagHex: '5FC106', object: 'securityObject' },
  ];
  const cms = Buffer.from('30820003020100', 'hex');

  beforeEach(async () => {
    call = await service.plant('issue');
    service.records.vault['vault.batch.open'] = () => ({
      witnessAnswerHex: 'AA'.repeat(16),
      challengeHex: 'CC'.repeat(16),
      cmsDerBase64: cms.toString('base64'),
    });
  });
  const written = (tagHex: string): Buffer => {
    const step = service.sent[0]!.steps.find((each) => each.kind === 'put-data' && each.tagHex === tagHex);
    return Buffer.from((step as { contentBase64: string }).contentBase64, 'base64');
  };

  it('covers what is written with it, is signed as the batch is opened, and goes to the card with that signature', async () => {
    await run({ sequence: 10, steps, content, then: 'close' });
    expect(asked('vault.batch.open')).toMatchObject([{ sign: { kind: 'security-object' } }]);
    const [{ sign }] = asked('vault.batch.open') as [{ sign: { contentBase64: string } }];
    const signed = Buffer.from(sign.contentBase64, 'base64').toString('hex');
    for (const tagHex of ['5FC107', '5FC10C'])
      expect(signed).toContain(createHash('sha256').update(written(tagHex)).digest('hex'));
    expect(written('5FC106').toString('hex')).toContain(cms.toString('hex'));
    expect(asked('content.sign')).toEqual([]);
  });

  it('is not asked for where none is written', async () => {
    const objects = ['ccc', 'keyHistory'] as const;
    await run({ sequence: 10, steps: steps.slice(0, 2), content: { ...content, objects }, then: 'close' });
    expect(asked('vault.batch.open')[0]).not.toHaveProperty('sign');
  });
});

describe('the CHUID', () => {
  const signature = Buffer.from('30820003020101', 'hex').toString('base64');
  const batch: CardBatch = {
    sequence: 10,
    steps: [{ kind: 'put-data', tagHex: '5FC102', object: 'chuid' }],
    content: {
      objects: ['chuid'],
      fascNHex: 'D4E739DA739CED39CE739D836858210842108421C84210C3EB',
      cardUuid: '33333333-3333-4333-8333-333333333333',
      cardholderUuid: null,
      expiresOn: '2030-01-01',
      printedInformation: {
        name: 'ADA',
        employeeAffiliation: 'X',
        expirationDate: '2030-01-01',
        agencyCardSerialNumber: '1',
        issuerIdentification: 'X',
      },
      keysInHistory: 0,
    },
    then: 'close',
  };

  it('goes to the card with the signature that came with the certificates', async () => {
    call = await service.plant('issue', (session) => ({ ...session, chuidSignatureBase64: signature }));
    await run(batch);
    expect(asked('content.sign')).toEqual([]);
    const [, step] = service.sent[0]!.steps;
    expect(Buffer.from((step as { contentBase64: string }).contentBase64, 'base64').toString('hex')).toContain(
      '30820003020101',
    );
  });

  it('is signed once where there is no signature yet, before the batch is opened, and the session keeps it', async () => {
    call = await service.plant('reprovision');
    service.records.vault['content.sign'] = async () => {
      await note('sign');
      return { cmsDerBase64: signature, signerNotAfter: '2030-01-01T00:00:00.000Z' };
    };
    await run(batch);
    await run({ ...batch, sequence: 12 });
    expect(log.map(({ what }) => what)).toEqual(['sign', 'open', 'batch', 'settle', 'open', 'batch', 'settle']);
    expect(await savedSession()).toMatchObject({ chuidSignatureBase64: signature });
  });
});

describe('before the attempt has planned', () => {
  const opening: CardBatch = { sequence: 5, steps: [], then: 'opened-batch' };
  const runEarly = async (batch: CardBatch): Promise<CardSessionState> => {
    const { session } = await service.get(SagaRecords).session(call);
    const card = { session, device: { stockBatchId: 'stock-1' } };
    await service
      .run(() => service.get(CardConversation).run(call, card, batch))
      .catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'CARD_KEY_REJECTED' });
      });
    return session;
  };
  let before: CardSessionState;
  beforeEach(async () => {
    call = await service.plant('issue');
    before = await savedSession();
  });

  it('nothing is saved or settled: the first batch of the plan proves the key', async () => {
    const session = await runEarly(opening);
    expect(session).toMatchObject({ answered: null, witness: { algorithm: 'AES192', hex: 'DD'.repeat(16) } });
    expect(session).not.toHaveProperty('touchedBy');
    expect(await savedSession()).toEqual(before);
    expect(asked('vault.batch.settle')).toEqual([]);
  });

  it('a key that the card refuses leaves no answer behind', async () => {
    service.answer = (batch: BatchRequest) => ({
      ...done(batch),
      results: [],
      failure: { index: 0, error: new CardwrightError('CARD_KEY_REJECTED').toJSON() },
    });
    expect(await runEarly(opening)).toMatchObject({ answered: null, witness: before.witness });
  });

  it('steps that are bound already stand between the authentication and the witness, and touch the card', async () => {
    const session = await runEarly({ ...opening, sequence: 7, bound: [{ kind: 'erase-data', tagHex: '5FC10B' }] });
    expect(service.sent[0]!.steps.map(({ kind }) => kind)).toEqual([
      'authenticate-management-key',
      'erase-data',
      'request-witness',
    ]);
    expect(session.touchedBy).toBe(7);
  });
});
