/** A cancel while keys are made anew, on a real Temporal server with fake activities: the key that was begun gets its certificate first. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import {
  cancelUpdate,
  pinSuppliedUpdate,
  type RewriteCardInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { FakeActivities } from '../fixtures/fake-activities.js';
import { anyCard, decide, outcomeOf, startWorkflowStand, type WorkflowStand } from '../support/workflow-stand.js';

jest.setTimeout(60_000);

let stand: WorkflowStand;
beforeAll(async () => {
  stand = await startWorkflowStand('replace-references');
});
afterAll(() => stand?.stop());

describe.each([
  {
    workflow: 'reprovisionCard',
    more: { kind: 'reprovision' },
    begin: ['openForReprovision', 'useDecision pin-supplied'],
    undo: 'compensateReprovision cancelled',
  },
  {
    workflow: 'updateCard',
    more: { kind: 'update', keyReferences: ['9C', '9A'] },
    begin: ['openForUpdate', 'useDecision pin-supplied', 'verifyCardPin'],
    undo: 'compensateUpdate cancelled',
  },
])('[C24] a cancel of $workflow', ({ workflow, more, begin, undo }) => {
  /** Its PIN is given: it is at its keys. */
  const start = async (fake: FakeActivities): Promise<WorkflowHandle> => {
    const input: RewriteCardInput = {
      ...anyCard(),
      profileName: 'piv-four',
      profileVersion: 2,
      reason: 'RENEW',
      acceptHistoryLoss: false,
      planHash: null,
    };
    const handle = await stand.start(workflow, { ...input, ...more }, fake);
    await fake.until(begin[0]!);
    await decide(handle, pinSuppliedUpdate);
    return handle;
  };

  it.each<[string, FakeActivities]>([
    ['while the first of two keys is made: that key is finished, the second is not begun', new FakeActivities()],
    [
      'while the last key is made: that key is finished, and nothing is written after it',
      Object.assign(new FakeActivities(), { references: 1 }),
    ],
    [
      'whose key cannot be finished because the card is gone ends all the same, and is not parked',
      new FakeActivities().failing('finishReference', 'CARD_ABSENT'),
    ],
  ])('%s', async (_, fake) => {
    const release = fake.holding('replaceReference');
    const handle = await start(fake);
    await fake.until('replaceReference 0');
    await decide(handle, cancelUpdate);
    release();
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls).toEqual([...begin, 'replaceReference 0', 'useDecision cancel', 'finishReference 1', undo]);
  });

  it('while a key is asked for again and again: the one before it is finished', async () => {
    const fake = new FakeActivities().failing(
      'replaceReference',
      ...Array<'REQUEST_SERVICE_UNAVAILABLE'>(20).fill('REQUEST_SERVICE_UNAVAILABLE'),
    );
    const handle = await start(fake);
    await fake.until('replaceReference 0', 2);
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls.filter((call) => !call.startsWith('replaceReference'))).toEqual([
      ...begin,
      'useDecision cancel',
      'finishReference 0',
      undo,
    ]);
  });
});
