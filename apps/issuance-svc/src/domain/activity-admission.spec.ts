import { describe, expect, it } from '@jest/globals';
import { cardSagaTypes, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { admissionRefusal } from './activity-admission.js';

const workflowId = 'device/d1/write';
/** The workflow of each kind, and the queues on which its activities are called. */
const kinds: Readonly<Record<CardSagaType, [workflowType: string, ...queues: string[]]>> = {
  ISSUE: ['issueCard', 'issuance'],
  ACTIVATE: ['activateCard', 'issuance'],
  RECYCLE: ['recycleCard', 'issuance'],
  REPROVISION: ['reprovisionCard', 'issuance'],
  // Runs of the release before call on `issuance`.
  UPDATE: ['updateCard', 'issuance-cards', 'issuance'],
  UNLOCK: ['resetPin', 'issuance'],
  CHANGE_PIN: ['changePin', 'issuance'],
  LOCK: ['lockCard', 'issuance'],
  PASSKEY: ['makePasskey', 'issuance'],
};
const everyQueue = ['issuance', 'issuance-cards', 'update', 'pki'];

describe.each(cardSagaTypes)('a call for a request of type %s', (type) => {
  const [workflowType, ...queues] = kinds[type];
  const request = { type, workflowId };

  it('counts on the queues of its kind alone', () => {
    const open = everyQueue.filter(
      (taskQueue) => admissionRefusal(request, [type], { workflowId, workflowType, taskQueue }) === null,
    );
    expect(open.toSorted()).toEqual(queues.toSorted());
    expect(admissionRefusal(request, [type], { workflowId, workflowType, taskQueue: 'pki' })).toBe('taskQueue');
  });

  it.each<[string, object, string]>([
    ['of the workflow of another card', { workflowId: 'device/d2/write' }, 'workflowId'],
    ['of another type of workflow', { workflowType: 'noOp' }, 'workflowType'],
    ['of no workflow', { workflowId: undefined, workflowType: undefined }, 'workflowId'],
  ])('%s is refused', (_, changes, refused) => {
    expect(admissionRefusal(request, [type], { workflowId, workflowType, taskQueue: queues[0]!, ...changes })).toBe(
      refused,
    );
  });

  it('of an activity that only other kinds have is refused', () => {
    const others = cardSagaTypes.filter((other) => other !== type);
    expect(admissionRefusal(request, others, { workflowId, workflowType, taskQueue: queues[0]! })).toBe('kind');
  });
});

it('a request that has no saga lets nobody in', () => {
  const calling = { workflowId, workflowType: 'issueCard', taskQueue: 'issuance' };
  for (const type of ['REPLACE_TEMP', 'REPLACE_PERM', 'toString'])
    expect(admissionRefusal({ type, workflowId }, cardSagaTypes, calling)).toBe('kind');
});
