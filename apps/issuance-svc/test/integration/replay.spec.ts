/**
 * Histories recorded from real runs against the workflows of today: what is running while a release is installed must go on.
 * test/histories/record.mjs makes them; docs/workflows.md says when, and what to do when this fails.
 */
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { historyNames, historyText, replay, workflowOf } from '@cardwright/testing/histories';
import { workflowsOf } from '@cardwright/workflow-kit/worker/workflow-bundle';

jest.setTimeout(120_000);

describe('[fault 28] recorded histories', () => {
  let outcomes: Awaited<ReturnType<typeof replay>>;

  beforeAll(async () => {
    outcomes = await replay(historyNames, workflowsOf(new URL('../../src/workflow-worker.ts', import.meta.url).href));
  });

  it.each(historyNames)('%s replays', (name) => {
    const outcome = outcomes.get(name);
    expect(outcome).toBeDefined();
    expect(outcome!.error?.message).toBeUndefined();
  });

  it('there is one of every workflow that the worker offers', async () => {
    const offered = Object.keys((await import('../../src/workflows/index.js')) as object);
    const recorded = historyNames.map(workflowOf);
    expect(offered.filter((workflow) => !recorded.includes(workflow))).toEqual([]);
  });

  it('no payload is encrypted: a key would have to be kept for it', () => {
    const encrypted = Buffer.from('binary/encrypted').toString('base64');
    for (const name of historyNames) expect([name, historyText(name).includes(encrypted)]).toEqual([name, false]);
  });
});
