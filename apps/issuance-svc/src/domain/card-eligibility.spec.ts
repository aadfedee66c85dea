import { describe, expect, it } from '@jest/globals';
import type { DeviceState, RequestType } from '@cardwright/contracts/nats/issuance.api';
import { givesWay, type CardAction } from '@cardwright/contracts/workflow/saga-kinds';
import { activateRefusal, issueRefusal, pinResetRefusal, pinWorkRefusal, recycleRefusal } from './card-eligibility.js';
import { deviceStates } from './device-lifecycle.js';

const puk = { retriesRemaining: 0, retriesTotal: 3, factory: false, blocked: true };

/** By the state of the card, written down by hand: what each action is refused with; null: it is allowed. */
type Codes = readonly [issue: string | null, activate: string | null, recycle: string | null, pinWork: string | null];
const life = 'LIFECYCLE_TRANSITION';
const inactive = 'LIFECYCLE_NOT_ACTIVE';
const issuedAlready = 'LIFECYCLE_ALREADY_ISSUED';
const refusals: Readonly<Record<DeviceState, Codes>> = {
  REGISTERED: [life, life, life, inactive],
  AVAILABLE: [null, life, life, inactive],
  ASSIGNED: [null, life, life, inactive],
  ISSUING: ['REQUEST_DEVICE_BUSY', life, null, inactive],
  ISSUE_FAILED: [life, life, null, inactive],
  PENDING_ACTIVATION: [issuedAlready, null, null, inactive],
  ACTIVE: [issuedAlready, life, null, null],
  SUSPENDED: [issuedAlready, life, null, inactive],
  REPLACED: [life, life, null, inactive],
  TERMINATED: [life, life, null, inactive],
  EXPIRED: [life, life, null, inactive],
  RECYCLING: [life, life, null, inactive],
  DISPOSED: [life, life, life, inactive],
};

describe('what the record allows', () => {
  it.each(Object.entries(refusals) as [DeviceState, Codes][])('%s: issue, activate, recycle, PIN', (state, codes) => {
    const refused = [issueRefusal(state), activateRefusal(state), recycleRefusal(state), pinWorkRefusal(state)];
    expect(refused.map((refusal) => refusal?.code ?? null)).toEqual(codes);
  });

  it('a PIN is not reset by a PUK that is blocked', () => {
    expect(pinResetRefusal('ACTIVE', { puk })?.code).toBe('CARD_PUK_BLOCKED');
    expect(pinResetRefusal('ACTIVE', { puk: { ...puk, blocked: false } })).toBeNull();
  });
});

/** The actions that a parked saga gives way to, written down by hand: first before it has removed a key, then after. */
const always: readonly CardAction[] = ['recycle', 'reprovision'];
const pinToo: readonly CardAction[] = ['recycle', 'reprovision', 'reset-pin', 'change-pin', 'lock'];
const allButNew: readonly CardAction[] = ['recycle', 'reprovision', 'update', 'reset-pin', 'change-pin', 'lock'];
const waysGiven: readonly (readonly [RequestType, before: readonly CardAction[], after: readonly CardAction[]])[] = [
  ['ISSUE', always, always],
  ['RECYCLE', always, always],
  ['ACTIVATE', always, always],
  ['REPROVISION', always, always],
  ['UPDATE', allButNew, always],
  ['UNLOCK', pinToo, pinToo],
  ['CHANGE_PIN', pinToo, pinToo],
  ['LOCK', pinToo, pinToo],
];

describe('a parked saga', () => {
  const actions: readonly CardAction[] = [
    'issue',
    'activate',
    'recycle',
    'reprovision',
    'update',
    'reset-pin',
    'change-pin',
    'lock',
  ];

  it.each(waysGiven)('%s gives way before it begins to %j, and later to %j', (type, before, after) => {
    const ways = (begun: boolean) => actions.filter((action) => givesWay({ type, begun }, action));
    expect([ways(false), ways(true)]).toEqual([before, after]);
  });
});

describe('advice of a refusal by the record', () => {
  it('nothing irreversible for a card that somebody uses, and what is lost for any other', () => {
    const advised = deviceStates.flatMap((state) =>
      [issueRefusal(state), activateRefusal(state), recycleRefusal(state), pinResetRefusal(state, { puk })].flatMap(
        (refusal) =>
          /\b(recycle|terminate|dispose|wipe)\b/.test(refusal?.sentence.text ?? '')
            ? [[state, refusal!.sentence.text]]
            : [],
      ),
    );
    const orErased = 'take a blank one, or recycle this one first, which erases it';
    expect(Object.fromEntries(advised)).toEqual({
      ISSUE_FAILED: `An issue of this card was given up: ${orErased}`,
      REPLACED: `This card was replaced: ${orErased}`,
      TERMINATED: `This card was cancelled: ${orErased}`,
      EXPIRED: `This card has expired: ${orErased}`,
      RECYCLING: 'The recycling of this card is not finished: recycle it again',
    });
  });

  it('a card that is issued already: a blank one, or what renews this one', () => {
    for (const state of ['ACTIVE', 'SUSPENDED', 'PENDING_ACTIVATION'] as const)
      expect(issueRefusal(state)).toEqual({
        code: 'LIFECYCLE_ALREADY_ISSUED',
        sentence: expect.objectContaining({
          text: 'This card is issued already: take a blank one. To renew what is on this one, update or reprovision it',
        }),
      });
  });
});
