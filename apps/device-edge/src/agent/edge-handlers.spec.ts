/** What an agent answers to a server that will not wait for ever. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { cardRequestDeadlineMs, edgeDeadlineMs, inspectLimitMs } from '@cardwright/contracts/nats/edge.api';
import { edgeHandlers, type ServedAgent } from './edge-handlers.js';

afterEach(() => void jest.useRealTimers());

describe('a card that is not read in time', () => {
  it('the agent gives up first, then whoever asked it, then the gateway: each of them can still say why', () => {
    expect([inspectLimitMs, edgeDeadlineMs['card.inspect'], cardRequestDeadlineMs]).toEqual([25_000, 30_000, 45_000]);
  });

  it.each([{}, { identityText: 'ykserial:1' }])('the agent says so within 25 s (%j)', async (body) => {
    jest.useFakeTimers();
    const endless = (): Promise<never> => new Promise(() => undefined);
    const agent = { cards: { inspect: endless, inspectCard: endless } } as unknown as ServedAgent;
    const answer = expect(edgeHandlers(agent)['card.inspect']!(body as never)).rejects.toMatchObject({
      code: 'EDGE_READER_TIMEOUT',
      message: 'The card was not read within 25 s',
    });
    await jest.advanceTimersByTimeAsync(25_000);
    await answer;
  });
});
