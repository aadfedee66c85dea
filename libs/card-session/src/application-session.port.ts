/**
 * A session with one application of a card: what is asked of it whatever the application is. Each application has a folder here with its own
 * session (piv/), which has the application's commands as methods besides. Sessions decide nothing and hold no key.
 */
import type { CardApplication } from '@cardwright/contracts/card/card-applications';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import type { CardTransport } from './card-transport.port.js';

export interface ApplicationSession<Image = unknown> {
  readonly application: CardApplication;
  readonly transport: CardTransport;
  /** APDUs sent so far. */
  readonly apdus: number;
  /** Opens the application: what was shown to the card before may be forgotten. Throws where the card does not have it (CARD_NOT_PIV). */
  select(): Promise<unknown>;
  /** Selects it and reads its part of the card's image: no authentication, no write, no PIN try (D21). full: everything that may be there. */
  readImage(options?: { readonly scope?: 'brief' | 'full' }): Promise<Image>;
  /** Any command, any status word. */
  exchange(apdu: CommandApdu): Promise<ResponseApdu>;
  /** reset: the card forgets what it was shown. A second call does nothing. */
  close(how?: 'leave' | 'reset'): Promise<void>;
}
