/** The reprovision workflow on a real Temporal server with fake activities: order, the wait for the PIN, cancel, parking. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import {
  cancelUpdate,
  cardSessionLostSignal,
  pinSuppliedUpdate,
  retryUpdate,
  type ReprovisionCardInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { FakeActivities } from '../fixtures/fake-activities.js';
import { anyCard, decide, outcomeOf, startWorkflowStand, type WorkflowStand } from '../support/workflow-stand.js';

jest.setTimeout(60_000);

describe('reprovisionCard', () => {
  let stand: WorkflowStand;

  beforeAll(async () => {
    stand = await startWorkflowStand('reprovision-workflow');
  });
  afterAll(() => stand?.stop());

  const reprovision = (fake: FakeActivities, changes: Partial<ReprovisionCardInput> = {}): Promise<WorkflowHandle> => {
    const input: ReprovisionCardInput = {
      ...anyCard(),
      kind: 'reprovision',
      profileName: 'piv-four',
      profileVersion: 2,
      reason: 'CONTENT_DAMAGED',
      acceptHistoryLoss: false,
      planHash: null,
      ...changes,
    };
    return stand.start('reprovisionCard', input, fake);
  };

  it('[D09][D21] asks for the PIN before anything is written, then replaces one key reference after the other', async () => {
    const fake = new FakeActivities();
    const handle = await reprovision(fake);
    await fake.until('openForReprovision');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('reprovisioned');
    expect(fake.calls).toEqual([
      'openForReprovision',
      'useDecision pin-supplied',
      'replaceReference 0',
      'replaceReference 1',
      'finishReprovision',
    ]);
  });

  it('[D21] nobody comes: the first attempt ends as if it had not been, a later one waits to be finished', async () => {
    const first = new FakeActivities();
    expect(await outcomeOf(await reprovision(first, { pinWaitMs: 1 }))).toBe('cancelled');
    expect(first.calls).toEqual(['openForReprovision', 'compensateReprovision cancelled']);

    const later = new FakeActivities().failing('replaceReference', 'CARD_REMOVED');
    const handle = await reprovision(later, { pinWaitMs: 2_000 });
    await later.until('openForReprovision');
    await decide(handle, pinSuppliedUpdate);
    await later.until('parkSaga CARD_REMOVED');
    await decide(handle, retryUpdate);
    await later.until('parkSaga PIN_KEY_EXPIRED');
    await decide(handle, retryUpdate);
    await later.until('openForReprovision', 3);
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('reprovisioned');
  });

  it('[F02] a session that is lost is opened again, and the PIN is asked for again', async () => {
    const fake = new FakeActivities();
    const handle = await reprovision(fake);
    await fake.until('openForReprovision');
    await handle.signal(cardSessionLostSignal, { attempt: 1 });
    await fake.until('openForReprovision', 2);
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('reprovisioned');
  });

  it.each(['replaceReference', 'finishReprovision'] as const)(
    '[D21] asks again for a new PIN that the card refuses, whichever batch sets it (%s)',
    async (name) => {
      const fake = new FakeActivities().failing(name, 'CARD_PIN_REFUSED');
      const handle = await reprovision(fake);
      await fake.until('openForReprovision');
      await decide(handle, pinSuppliedUpdate);
      await fake.until('openForReprovision refused');
      await decide(handle, pinSuppliedUpdate);
      expect(await outcomeOf(handle)).toBe('reprovisioned');
      expect(fake.calls.some((call) => call.startsWith('parkSaga'))).toBe(false);
    },
  );

  it('a cancel before the PIN undoes nothing', async () => {
    const fake = new FakeActivities();
    const handle = await reprovision(fake);
    await fake.until('openForReprovision');
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls).toEqual(['openForReprovision', 'useDecision cancel', 'compensateReprovision cancelled']);
  });

  it('[F17] with nothing left to replace, goes straight to the content', async () => {
    const fake = new FakeActivities();
    fake.references = 0;
    const handle = await reprovision(fake);
    await fake.until('openForReprovision');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('reprovisioned');
    expect(fake.calls.slice(1)).toEqual(['useDecision pin-supplied', 'finishReprovision']);
  });
});
