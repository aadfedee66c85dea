/** Recycle, activation, PIN reset and lock on a real Temporal server with fake activities: order, parking, giving up, cancel, cuts. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import {
  cancelUpdate,
  cardInsertedSignal,
  cardSessionLostSignal,
  pinSuppliedUpdate,
  retryUpdate,
  type ActivateCardInput,
  type ChangePinInput,
  type LockCardInput,
  type RecycleCardInput,
  type ResetPinInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { FakeActivities } from '../fixtures/fake-activities.js';
import { anyCard, decide, outcomeOf, startWorkflowStand, type WorkflowStand } from '../support/workflow-stand.js';

jest.setTimeout(60_000);

let stand: WorkflowStand;
beforeAll(async () => {
  stand = await startWorkflowStand('card-care');
});
afterAll(() => stand?.stop());

describe('recycleCard', () => {
  const recycle = (fake: FakeActivities, changes: Partial<RecycleCardInput> = {}): Promise<WorkflowHandle> => {
    const input: RecycleCardInput = { ...anyCard(), kind: 'recycle', reason: 'OTHER', ...changes };
    return stand.start('recycleCard', input, fake);
  };

  it('revokes before it looks for the card, then wipes it and puts the record back', async () => {
    const fake = new FakeActivities();
    expect(await outcomeOf(await recycle(fake))).toBe('recycled');
    expect(fake.calls).toEqual(['revokeForRecycle', 'openForRecycle', 'eraseCard', 'commitRecycle']);
  });

  it('a card that is pulled while it is wiped: it waits, and goes on by itself when the card is back', async () => {
    const fake = new FakeActivities().failing('eraseCard', 'CARD_REMOVED');
    const handle = await recycle(fake);
    await fake.until('parkSaga CARD_REMOVED');
    await handle.signal(cardInsertedSignal);
    expect(await outcomeOf(handle)).toBe('recycled');
    expect(fake.calls).toEqual([
      ...['revokeForRecycle', 'openForRecycle', 'eraseCard', 'parkSaga CARD_REMOVED'],
      ...['revokeForRecycle', 'openForRecycle', 'eraseCard', 'commitRecycle'],
    ]);
  });

  it('a cancel while it waits for its card wipes nothing', async () => {
    const fake = new FakeActivities().failing('openForRecycle', 'CARD_ABSENT');
    const handle = await recycle(fake);
    await fake.until('parkSaga CARD_ABSENT');
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls).toEqual([
      'revokeForRecycle',
      'openForRecycle',
      'parkSaga CARD_ABSENT',
      'useDecision cancel',
      'compensateRecycle cancelled',
    ]);
  });

  it('is given up when nobody brings the card', async () => {
    const fake = new FakeActivities().failing('openForRecycle', 'CARD_ABSENT');
    expect(await outcomeOf(await recycle(fake, { abandonAfterMs: 1 }))).toBe('abandoned');
    expect(fake.calls.at(-1)).toBe('compensateRecycle abandoned');
  });
});

describe('activateCard', () => {
  const activate = (fake: FakeActivities): Promise<WorkflowHandle> => {
    const input: ActivateCardInput = { ...anyCard(), kind: 'activate' };
    return stand.start('activateCard', input, fake);
  };

  it('takes the certificates off hold, and nothing else', async () => {
    const fake = new FakeActivities();
    expect(await outcomeOf(await activate(fake))).toBe('activated');
    expect(fake.calls).toEqual(['activateDevice']);
  });

  it('what the CA refuses waits for a person, who retries or cancels', async () => {
    const fake = new FakeActivities().failing(
      'activateDevice',
      'PKI_CERTIFICATE_NOT_FOUND',
      'PKI_CERTIFICATE_NOT_FOUND',
    );
    const handle = await activate(fake);
    await fake.until('parkSaga PKI_CERTIFICATE_NOT_FOUND');
    await decide(handle, retryUpdate);
    await fake.until('parkSaga PKI_CERTIFICATE_NOT_FOUND', 2);
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls.slice(-2)).toEqual(['useDecision cancel', 'compensateActivation cancelled']);
  });
});

describe('lockCard', () => {
  const lock = (fake: FakeActivities): Promise<WorkflowHandle> => {
    const input: LockCardInput = { ...anyCard(), kind: 'lock', reason: 'PIN_EXPOSED' };
    return stand.start('lockCard', input, fake);
  };

  it('[B05] reads the card, blocks its PIN and records it', async () => {
    const fake = new FakeActivities();
    expect(await outcomeOf(await lock(fake))).toBe('locked');
    expect(fake.calls).toEqual(['openForLock', 'blockPin', 'commitLock']);
  });

  it('[B05] cut between the block and its record: the card is read and blocked again', async () => {
    const fake = new FakeActivities().failing('commitLock', 'CARD_OUTCOME_UNKNOWN');
    expect(await outcomeOf(await lock(fake))).toBe('locked');
    expect(fake.calls).toEqual(['openForLock', 'blockPin', 'commitLock', 'openForLock', 'blockPin', 'commitLock']);
  });

  it('[C24] a cancel while the card is away leaves it as it is', async () => {
    const fake = new FakeActivities().failing('openForLock', 'CARD_ABSENT');
    const handle = await lock(fake);
    await fake.until('parkSaga CARD_ABSENT');
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls).toEqual([
      'openForLock',
      'parkSaga CARD_ABSENT',
      'useDecision cancel',
      'compensateLock cancelled',
    ]);
  });
});

describe('resetPin', () => {
  const reset = (fake: FakeActivities, changes: Partial<ResetPinInput> = {}): Promise<WorkflowHandle> => {
    const input: ResetPinInput = { ...anyCard(), kind: 'unlock', reason: 'FORGOTTEN_PIN', ...changes };
    return stand.start('resetPin', input, fake);
  };

  it('writes nothing before the holder gave the new PIN', async () => {
    const fake = new FakeActivities();
    const handle = await reset(fake);
    await fake.until('openForPinReset');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('pin-reset');
    expect(fake.calls).toEqual(['openForPinReset', 'useDecision pin-supplied', 'resetHolderPin', 'commitPinReset']);
  });

  it('asks again for a PIN that the card refuses', async () => {
    const fake = new FakeActivities().failing('resetHolderPin', 'CARD_PIN_REFUSED');
    const handle = await reset(fake);
    await fake.until('openForPinReset');
    await decide(handle, pinSuppliedUpdate);
    await fake.until('openForPinReset refused');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('pin-reset');
    expect(fake.calls.some((call) => call.startsWith('parkSaga'))).toBe(false);
  });

  it('a card session that is lost while the PIN is waited for is opened again', async () => {
    const fake = new FakeActivities();
    const handle = await reset(fake);
    await fake.until('openForPinReset');
    await handle.signal(cardSessionLostSignal, { attempt: 1 });
    await fake.until('openForPinReset', 2);
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('pin-reset');
  });

  it('nobody comes: the first attempt ends as if it had not been', async () => {
    const fake = new FakeActivities();
    expect(await outcomeOf(await reset(fake, { pinWaitMs: 1 }))).toBe('cancelled');
    expect(fake.calls).toEqual(['openForPinReset', 'compensatePinReset cancelled']);
  });
});

describe('changePin', () => {
  const change = (fake: FakeActivities, changes: Partial<ChangePinInput> = {}): Promise<WorkflowHandle> => {
    const input: ChangePinInput = { ...anyCard(), kind: 'change-pin', ...changes };
    return stand.start('changePin', input, fake);
  };

  it('[C01] sends nothing to the card before its holder gave both PINs', async () => {
    const fake = new FakeActivities();
    const handle = await change(fake);
    await fake.until('openForPinChange');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('pin-changed');
    expect(fake.calls).toEqual(['openForPinChange', 'useDecision pin-supplied', 'changeHolderPin', 'commitPinChange']);
  });

  it.each(['CARD_PIN_INCORRECT', 'CARD_PIN_REFUSED'] as const)('[C01] %s: both are asked for again', async (code) => {
    const fake = new FakeActivities().failing('changeHolderPin', code);
    const handle = await change(fake);
    await fake.until('openForPinChange');
    await decide(handle, pinSuppliedUpdate);
    await fake.until(`openForPinChange ${code}`);
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('pin-changed');
    expect(fake.calls.some((call) => call.startsWith('parkSaga'))).toBe(false);
  });

  it.each(['CARD_PIN_LAST_TRY', 'CARD_PIN_BLOCKED'] as const)('[C01] %s: a person decides', async (code) => {
    const fake = new FakeActivities().failing('changeHolderPin', code);
    const handle = await change(fake);
    await fake.until('openForPinChange');
    await decide(handle, pinSuppliedUpdate);
    await fake.until(`parkSaga ${code}`);
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls.filter((call) => call === 'changeHolderPin')).toHaveLength(1);
  });

  it.each(['CARD_OUTCOME_UNKNOWN', 'EDGE_RESTARTED'] as const)(
    '[C01] cut off by %s: nothing is sent again before both PINs are given again',
    async (code) => {
      const fake = new FakeActivities().failing('changeHolderPin', code);
      const handle = await change(fake);
      await fake.until('openForPinChange');
      await decide(handle, pinSuppliedUpdate);
      await fake.until('openForPinChange', 2);
      expect(fake.calls.filter((call) => call === 'changeHolderPin')).toHaveLength(1);
      await decide(handle, pinSuppliedUpdate);
      expect(await outcomeOf(handle)).toBe('pin-changed');
    },
  );
});
