/** A question to the server within bounds (requirements section E, 8): 5 s, two more tries, then silence until there is another occasion. */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { EdgeCalls } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import type { CallServer, UpdateCallName, UpdateClock } from './ports.js';

const timeoutMs = 5_000;
/** Before the second and the third try. */
const pausesMs = [1_000, 5_000];

export class ServerQuestions {
  constructor(
    private readonly call: CallServer,
    private readonly clock: UpdateClock,
    private readonly stopped: () => boolean,
  ) {}

  /** Rejects with what the server answered, or with why it did not. Only an unavailable server is asked again. */
  async ask<Name extends UpdateCallName>(
    name: Name,
    body: RequestOf<EdgeCalls, Name>,
  ): Promise<ReplyOf<EdgeCalls, Name>> {
    for (const pauseMs of pausesMs)
      try {
        return await this.once(name, body);
      } catch (error) {
        if (this.stopped() || !isCardwrightError(error, 'REQUEST_SERVICE_UNAVAILABLE')) throw error;
        await this.clock.sleep(pauseMs);
      }
    return this.once(name, body);
  }

  /** Where somebody waits for it. */
  once<Name extends UpdateCallName>(name: Name, body: RequestOf<EdgeCalls, Name>): Promise<ReplyOf<EdgeCalls, Name>> {
    return this.call(name, body, timeoutMs);
  }
}
