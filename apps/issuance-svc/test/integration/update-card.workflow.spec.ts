/** The update workflow on a real Temporal server with fake activities: the card's PIN comes first; wrong PINs, cancel, cuts. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import {
  cancelUpdate,
  pinSuppliedUpdate,
  retryUpdate,
  type UpdateCardInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { FakeActivities } from '../fixtures/fake-activities.js';
import { anyCard, decide, outcomeOf, startWorkflowStand, type WorkflowStand } from '../support/workflow-stand.js';

jest.setTimeout(60_000);

describe('updateCard', () => {
  let stand: WorkflowStand;

  beforeAll(async () => {
    stand = await startWorkflowStand('update-workflow');
  });
  afterAll(() => stand?.stop());

  const update = (fake: FakeActivities, changes: Partial<UpdateCardInput> = {}): Promise<WorkflowHandle> => {
    const input: UpdateCardInput = {
      ...anyCard(),
      kind: 'update',
      keyReferences: ['9C', '9A'],
      profileName: 'piv-four',
      profileVersion: 2,
      reason: 'RENEW',
      acceptHistoryLoss: false,
      planHash: null,
      ...changes,
    };
    return stand.start('updateCard', input, fake);
  };

  it('[A12] has the PIN verified before anything is written, then replaces one key reference after the other', async () => {
    const fake = new FakeActivities();
    const handle = await update(fake);
    await fake.until('openForUpdate');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('updated');
    expect(fake.calls).toEqual([
      'openForUpdate',
      'useDecision pin-supplied',
      'verifyCardPin',
      'replaceReference 0',
      'replaceReference 1',
      'finishUpdate',
    ]);
  });

  it('[A12] asks again for a PIN that was refused, and parks before the last try', async () => {
    const fake = new FakeActivities().failing('verifyCardPin', 'CARD_PIN_INCORRECT', 'CARD_PIN_LAST_TRY');
    const handle = await update(fake);
    await fake.until('openForUpdate');
    await decide(handle, pinSuppliedUpdate);
    await fake.until('openForUpdate refused');
    await decide(handle, pinSuppliedUpdate);
    await fake.until('parkSaga CARD_PIN_LAST_TRY');
    await decide(handle, retryUpdate);
    await fake.until('openForUpdate', 2);
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('updated');
  });

  it('a PIN that is blocked parks before anybody is asked', async () => {
    const fake = new FakeActivities().failing('openForUpdate', 'CARD_PIN_BLOCKED');
    const handle = await update(fake);
    await fake.until('parkSaga CARD_PIN_BLOCKED');
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls).not.toContain('verifyCardPin');
  });

  it('nobody comes: it ends as if it had not been, unless a key was taken', async () => {
    const untouched = new FakeActivities();
    expect(await outcomeOf(await update(untouched, { pinWaitMs: 1 }))).toBe('cancelled');
    expect(untouched.calls).toEqual(['openForUpdate', 'compensateUpdate cancelled']);

    const begun = new FakeActivities();
    begun.begun = true;
    const handle = await update(begun, { pinWaitMs: 1 });
    await begun.until('parkSaga PIN_KEY_EXPIRED');
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
  });

  it('a cancel after the first key finishes its key reference', async () => {
    const fake = new FakeActivities().failing('replaceReference', 'CARD_REMOVED');
    const handle = await update(fake);
    await fake.until('openForUpdate');
    await decide(handle, pinSuppliedUpdate);
    await fake.until('parkSaga CARD_REMOVED');
    await decide(handle, retryUpdate);
    await fake.until('openForUpdate', 2);
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls.at(-1)).toBe('compensateUpdate cancelled');
  });
});
