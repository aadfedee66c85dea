/**
 * The kinds of card sagas, one row for each: everything that services, workflows, console and CLI have to know about a kind. Whoever asks
 * "which kind" reads a member of the row; nobody infers the kind from other data. A new kind is a row here and its workflow with its
 * activities. The workflow sandbox and the browser read this file too.
 */
import type { KeyReferenceName } from '../card/card-model.js';
import type {
  ActivateCardInput,
  CardWriteInput,
  ChangePinInput,
  IssueCardInput,
  LockCardInput,
  RecycleCardInput,
  ReprovisionCardInput,
  ResetPinInput,
  RewriteCardInput,
  UpdateCardInput,
} from './card-write.contract.js';
import { taskQueue } from './names.js';
import { passkeyRow } from './passkey-row.js';
import {
  abandonAfterMs,
  afterKey,
  atRest,
  holderOr,
  issueLeft,
  newPin,
  newPinFirst,
  newPinSentence,
  others,
  passkeyRefusals,
  pinWaitMs,
  read,
  readAndPlan,
  replaceReferences,
  stopped,
  untouched,
  withdrawal,
} from './saga-row-parts.js';
import type { HolderPinRow, SagaKind, SagaRequest, WaitingRequest } from './saga-kind.js';

/** The input of a workflow without what all of them have. */
type Own<Input> = Omit<Input, keyof CardWriteInput>;

const rewriteInput = (request: SagaRequest): Own<RewriteCardInput> => ({
  profileName: request.profileName!,
  profileVersion: request.profileVersion!,
  reason: request.reason!,
  acceptHistoryLoss: request.acceptHistoryLoss,
  planHash: request.planHash,
  pinWaitMs,
  abandonAfterMs,
});

export const sagaKinds = {
  ISSUE: {
    workflow: 'issueCard',
    taskQueue: taskQueue.issuance,
    action: 'issue',
    start: holderOr('card.run'),
    plan: { request: 'devices.plan', ...holderOr('card.run', 'request.create') },
    decidedLikeStart: 'none',
    operation: 'issuing',
    writes: 'card',
    takesOver: [],
    endsWithCard: true,
    // [B06] A blank card is bound to its holder, who sets it up where it is put in.
    waits: {
      request: 'devices.bind',
      withdrawal: 'The card is blank and nobody’s again; nothing was begun.',
      sentence: 'Waits for the cardholder, who sets the card up where it is put in',
      begun: 'The cardholder has started it',
      inStates: ['ASSIGNED'],
    },
    reasonUse: null,
    stages: {
      open: readAndPlan,
      keys: {
        span: [15, 50],
        sentence: 'Taking over the card and generating its keys',
        label: 'Generate keys',
        cancel: atRest(
          'The certificates of this attempt are revoked and the card is left half written; recycle it to use it again.',
          issueLeft,
        ),
      },
      certificates: { span: [50, 60], sentence: 'The CA makes the certificates', label: 'Make certificates' },
      content: {
        span: [60, 85],
        sentence: 'Writing certificates and data objects and reading them back',
        label: 'Write the card',
      },
      passkey: {
        span: [85, 90],
        sentence: 'Making the passkey',
        label: 'Make the passkey',
        onlyWith: 'passkey',
        pin: {
          asks: 'fido-pin',
          optional: false,
          refusedWith: passkeyRefusals,
          sentence:
            'The certificates are on the card. Next is the passkey: it is made with the PIN for passkeys and a touch',
          submit: 'Make the passkey',
        },
      },
      pin: {
        span: [85, 95],
        sentence: 'Waiting for the cardholder to choose a PIN; the content of the card is complete',
        label: 'Choose the PIN',
        pin: {
          ...newPin,
          optional: true,
          sentence: 'The card is written. Choose a PIN to activate it',
          submit: 'Set PIN and activate',
        },
      },
      commit: { span: [95, 100], sentence: 'Putting card, record and CA into agreement', label: 'Finish' },
    },
    cancel: atRest('The card is left as it is; recycle it to use it again.', issueLeft),
    input: (request: SagaRequest): Own<IssueCardInput> => ({
      kind: 'issue',
      profileName: request.profileName!,
      profileVersion: request.profileVersion!,
      pinChange: request.pinChange ?? 'holder',
      planHash: request.planHash,
      pinWaitMs,
      abandonAfterMs,
      ...(request.passkey && request.pinChange !== 'none' && { passkey: true }),
    }),
    words: {
      called: 'an issue',
      title: 'Issue',
      titleToHolder: 'Issue to',
      cancel: 'Cancel issuance',
      stopped,
      done: { title: null, hint: null },
    },
  },
  ACTIVATE: {
    workflow: 'activateCard',
    taskQueue: taskQueue.issuance,
    action: 'activate',
    // [C16]
    start: others('card.activate'),
    plan: null,
    decidedLikeStart: 'retry',
    operation: null,
    writes: 'nothing',
    takesOver: [],
    endsWithCard: true,
    waits: null,
    reasonUse: null,
    stages: {
      activate: { span: [50, 95], sentence: 'Taking the certificates off hold', label: 'Take certificates off hold' },
    },
    cancel: atRest('The card stays Pending, with its certificates on hold.'),
    input: (): Own<ActivateCardInput> => ({ kind: 'activate' }),
    words: {
      called: 'an activation',
      title: 'Activate',
      cancel: 'Cancel saga',
      stopped,
      done: {
        title: 'The card is active',
        hint: 'Its certificates are off hold. The initial PIN is still in place and must be changed by the holder.',
      },
    },
  },
  RECYCLE: {
    workflow: 'recycleCard',
    taskQueue: taskQueue.issuance,
    action: 'recycle',
    start: others('stock.manage'),
    plan: null,
    decidedLikeStart: 'retry',
    operation: 'recycling',
    writes: 'card',
    takesOver: 'every',
    endsWithCard: false,
    waits: null,
    reasonUse: null,
    stages: {
      revoke: { span: [5, 10], sentence: 'Revoking the certificates of the card', label: 'Revoke certificates' },
      open: read,
      erase: {
        span: [40, 95],
        sentence: 'Wiping keys and content and restoring the stock values',
        label: 'Wipe the card',
        cancel: atRest(
          'The certificates are revoked already; the card keeps what was not wiped yet. Recycle it again.',
          issueLeft,
        ),
      },
      commit: { span: [95, 100], sentence: 'Putting the record back to a blank card', label: 'Back to stock' },
    },
    cancel: atRest(
      'The certificates are revoked all the same; nothing on the card is wiped. Recycle it again.',
      issueLeft,
    ),
    input: ({ reason }: SagaRequest): Own<RecycleCardInput> => ({
      kind: 'recycle',
      reason: reason ?? 'OTHER',
      abandonAfterMs,
    }),
    words: {
      called: 'a recycle',
      title: 'Recycle',
      cancel: 'Cancel saga',
      stopped,
      done: { title: 'The card is blank again', hint: 'Its certificates are revoked. It can be issued anew.' },
    },
  },
  REPROVISION: {
    workflow: 'reprovisionCard',
    taskQueue: taskQueue.issuance,
    action: 'reprovision',
    // [D02]
    start: holderOr('card.run'),
    plan: { request: 'devices.plan-reprovision', ...holderOr('card.run', 'request.create') },
    decidedLikeStart: 'none',
    operation: 'reprovisioning',
    writes: 'card',
    // It begins where the parked one left the card.
    takesOver: 'every',
    endsWithCard: true,
    // [D14]
    waits: {
      request: 'devices.request-reprovision',
      withdrawal,
      sentence: 'Waits for the cardholder, who runs it as "Reprovision my card"',
      begun: 'The cardholder has started it',
      inStates: ['ACTIVE', 'SUSPENDED'],
    },
    reasonUse: 'reprovision',
    stages: {
      open: readAndPlan,
      'new-pin': {
        ...newPinFirst,
        pin: { ...newPin, sentence: newPinSentence, submit: 'Set PIN and go on' },
      },
      references: {
        ...replaceReferences,
        cancel: afterKey(
          'It stops after the key that is at work. The card is then neither old nor new: finish it by another reprovision, or terminate and recycle it.',
          'The card is neither old nor new. Reprovision it once more, or terminate and recycle it.',
        ),
      },
      content: {
        span: [60, 85],
        sentence: 'Writing the data objects, reading them back, and putting card, record and CA into agreement',
        label: 'Write the card',
      },
    },
    cancel: untouched,
    input: (request: SagaRequest): Own<ReprovisionCardInput> => ({ ...rewriteInput(request), kind: 'reprovision' }),
    words: {
      called: 'a reprovision',
      title: 'Reprovision',
      cancel: 'Cancel saga',
      stopped,
      done: {
        title: null,
        hint: 'Its keys and certificates are new. It is used with the PIN that was just chosen.',
      },
    },
  },
  UPDATE: {
    workflow: 'updateCard',
    taskQueue: taskQueue.update,
    movedFrom: taskQueue.issuance,
    action: 'update',
    start: holderOr('card.run'),
    plan: { request: 'devices.plan-update', ...holderOr('card.run', 'request.create') },
    decidedLikeStart: 'none',
    operation: 'updating',
    writes: 'keys',
    takesOver: ['keys', 'passkey'],
    endsWithCard: true,
    waits: null,
    reasonUse: 'update',
    stages: {
      open: readAndPlan,
      'card-pin': {
        span: [15, 20],
        sentence: 'Waiting for the cardholder to type the PIN of the card; nothing is written before',
        label: 'Check the PIN',
        pin: {
          asks: 'card-pin',
          optional: false,
          refusedWith: ['CARD_PIN_INCORRECT'],
          sentence: 'The card is read. Type its PIN; nothing is written before',
          submit: 'Update the card',
        },
      },
      references: {
        ...replaceReferences,
        cancel: afterKey(
          'It stops after the key that is at work; what was replaced by then stays, the other keys go on as before.',
        ),
      },
      content: {
        span: [60, 85],
        sentence: 'Writing the last certificate, reading it back, and putting card, record and CA into agreement',
        label: 'Write the card',
      },
    },
    cancel: { ...untouched, left: null },
    input: (request: SagaRequest): Own<UpdateCardInput> => ({
      ...rewriteInput(request),
      kind: 'update',
      keyReferences: (request.keyReferences ?? []) as KeyReferenceName[],
    }),
    words: {
      called: 'an update',
      title: 'Update',
      cancel: 'Cancel saga',
      stopped: null,
      done: { title: null, hint: null },
    },
  },
  UNLOCK: {
    workflow: 'resetPin',
    taskQueue: taskQueue.issuance,
    action: 'reset-pin',
    start: holderOr('card.unlock'),
    plan: null,
    // The help desk runs no other saga (model.md section 6).
    decidedLikeStart: 'all',
    operation: 'resetting-pin',
    writes: 'pin',
    takesOver: ['keys', 'pin', 'passkey'],
    endsWithCard: true,
    // [B05] The help desk is asked for it, and the card is at its holder's.
    waits: {
      request: 'devices.request-pin-reset',
      withdrawal,
      sentence: 'Waits for the cardholder, who chooses a new PIN where the card is put in',
      begun: 'The cardholder has started it',
      inStates: ['ACTIVE', 'SUSPENDED'],
    },
    reasonUse: 'pin-reset',
    stages: {
      open: read,
      'new-pin': {
        ...newPinFirst,
        pin: { ...newPin, sentence: newPinSentence, submit: 'Set PIN' },
        cancel: atRest('The card keeps its content; its PIN stays as it is unless the new one is set already.'),
      },
      commit: { span: [95, 100], sentence: 'Putting the record into agreement with the card', label: 'Finish' },
    },
    cancel: atRest('The card keeps its content and its PIN.', 'Nothing on the card was changed.'),
    input: ({ reason }: SagaRequest): Own<ResetPinInput> => ({
      kind: 'unlock',
      reason: reason!,
      pinWaitMs,
      abandonAfterMs,
    }),
    words: {
      called: 'a PIN reset',
      title: 'Reset the PIN of',
      cancel: 'Cancel saga',
      stopped,
      done: { title: null, hint: 'The new PIN holds from now on; the content of the card is as it was.' },
    },
  },
  CHANGE_PIN: {
    workflow: 'changePin',
    taskQueue: taskQueue.issuance,
    action: 'change-pin',
    // [C01] Who knows the old PIN is its holder. Operators and the help desk have the PUK.
    start: holderOr(),
    plan: null,
    decidedLikeStart: 'none',
    operation: 'changing-pin',
    writes: 'pin',
    takesOver: ['keys', 'pin', 'passkey'],
    endsWithCard: true,
    waits: null,
    reasonUse: null,
    stages: {
      open: read,
      pins: {
        ...newPinFirst,
        sentence: 'Waiting for the cardholder to type the old PIN and the new one; nothing is written before',
        label: 'Type both PINs',
        pin: {
          asks: 'pin-change',
          optional: false,
          refusedWith: ['CARD_PIN_INCORRECT', 'CARD_PIN_REFUSED'],
          sentence: 'The card is read. Type the PIN that it has, and choose the new one',
          submit: 'Change PIN',
        },
      },
      change: {
        span: [20, 95],
        sentence: 'Changing the PIN',
        label: 'Change the PIN',
        cancel: atRest('The card keeps its content; its PIN stays as it is unless the new one is set already.'),
      },
      commit: { span: [95, 100], sentence: 'Putting the record into agreement with the card', label: 'Finish' },
    },
    cancel: atRest('The card keeps its content and its PIN.', 'Nothing on the card was changed.'),
    input: (): Own<ChangePinInput> => ({ kind: 'change-pin', pinWaitMs, abandonAfterMs }),
    words: {
      called: 'a change of the PIN',
      title: 'Change the PIN of',
      cancel: 'Cancel saga',
      stopped,
      done: { title: null, hint: 'The new PIN holds from now on; the content of the card is as it was.' },
    },
  },
  LOCK: {
    workflow: 'lockCard',
    taskQueue: taskQueue.issuance,
    action: 'lock',
    // A holder has no use for a card that takes no PIN.
    start: others('card.unlock'),
    plan: null,
    decidedLikeStart: 'all',
    operation: 'locking',
    writes: 'pin',
    takesOver: ['keys', 'pin', 'passkey'],
    endsWithCard: true,
    // [B05] The card is somewhere else: it is locked as soon as it is in a reader.
    waits: {
      request: 'devices.request-lock',
      withdrawal,
      sentence: 'Waits for the card, which is locked as soon as it is in a reader',
      begun: 'The card was put in',
      inStates: ['ACTIVE', 'SUSPENDED'],
    },
    reasonUse: 'lock',
    stages: {
      open: read,
      block: {
        span: [15, 95],
        sentence: 'Blocking the PIN',
        label: 'Block the PIN',
        cancel: atRest('The card keeps its content; its PIN may have fewer tries, or none.'),
      },
    },
    cancel: atRest('Nothing on the card is changed.'),
    input: ({ reason }: SagaRequest): Own<LockCardInput> => ({ kind: 'lock', reason: reason!, abandonAfterMs }),
    words: {
      called: 'a lock',
      title: 'Lock',
      cancel: 'Cancel saga',
      stopped,
      done: { title: null, hint: 'The card takes no PIN until its holder chooses a new one: Reset PIN.' },
    },
  },
  PASSKEY: passkeyRow,
} as const satisfies Readonly<Record<string, SagaKind>>;

export const waitingRequests = {
  REPLACE_TEMP: {
    action: 'devices.replace',
    title: 'Replace for a time',
    withdrawal: 'The request is withdrawn; a card that it suspended may be used again.',
  },
  REPLACE_PERM: {
    action: 'devices.replace',
    title: 'Replace',
    withdrawal: 'The request is withdrawn; what it terminated stays so.',
  },
} as const satisfies Readonly<Record<string, WaitingRequest>>;

type SagaKinds = typeof sagaKinds;
/** Sagas that work on a card, by the type of their request. */
export type CardSagaType = keyof SagaKinds;
export type WaitingRequestType = keyof typeof waitingRequests;
/** The kinds of which this member of the row (or one of these) has this value. */
export type SagaTypeWith<Member extends keyof SagaKind, Value> = {
  [Type in CardSagaType]: Extract<SagaKinds[Type][Member & keyof SagaKinds[Type]], Value> extends never ? never : Type;
}[CardSagaType];
export type CardAction = SagaKinds[CardSagaType]['action'];
/** The requests that ask for a dry run. */
export type PlanRequest = NonNullable<SagaKinds[CardSagaType]['plan']>['request'];
export type SagaOperation = NonNullable<SagaKinds[CardSagaType]['operation']>;
export type SagaStageName<Type extends CardSagaType> = keyof SagaKinds[Type]['stages'] & string;
/** The kinds that ask for the PIN of the device. */
export type PinSagaType = {
  [Type in CardSagaType]: Extract<
    SagaKinds[Type]['stages'][keyof SagaKinds[Type]['stages']],
    { pin: { asks: Exclude<HolderPinRow['asks'], 'fido-pin'> } }
  > extends never
    ? never
    : Type;
}[CardSagaType];
/** The kinds that make a passkey. */
export type PasskeySagaType = {
  [Type in CardSagaType]: Extract<
    SagaKinds[Type]['stages'][keyof SagaKinds[Type]['stages']],
    { pin: { asks: 'fido-pin' } }
  > extends never
    ? never
    : Type;
}[CardSagaType];
export type SagaInput<Type extends CardSagaType> = CardWriteInput & ReturnType<SagaKinds[Type]['input']>;

export const cardSagaTypes = Object.keys(sagaKinds) as readonly CardSagaType[];
export const waitingRequestTypes = Object.keys(waitingRequests) as readonly WaitingRequestType[];
export const isCardSaga = (type: string): type is CardSagaType => Object.hasOwn(sagaKinds, type);

const byAction = Object.fromEntries(Object.values(sagaKinds).map((kind) => [kind.action, kind]));
const kindOfAction = (action: CardAction): SagaKind => byAction[action]!;

/** The row of a kind that is only known at run time. */
export const sagaKind = (type: CardSagaType): SagaKind => sagaKinds[type];

/**
 * Whether a parked saga gives way to this action (`takesOver`). A saga that is not parked never does. begun: it may have taken a key away; a card that is
 * half written has to be finished first.
 */
export function givesWay({ type, begun }: { type: string; begun: boolean }, action: CardAction): boolean {
  const { takesOver } = kindOfAction(action);
  if (takesOver === 'every') return true;
  if (!isCardSaga(type)) return false;
  const { writes } = sagaKind(type);
  return takesOver.includes(writes) && !(writes === 'keys' && begun);
}
