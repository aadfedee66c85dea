/**
 * Codes after which a connection to a card cannot be used any more, because the card left or the link to it broke. PIN and 9B status are
 * lost, and the card is read again before anything else. During a write any of them is CARD_OUTCOME_UNKNOWN instead.
 */
import type { ErrorCode } from './error-catalogue.js';

export const linkCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CARD_ABSENT',
  'CARD_REMOVED',
  'CARD_WAS_RESET',
  'CARD_UNPOWERED',
  'CARD_UNRESPONSIVE',
  'CARD_LINK_FAILED',
  'EDGE_NO_READER',
  'EDGE_READER_UNAVAILABLE',
  'EDGE_READER_TIMEOUT',
  'EDGE_PCSC_UNAVAILABLE',
  'EDGE_PCSC_STOPPED',
  'EDGE_PCSC_FAILED',
]);
