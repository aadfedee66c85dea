/**
 * A quirk is one way in which a card in the field differs from its family's documents: data that is put on a simulated card, so that a
 * client can be tried with such a card before it meets one. Each one is a row of quirks/catalogue.ts; this file says what a row may do.
 * A quirk never makes a card better than its dialect.
 */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { CardState } from '../card/card-state.js';
import type { CardContext, Dialect } from '../card/dialect.js';

/** A command as it came over the link: one piece of a chain, short or extended. */
export type LinkCommand = CommandApdu & { readonly extended: boolean };

/** What one card does with its quirk; made anew for each card object, so it may count. */
export interface QuirkBehaviour {
  /** The family's data, changed. */
  dialect?(dialect: Dialect): Dialect;
  /** Called once, when the card gets the quirk: changes the stored state. */
  prepare?(state: CardState): void | Promise<void>;
  /** How long the command takes before it has any effect, in milliseconds; nothing of it is done when the card is pulled meanwhile. */
  takesMs?(command: LinkCommand): number;
  /** Before a command runs. Data answers in its place with 9000; throws StatusError or LinkFaultError to refuse it. */
  before?(command: LinkCommand, card: CardContext): Uint8Array | undefined;
  /** After a command was executed with 9000: the data that the card answers with. */
  after?(command: LinkCommand, data: Uint8Array, card: CardContext): Uint8Array;
}

/** The link broke during a command, and the card neither lost its power nor ran it: a reader that cannot carry what it was given. */
export class LinkFaultError extends Error {
  override readonly name = 'LinkFaultError';
  readonly code = 'LINK_FAULT';
}
