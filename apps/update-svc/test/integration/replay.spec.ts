/** The recorded histories of the workflows that are update-svc's by now: what begins here goes the way that it went in issuance-svc. */
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { historyNames, replay, workflowOf } from '@cardwright/testing/histories';
import { workflowsOf } from '@cardwright/workflow-kit/worker/workflow-bundle';

jest.setTimeout(120_000);
const names = historyNames.filter((name) => workflowOf(name) === 'updateCard');

describe('[fault 28] recorded histories of updates', () => {
  let outcomes: Awaited<ReturnType<typeof replay>>;

  beforeAll(async () => {
    outcomes = await replay(names, workflowsOf(new URL('../../src/workflow-worker.ts', import.meta.url).href));
  });

  it('there are some, and they are of every workflow that the worker offers', async () => {
    expect(names.length).toBeGreaterThan(1);
    expect(Object.keys((await import('../../src/workflows/index.js')) as object)).toEqual(['updateCard']);
  });

  it.each(names)('%s replays', (name) => {
    const outcome = outcomes.get(name);
    expect(outcome).toBeDefined();
    expect(outcome!.error?.message).toBeUndefined();
  });
});
