/** The simulated card as a transport, in process, for specs. device-edge has its own with insertion and removal. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { LinkFaultError } from '@cardwright/simulated-card/quirks/quirk';
import { PowerLostError } from '@cardwright/simulated-card/power-cut';
import type { CardTransport } from '../src/card-transport.port.js';

export class InProcessTransport implements CardTransport {
  readonly readerName = 'Simulated 00 00';
  readonly contactless = false;

  constructor(private readonly card: SimulatedCard) {}

  get atr(): Uint8Array {
    return this.card.atr;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.card.transmit(command);
    } catch (error) {
      if (error instanceof LinkFaultError)
        throw new CardwrightError(
          'CARD_LINK_FAILED',
          undefined,
          { pcsc: 'NotTransacted', sent: true, gone: false },
          error,
        );
      if (!(error instanceof PowerLostError)) throw error;
      throw new CardwrightError('CARD_REMOVED', undefined, { sent: true, gone: true }, error);
    }
  }

  async close(how: 'leave' | 'reset'): Promise<void> {
    if (how === 'reset') await this.card.reset();
  }
}
