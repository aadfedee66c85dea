/** What stands around the steps of a batch. The whole conversation is test/integration/card-conversation.spec.ts. */
import { describe, expect, it } from '@jest/globals';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardSessionState } from '../persistence/card-session-state.js';
import type { SagaRecords } from '../records/requests/saga-records.js';
import type { BatchContent, BatchSender } from './batch-sender.js';
import { CardConversation } from './card-conversation.js';
import type { CardOpening } from './card-opening.js';
import { CardOpenings } from './card-openings.js';
import type { CardVault } from './card-vault.js';
import type { StockValues } from './stock-values.js';

const call = { input: { tenantId: 't1', correlationId: 'c1', requestId: 'r1' }, attempt: 1 } as unknown as StageCall;
const done = { results: [] } as unknown as BatchResult;

/** The steps that the agent gets, and what was asked of the opening. */
async function sentBy(
  opening: Partial<CardOpening>,
  bound: CardStep[],
): Promise<{ steps: CardStep[]; asked: string[] }> {
  const asked: string[] = [];
  let content: BatchContent | undefined;
  const batches = {
    run: async (_call: unknown, _sequence: number, _lease: unknown, build: () => Promise<BatchContent>) => {
      content = await build();
      return done;
    },
  };
  // Whose the steps are is found as ever.
  const openings = Object.assign(Object.create(CardOpenings.prototype) as object, {
    of: (application: string, planned?: string) => {
      asked.push(`${application} ${planned}`);
      return { openBatch: () => Promise.resolve({}), nextStep: () => undefined, keepNext: () => undefined, ...opening };
    },
  });
  const conversation = new CardConversation(
    batches as unknown as BatchSender,
    openings as unknown as CardOpenings,
    {} as CardVault,
    {} as SagaRecords,
    {} as StockValues,
  );
  const session = { lease: {}, answered: null } as unknown as CardSessionState;
  const batch = { sequence: 5, steps: [], bound, then: 'opened-batch' } as const;
  await conversation.run(call, { session, device: { stockBatchId: 's1' } }, batch);
  return { steps: content!.steps, asked };
}

describe('a batch', () => {
  const first: CardStep = {
    kind: 'authenticate-management-key',
    algorithm: 'AES192',
    witnessAnswerHex: 'AA',
    challengeHex: 'BB',
  };
  const next: CardStep = { kind: 'request-witness', algorithm: 'AES192' };

  it('is opened as its application is, and ends with what the next one needs', async () => {
    const opening = { openBatch: () => Promise.resolve({ first }), nextStep: () => next };
    const { steps, asked } = await sentBy(opening, [{ kind: 'read-image' }]);
    expect(steps).toEqual([first, { kind: 'read-image' }, next]);
    expect(asked).toEqual(['PIV undefined']);
  });

  it('without steps is opened as those of the main application are', async () => {
    const { steps, asked } = await sentBy({ openBatch: () => Promise.resolve({ first }) }, []);
    expect([steps, asked]).toEqual([[first], ['PIV undefined']]);
  });

  it('of an application that shows the card nothing before has its steps alone', async () => {
    expect((await sentBy({}, [{ kind: 'read-image' }])).steps).toEqual([{ kind: 'read-image' }]);
  });
});
