/** The issue workflow on a real Temporal server with fake activities: order, parking, undo, answers. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import {
  cancelUpdate,
  cardInsertedSignal,
  cardSessionLostSignal,
  pinSkippedUpdate,
  pinSuppliedUpdate,
  retryUpdate,
  sagaStateQuery,
  type IssueCardInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { FakeActivities } from '../fixtures/fake-activities.js';
import { anyCard, decide, outcomeOf, startWorkflowStand, type WorkflowStand } from '../support/workflow-stand.js';

const stages = ['openForIssue', 'ownAndGenerate', 'completeCard'];

jest.setTimeout(30_000);

describe('issueCard', () => {
  let stand: WorkflowStand;

  beforeAll(async () => {
    stand = await startWorkflowStand('issue-workflow');
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
      ...changes,
    };
    return stand.start('issueCard', input, fake);
  };

  it('[C18] runs the stages in the safe order and ends active once the PIN was supplied', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake);
    await fake.until('completeCard');
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
    expect(fake.calls).toEqual([...stages, 'useDecision pin-supplied', 'setHolderPin', 'commitIssue active']);
  });

  it('[C15] ends pending when the PIN is skipped, when nobody comes, and when none was asked for', async () => {
    const skipped = new FakeActivities();
    const handle = await issue(skipped);
    await skipped.until('completeCard');
    await decide(handle, pinSkippedUpdate);
    const late = await issue(new FakeActivities(), { pinWaitMs: 1 });
    const none = await issue(new FakeActivities(), { pinChange: 'none' });
    expect(await Promise.all([handle, late, none].map(outcomeOf))).toEqual(Array(3).fill('pending-activation'));
    expect(skipped.calls.at(-1)).toBe('commitIssue pending-activation');
  });

  it('lists for the Temporal UI what may be sent from there, and refuses what nobody knows', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake);
    await fake.until('completeCard');
    type Metadata = { definition: { updateDefinitions: { name: string }[] } };
    const { definition } = await handle.query<Metadata>('__temporal_workflow_metadata');
    expect(definition.updateDefinitions.map(({ name }) => name).sort()).toEqual([
      'cancel',
      'moveToWorkstation',
      'retry',
    ]);
    for (const name of ['pinTaken', 'constructor'])
      await expect(decide(handle, name)).rejects.toMatchObject({ cause: { type: 'AUTH_FORBIDDEN' } });
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
  });

  it('[F02] opens the card again by itself after a lost session', async () => {
    const fake = new FakeActivities()
      .failing('ownAndGenerate', 'EDGE_RESTARTED')
      .failing('completeCard', 'CARD_OUTCOME_UNKNOWN');
    expect(await outcomeOf(await issue(fake, { pinChange: 'none' }))).toBe('pending-activation');
    expect(fake.calls).toEqual([...stages.slice(0, 2), ...stages, ...stages]);
  });

  it('[F02] opens the card again when the session that waits for a PIN is lost, once for each attempt', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake);
    await fake.until('completeCard');
    for (let times = 0; times < 2; times++) await handle.signal(cardSessionLostSignal, { attempt: 1 });
    await fake.until('completeCard', 2);
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
    expect(fake.calls.filter((call) => stages.includes(call))).toEqual([...stages, ...stages]);
  });

  it('[C18] asks again for a new PIN that the card refuses, and parks when that goes on', async () => {
    const refused = Array(4).fill('CARD_PIN_REFUSED' as const);
    const fake = new FakeActivities().failing('setHolderPin', ...refused);
    const handle = await issue(fake);
    await fake.until('completeCard');
    await decide(handle, pinSuppliedUpdate);
    for (let times = 1; times <= 3; times++) {
      await fake.until('completeCard refused', times);
      await decide(handle, pinSuppliedUpdate);
    }
    await fake.until('parkSaga CARD_PIN_REFUSED');
    await decide(handle, retryUpdate);
    await fake.until('completeCard refused', 4);
    await decide(handle, pinSuppliedUpdate);
    expect(await outcomeOf(handle)).toBe('active');
  });

  it('[C23] parks for what a person must mend, says so, and goes on with retry', async () => {
    const fake = new FakeActivities().failing('ownAndGenerate', 'CARD_KEY_REJECTED', 'CARD_PIN_BLOCKED');
    const handle = await issue(fake, { pinChange: 'none' });
    await fake.until('parkSaga CARD_KEY_REJECTED');
    await decide(handle, retryUpdate);
    await fake.until('parkSaga CARD_PIN_BLOCKED');
    expect(await handle.query(sagaStateQuery)).toEqual({ stage: 'keys', attempt: 2, stuck: 'CARD_PIN_BLOCKED' });
    await decide(handle, retryUpdate);
    expect(await outcomeOf(handle)).toBe('pending-activation');
  });

  it('[F02] a parked saga goes on by itself when its card is inserted', async () => {
    const fake = new FakeActivities().failing('openForIssue', 'CARD_ABSENT');
    const handle = await issue(fake, { pinChange: 'none' });
    await fake.until('parkSaga CARD_ABSENT');
    await handle.signal(cardInsertedSignal);
    expect(await outcomeOf(handle)).toBe('pending-activation');
  });

  it('[C23] takes what the Temporal UI sends: nothing at all is a decision, and what is no object is refused', async () => {
    const fake = new FakeActivities().failing('ownAndGenerate', 'CARD_KEY_REJECTED', 'CARD_PIN_BLOCKED');
    const handle = await issue(fake, { pinChange: 'none' });
    await fake.until('parkSaga CARD_KEY_REJECTED');
    for (const arg of ['now', { reason: 5 }, []])
      await expect(handle.executeUpdate<unknown, [unknown]>(retryUpdate, { args: [arg] })).rejects.toMatchObject({
        cause: { type: 'REQUEST_INVALID' },
      });
    await handle.executeUpdate(retryUpdate);
    await fake.until('parkSaga CARD_PIN_BLOCKED');
    await handle.executeUpdate(cancelUpdate, { args: [null] });
    expect(await outcomeOf(handle)).toBe('cancelled');
  });

  it('refuses to retry a saga that is not stuck', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake);
    await fake.until('completeCard');
    await expect(decide(handle, retryUpdate)).rejects.toThrow();
    await decide(handle, pinSkippedUpdate);
    await handle.result();
    expect(fake.calls).not.toContain('useDecision retry');
  });

  it('[C24] cancel takes effect between stages and undoes the attempt', async () => {
    const fake = new FakeActivities();
    const handle = await issue(fake);
    await fake.until('completeCard');
    await decide(handle, cancelUpdate);
    expect(await outcomeOf(handle)).toBe('cancelled');
    expect(fake.calls).toEqual([...stages, 'useDecision cancel', 'compensateIssue cancelled']);
  });

  it('[C25] is given up after waiting too long, with the same undo', async () => {
    const fake = new FakeActivities().failing('openForIssue', 'CARD_UNSUPPORTED');
    expect(await outcomeOf(await issue(fake, { abandonAfterMs: 1 }))).toBe('abandoned');
    expect(fake.calls).toEqual(['openForIssue', 'parkSaga CARD_UNSUPPORTED', 'compensateIssue abandoned']);
  });
});
