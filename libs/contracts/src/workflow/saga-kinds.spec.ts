import { describe, expect, it } from '@jest/globals';
import type { SagaKind } from './saga-kind.js';
import { cardSagaTypes, isCardSaga, sagaKind, sagaKinds, waitingRequests, type CardSagaType } from './saga-kinds.js';
import { hasReached, passkeyStageOf, pinStageNamed, pinStageOf, stagesOf, stageSpans } from './stages.js';

/** Written down by hand: what each kind is started by, runs as, shows on the device, writes, and asks of people. */
type Row = readonly [
  workflow: string,
  queue: string,
  action: string,
  operation: string | null,
  writes: string,
  asks: string | null,
  waits: boolean,
  endsWithCard: boolean,
  reasonUse: string | null,
];
const table: Readonly<Record<CardSagaType, Row>> = {
  ISSUE: ['issueCard', 'issuance', 'issue', 'issuing', 'card', 'new-pin', true, true, null],
  ACTIVATE: ['activateCard', 'issuance', 'activate', null, 'nothing', null, false, true, null],
  RECYCLE: ['recycleCard', 'issuance', 'recycle', 'recycling', 'card', null, false, false, null],
  REPROVISION: [
    ...(['reprovisionCard', 'issuance', 'reprovision', 'reprovisioning', 'card', 'new-pin', true, true] as const),
    'reprovision',
  ],
  UPDATE: ['updateCard', 'update', 'update', 'updating', 'keys', 'card-pin', false, true, 'update'],
  UNLOCK: ['resetPin', 'issuance', 'reset-pin', 'resetting-pin', 'pin', 'new-pin', true, true, 'pin-reset'],
  CHANGE_PIN: [
    ...(['changePin', 'issuance', 'change-pin', 'changing-pin', 'pin', 'pin-change', false, true] as const),
    null,
  ],
  LOCK: ['lockCard', 'issuance', 'lock', 'locking', 'pin', null, true, true, 'lock'],
  PASSKEY: ['makePasskey', 'issuance', 'passkey', 'making-passkey', 'passkey', null, false, true, null],
};

/** Who may plan and start, on a card of their own and on others', and which decisions need the same. */
const permissions: Readonly<Record<CardSagaType, readonly unknown[]>> = {
  ISSUE: [['devices.plan', ['own.manage'], ['card.run', 'request.create']], [['own.manage'], ['card.run']], 'none'],
  ACTIVATE: [null, [[], ['card.activate']], 'retry'],
  RECYCLE: [null, [[], ['stock.manage']], 'retry'],
  REPROVISION: [
    ['devices.plan-reprovision', ['own.manage'], ['card.run', 'request.create']],
    [['own.manage'], ['card.run']],
    'none',
  ],
  UPDATE: [
    ['devices.plan-update', ['own.manage'], ['card.run', 'request.create']],
    [['own.manage'], ['card.run']],
    'none',
  ],
  UNLOCK: [null, [['own.manage'], ['card.unlock']], 'all'],
  CHANGE_PIN: [null, [['own.manage'], []], 'none'],
  LOCK: [null, [[], ['card.unlock']], 'all'],
  PASSKEY: [null, [['own.manage'], ['card.run']], 'none'],
};

const spans: Readonly<Record<CardSagaType, Readonly<Record<string, readonly [number, number]>>>> = {
  ISSUE: {
    ...{ open: [5, 15], keys: [15, 50], certificates: [50, 60], content: [60, 85] },
    ...{ passkey: [85, 90], pin: [85, 95], commit: [95, 100] },
  },
  ACTIVATE: { activate: [50, 95] },
  RECYCLE: { revoke: [5, 10], open: [5, 15], erase: [40, 95], commit: [95, 100] },
  REPROVISION: { open: [5, 15], 'new-pin': [15, 20], references: [20, 60], content: [60, 85] },
  UPDATE: { open: [5, 15], 'card-pin': [15, 20], references: [20, 60], content: [60, 85] },
  UNLOCK: { open: [5, 15], 'new-pin': [15, 20], commit: [95, 100] },
  CHANGE_PIN: { open: [5, 15], pins: [15, 20], change: [20, 95], commit: [95, 100] },
  LOCK: { open: [5, 15], block: [15, 95] },
  PASSKEY: { open: [5, 15], passkey: [15, 95], commit: [95, 100] },
};

const request = {
  profileName: 'piv',
  profileVersion: 3,
  reason: 'OTHER',
  pinChange: 'none',
  planHash: 'hash',
  acceptHistoryLoss: true,
  keyReferences: ['9A'],
  passkey: false,
} as const;
const limits = { pinWaitMs: 600_000, abandonAfterMs: 259_200_000 };
const rewrite = {
  profileName: 'piv',
  profileVersion: 3,
  reason: 'OTHER',
  planHash: 'hash',
  acceptHistoryLoss: true,
  ...limits,
};
/** What a workflow is started with, besides what all are: recorded histories hold these members. */
const inputs: Readonly<Record<CardSagaType, object>> = {
  ISSUE: { kind: 'issue', profileName: 'piv', profileVersion: 3, pinChange: 'none', planHash: 'hash', ...limits },
  ACTIVATE: { kind: 'activate' },
  RECYCLE: { kind: 'recycle', reason: 'OTHER', abandonAfterMs: 259_200_000 },
  REPROVISION: { kind: 'reprovision', ...rewrite },
  UPDATE: { kind: 'update', keyReferences: ['9A'], ...rewrite },
  UNLOCK: { kind: 'unlock', reason: 'OTHER', ...limits },
  CHANGE_PIN: { kind: 'change-pin', ...limits },
  LOCK: { kind: 'lock', reason: 'OTHER', abandonAfterMs: 259_200_000 },
  PASSKEY: { kind: 'passkey', ...limits },
};

describe('the kinds of sagas', () => {
  it('are these, and no other request writes a card', () => {
    expect([...cardSagaTypes].sort()).toEqual(Object.keys(table).sort());
    expect(Object.keys(waitingRequests)).toEqual(['REPLACE_TEMP', 'REPLACE_PERM']);
    expect(['SUSPEND', 'REPLACE_TEMP', 'toString', ''].filter(isCardSaga)).toEqual([]);
  });

  it.each(Object.entries(table) as [CardSagaType, Row][])('%s: %j', (type, expected) => {
    const { workflow, taskQueue, action, operation, writes, waits, endsWithCard, reasonUse } = sagaKind(type);
    const asks = pinStageOf(type)?.asks ?? null;
    expect([workflow, taskQueue, action, operation, writes, asks, waits !== null, endsWithCard, reasonUse]).toEqual(
      expected,
    );
  });

  it.each(Object.entries(permissions) as [CardSagaType, unknown[]][])('%s: who may, %j', (type, expected) => {
    const { plan, start, decidedLikeStart } = sagaKind(type);
    expect([
      plan === null ? null : [plan.request, plan.own, plan.others],
      [start.own, start.others],
      decidedLikeStart,
    ]).toEqual(expected);
  });

  it.each(Object.entries(spans) as [CardSagaType, object][])('[C12] %s: stages %j', (type, expected) => {
    expect(stageSpans[type]).toEqual(expected);
    expect(Object.keys(stageSpans[type]!)).toEqual(Object.keys(expected));
  });

  it.each(Object.entries(inputs) as [CardSagaType, object][])(
    '%s: its workflow is started with %j',
    (type, expected) => {
      expect(sagaKind(type).input({ ...request, keyReferences: ['9A'] })).toEqual(expected);
    },
  );

  it('[C26] an issue whose profile asks for a passkey says so, where its holder is there to make it', () => {
    const of = (changes: object) => sagaKind('ISSUE').input({ ...request, keyReferences: null, ...changes });
    expect(of({ passkey: true, pinChange: 'holder' })).toMatchObject({ passkey: true });
    expect(of({ passkey: true, pinChange: 'none' })).not.toHaveProperty('passkey');
  });

  it('an issue can end without the holder’s PIN; nothing else that asks for one can', () => {
    const optional = cardSagaTypes.filter((type) => pinStageOf(type)?.optional === true);
    expect(optional).toEqual(['ISSUE']);
  });
});

describe('the stages of a kind', () => {
  it('ask for the PIN of the device in one, and for what a passkey is made with in another', () => {
    expect(pinStageOf('ISSUE')).toMatchObject({ stage: 'pin', asks: 'new-pin', percent: 85 });
    expect(passkeyStageOf('ISSUE')).toMatchObject({ stage: 'passkey', asks: 'fido-pin', optional: false });
    expect(cardSagaTypes.filter((type) => passkeyStageOf(type) !== null)).toEqual(['ISSUE', 'PASSKEY']);
    expect(pinStageNamed('ISSUE', 'passkey')?.asks).toBe('fido-pin');
    expect(pinStageNamed('ISSUE', 'keys')).toBeNull();
  });

  it('are positions; the one that asks for a PIN waits', () => {
    expect(stagesOf('UNLOCK')).toEqual({
      open: { name: 'open', percent: 5, sentence: 'Reading the card' },
      'new-pin': {
        name: 'new-pin',
        percent: 15,
        sentence: 'Waiting for the cardholder to choose the new PIN; nothing is written before',
        waits: true,
      },
      commit: { name: 'commit', percent: 95, sentence: 'Putting the record into agreement with the card' },
    });
  });

  it('are reached from their first percentage on', () => {
    expect([14, 15, 95].map((percent) => hasReached('LOCK', 'block', percent))).toEqual([false, true, true]);
  });
});

/** Checked by the compiler (tsc -p tsconfig.specs.json): each of these stands for a mistake that must not compile. */
describe('what does not compile', () => {
  it('a reader that leaves a kind out', () => {
    const { LOCK: _left, ...without } = table;
    // @ts-expect-error LOCK is missing
    const incomplete: Readonly<Record<CardSagaType, Row>> = without;
    expect(Object.keys(incomplete)).toHaveLength(8);
  });

  it('a row that leaves out a member, such as its queue', () => {
    const { taskQueue: _left, ...without } = sagaKinds.LOCK;
    // @ts-expect-error taskQueue is missing
    const incomplete: SagaKind = without;
    expect(incomplete.workflow).toBe('lockCard');
  });

  it('a stage that the kind does not have', () => {
    // @ts-expect-error a lock wipes nothing
    expect(stagesOf('LOCK').erase).toBeUndefined();
  });
});
