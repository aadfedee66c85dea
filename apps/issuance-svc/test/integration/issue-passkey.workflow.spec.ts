/** The passkey in the issue workflow, on a real Temporal server with fake activities: its place, its tries, how it ends. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import {
  cancelUpdate,
  cardSessionLostSignal,
  pinSuppliedUpdate,
  retryUpdate,
  type IssueCardInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { FakeActivities } from '../fixtures/fake-activities.js';
import { anyCard, decide, outcomeOf, startWorkflowStand, type WorkflowStand } from '../support/workflow-stand.js';

const writing = ['openForIssue', 'ownAndGenerate', 'completeCard'];

const limits = { pinWaitMs: 600_000, abandonAfterMs: 259_200_000 };

jest.setTimeout(30_000);

describe('issueCard with a passkey', () => {
  let stand: WorkflowStand;

  beforeAll(async () => {
    stand = await startWorkflowStand('issue-passkey-workflow');
  }, 60_000);
  afterAll(() => stand?.stop());

  const issue = (fake: FakeActivities, changes: Partial<IssueCardInput> = {}): Promise<WorkflowHandle> => {
    const input: IssueCardInput = {
      ...anyCard(),
      kind: 'issue',
      profileName: 'piv-four',
      profileVersion: 1,
      pinChange: 'holder',
      planHash: null,
      passkey: true,
      ...changes,
    };
    return stand.start('issueCard', input, fake);
  };
  const supplyFidoPin = (handle: WorkflowHandle) => decide(handle, pinSuppliedUpdate, { stage: 'passkey' });

  it('[C26] makes the keys, then the passkey, then asks for the PIN of the device', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake);
    await fake.until('askForPasskey');
    await supplyFidoPin(handle);
    await fake.until('askForPin');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
    expect(fake.calls).toEqual([
      ...writing,
      ...['askForPasskey', 'useDecision pin-supplied', 'registerPasskey 1'],
      ...['askForPin', 'useDecision pin-supplied', 'setHolderPin', 'commitIssue active'],
    ]);
  });

  it('a PIN that comes twice for the passkey is none for the device', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake);
    await fake.until('askForPasskey');
    const release = fake.holding('registerPasskey');
    await supplyFidoPin(handle);
    await supplyFidoPin(handle);
    release();
    await fake.until('askForPin');
    expect(fake.calls).not.toContain('setHolderPin');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
  });

  it('asks nothing where the key has one PIN for everything', async () => {
    const fake = new FakeActivities();
    fake.passkeyAsks.push('nothing');
    const handle = await issue(fake);
    await fake.until('askForPin');
    expect(fake.calls).toEqual([...writing, 'askForPasskey', 'registerPasskey 1', 'askForPin']);
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
  });

  it('of a card in use is the passkey stage alone; where nobody comes, it ends and nothing was changed', async () => {
    const fake = new FakeActivities();
    const handle = await stand.start('makePasskey', { ...anyCard(), kind: 'passkey', ...limits }, fake);
    await fake.until('askForNewPasskey');
    await supplyFidoPin(handle);
    expect(await outcomeOf(handle)).toBe('done');
    expect(fake.calls).toEqual([
      ...['openForPasskey', 'askForNewPasskey', 'useDecision pin-supplied', 'registerNewPasskey 1', 'commitPasskey'],
    ]);
    const alone = new FakeActivities();
    const unanswered = await stand.start(
      'makePasskey',
      { ...anyCard(), kind: 'passkey', ...limits, pinWaitMs: 1 },
      alone,
    );
    expect(await outcomeOf(unanswered)).toBe('cancelled');
    expect(alone.calls).toEqual(['openForPasskey', 'askForNewPasskey', 'compensatePasskey cancelled']);
  });

  it('a key that was not touched is tried again alone, by its holder', async () => {
    const fake = new FakeActivities().failing('registerPasskey', 'FIDO_USER_CANCELLED');
    fake.passkeyAsks.push('new-fido-pin', 'touch');
    const handle = await issue(fake);
    await fake.until('askForPasskey');
    await expect(decide(handle, retryUpdate)).rejects.toThrow();
    await supplyFidoPin(handle);
    await fake.until('askForPasskey FIDO_USER_CANCELLED');
    await decide(handle, retryUpdate);
    await fake.until('askForPin');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
    expect(fake.calls.filter((call) => writing.includes(call))).toEqual(writing);
    expect(fake.calls.filter((call) => call.startsWith('registerPasskey'))).toEqual([
      'registerPasskey 1',
      'registerPasskey 2',
    ]);
  });

  it('a PIN that is not right is asked for again, in the same card session', async () => {
    const fake = new FakeActivities().failing('registerPasskey', 'FIDO_PIN_INCORRECT');
    const handle = await issue(fake);
    await fake.until('askForPasskey');
    await supplyFidoPin(handle);
    await fake.until('askForPasskey FIDO_PIN_INCORRECT');
    await supplyFidoPin(handle);
    await fake.until('registerPasskey 2');
    await fake.until('askForPin');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
    expect(fake.calls.filter((call) => writing.includes(call))).toEqual(writing);
  });

  it('that was made on another key, was not made beside one there, or came too late, is made once more by its holder, in the same card session', async () => {
    const fake = new FakeActivities().failing(
      'registerPasskey',
      'FIDO_MADE_ELSEWHERE',
      'FIDO_EXCLUDED_ELSEWHERE',
      'RELYING_PARTY_CHALLENGE_EXPIRED',
    );
    fake.passkeyAsks.push('passkey-window', 'passkey-window', 'passkey-window', 'passkey-window');
    const handle = await issue(fake);
    const refusals = ['FIDO_MADE_ELSEWHERE', 'FIDO_EXCLUDED_ELSEWHERE', 'RELYING_PARTY_CHALLENGE_EXPIRED'];
    for (const asked of ['askForPasskey', ...refusals.map((code) => `askForPasskey ${code}`)]) {
      await fake.until(asked);
      await supplyFidoPin(handle);
    }
    await fake.until('askForPin');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
    expect(fake.calls.filter((call) => call.startsWith('registerPasskey') || call === 'parkSaga')).toEqual([
      ...['registerPasskey 1', 'registerPasskey 2', 'registerPasskey 3', 'registerPasskey 4'],
    ]);
  });

  it('a card that has a passkey of this person already is not asked again: the saga is stuck', async () => {
    const fake = new FakeActivities().failing('registerPasskey', 'FIDO_CREDENTIAL_EXCLUDED');
    fake.passkeyAsks.push('passkey-window', 'made');
    const handle = await issue(fake);
    await fake.until('askForPasskey');
    await supplyFidoPin(handle);
    await fake.until('parkSaga FIDO_CREDENTIAL_EXCLUDED');
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
  });

  it('[C13] a cancel while the key waits for its touch again undoes the issue', async () => {
    const fake = new FakeActivities().failing('registerPasskey', 'FIDO_USER_CANCELLED');
    fake.passkeyAsks.push('fido-pin', 'touch');
    const handle = await issue(fake);
    await fake.until('askForPasskey');
    await supplyFidoPin(handle);
    await fake.until('askForPasskey FIDO_USER_CANCELLED');
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls.slice(-2)).toEqual(['useDecision cancel', 'compensateIssue cancelled']);
  });

  it('[C13] fails with FIDO_USER_CANCELLED where nobody comes, and goes on with retry', async () => {
    const fake = new FakeActivities();
    fake.passkeyAsks.push('fido-pin', 'made');
    const handle = await issue(fake, { pinWaitMs: 1_000 });
    await fake.until('parkSaga FIDO_USER_CANCELLED');
    await decide(handle, retryUpdate);
    expect(await outcomeOf(handle)).toBe('pending-activation');
    expect(fake.calls).not.toContain('registerPasskey 1');
  });

  it('[C13] is given up by itself where nobody comes and nobody decides', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake, { pinWaitMs: 200, abandonAfterMs: 500 });
    expect(await outcomeOf(handle)).toBe('abandoned');
    expect(fake.calls).toEqual([
      ...writing,
      ...['askForPasskey', 'parkSaga FIDO_USER_CANCELLED', 'compensateIssue abandoned'],
    ]);
  });

  it('[F02] opens the card again when its session is lost in the wait, and asks again', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake);
    await fake.until('askForPasskey');
    await handle.signal(cardSessionLostSignal, { attempt: 1 });
    await fake.until('askForPasskey', 2);
    await supplyFidoPin(handle);
    await fake.until('askForPin');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
    expect(fake.calls.filter((call) => writing.includes(call))).toEqual([...writing, ...writing]);
  });

  it('[C18] a PIN of the device that the card refuses is asked for again; the passkey stays', async () => {
    const fake = new FakeActivities().failing('setHolderPin', 'CARD_PIN_REFUSED');
    fake.passkeyAsks.push('fido-pin', 'made');
    const handle = await issue(fake);
    await fake.until('askForPasskey');
    await supplyFidoPin(handle);
    await fake.until('askForPin');
    await decide(handle, pinSuppliedUpdate);
    await fake.until('askForPin refused');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
    expect(fake.calls.filter((call) => call.startsWith('registerPasskey'))).toEqual(['registerPasskey 1']);
  });

  it('what no try of the holder would mend parks the saga', async () => {
    const fake = new FakeActivities().failing('registerPasskey', 'RELYING_PARTY_REFUSED');
    fake.passkeyAsks.push('nothing', 'nothing');
    const handle = await issue(fake);
    await fake.until('parkSaga RELYING_PARTY_REFUSED');
    await decide(handle, retryUpdate);
    await fake.until('askForPin');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
  });
});
