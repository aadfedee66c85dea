/**
 * Asks again while a card says that it has no answer yet (SW 9100), until it was touched, the caller gives up, or it takes too long. The polls are part of their
 * message: no other command comes between, and a link that is lost in one of them is lost in the message. CTAP 2.1 section 11.3.7.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import {
  cancelApdu,
  ctapKeepAlive,
  keepAliveSw,
  pollApdu,
} from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import type { ApduProcessor, OutgoingApdu, SendApdu } from '../apdu/apdu-processor.js';
import type { CtapExchangeOptions, KeepAlive } from './ctap-link.port.js';
import { KeepAlivePatience } from './keep-alive-patience.js';

/** A message on its way down, with what its sender wants while the card waits. */
export interface CtapMessageApdu extends OutgoingApdu {
  readonly meanwhile?: CtapExchangeOptions;
}

const pollMs = 100;

export class KeepAlivePolling implements ApduProcessor {
  /** pause: between two polls. now: milliseconds, only differences count. */
  constructor(
    private readonly pause: (ms: number) => Promise<unknown> = delay,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Throws CARD_UNRESPONSIVE. */
  async process(apdu: CtapMessageApdu, next: SendApdu): Promise<ResponseApdu> {
    const { onKeepAlive, signal } = apdu.meanwhile ?? {};
    const patience = new KeepAlivePatience(this.now);
    let response = await next(apdu);
    let waitsFor: KeepAlive | undefined;
    while (response.sw === keepAliveSw) {
      const now = keepAliveOf(response);
      if (now !== waitsFor) onKeepAlive?.((waitsFor = now));
      await this.pause(pollMs);
      const todo = patience.spend(now, signal?.aborted === true);
      response = await next(todo === 'cancel' ? cancelApdu() : pollApdu());
    }
    return response;
  }
}

const keepAliveOf = ({ data }: ResponseApdu): KeepAlive =>
  data[0] === ctapKeepAlive.upNeeded ? 'touch' : 'processing';
