/** What a message of the FIDO application works on. */
import type { CardContext } from '../../card/dialect.js';
import type { FidoSession } from '../../card/fido-session.js';
import type { FidoCardState, FidoState } from '../../card/fido-state.js';
import type { PowerCycle } from './power-cycle.js';

export interface FidoCard {
  /** Everything that the card keeps: with a shared PIN, the one of PIV. */
  readonly state: FidoCardState;
  readonly fido: FidoState;
  readonly session: FidoSession;
  readonly power: PowerCycle;
  readonly dialect: CardContext['dialect'];
  readonly keys: CardContext['keys'];
  /** Milliseconds, only differences count. */
  now(): number;
  /** As CardMemory.checkpoint: what a power cut inside this message leaves is what was changed before it. */
  checkpoint(): Promise<void>;
  /** Returns when the card was touched; throws CtapError when it is not. */
  userPresence(): Promise<void>;
}
