/** What an agent answers to a server that will not wait for ever. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  cardRequestDeadlineMs,
  edgeDeadlineMs,
  inspectLimitMs,
  type EdgeApi,
} from '@cardwright/contracts/nats/edge.api';
import type { RequestOf } from '@cardwright/contracts/nats/rpc';
import { edgeHandlers, type ServedAgent } from './edge-handlers.js';

/** An agent of which only its readers are asked. */
function agentWith(cards: ServedAgent['cards']): ServedAgent {
  const never = (): never => {
    throw new Error('Nothing asks this of the agent here');
  };
  return {
    config: { workstationId: 'ws-1' },
    cards,
    operations: {
      execute: never,
      resultOf: never,
      requireAdmitted: never,
      sessionOf: never,
      lend: never,
      touch: never,
      close: never,
    },
    reinsertions: { ask: never, look: never },
    diagnosis: { doctor: never, logs: never },
    giveWay: () => Promise.resolve(),
    withPrograms: (work) => work,
    readersOrReason: never,
    status: never,
  };
}

afterEach(() => void jest.useRealTimers());

describe('a card that is not read in time', () => {
  it('the agent gives up first, then whoever asked it, then the gateway: each of them can still say why', () => {
    expect([inspectLimitMs, edgeDeadlineMs['card.inspect'], cardRequestDeadlineMs]).toEqual([25_000, 30_000, 45_000]);
  });

  it.each<RequestOf<EdgeApi, 'card.inspect'>>([{}, { identityText: 'ykserial:1' }])(
    'the agent says so within 25 s (%j)',
    async (body) => {
      jest.useFakeTimers();
      const endless = (): Promise<never> => new Promise(() => undefined);
      const agent = agentWith({ inspect: endless, inspectCard: endless });
      const answer = expect(edgeHandlers(agent)['card.inspect'](body)).rejects.toMatchObject({
        code: 'EDGE_READER_TIMEOUT',
        message: 'The card was not read within 25 s',
      });
      await jest.advanceTimersByTimeAsync(25_000);
      await answer;
    },
  );
});
