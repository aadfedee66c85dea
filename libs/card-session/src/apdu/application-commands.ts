/**
 * What the channel has to know about the commands of a card application, whose instructions it does not know itself: which change the card,
 * which may be sent again, which have long answers, and what of their data may be recorded.
 */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';

export interface ApplicationCommands {
  /** The command may change the card: it is never sent twice, and its outcome is unknown when its answer is lost. */
  changes(apdu: CommandApdu): boolean;
  /** It only reads, and needs nothing that a reset takes away. */
  survivesReset(apdu: CommandApdu): boolean;
  /** Long commands go in pieces of so many bytes, and in no other way. Absent: pieces of 255 bytes, or extended length. */
  readonly pieceBytes?: number;
  /** Its answer may be longer than a short APDU holds. Others stay in the form that every reader takes. */
  hasLongAnswer(apdu: CommandApdu): boolean;
  /**
   * A copy of the part of the data that is never a secret; undefined: there is none. apdu: the whole command or the first piece of a chain; the
   * later pieces have no part that may be recorded.
   */
  recordable(apdu: CommandApdu): Uint8Array | undefined;
}
