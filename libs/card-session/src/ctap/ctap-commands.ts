/**
 * What the channel has to know of CTAP's commands. Of a message its command and subcommand may be recorded and nothing else: what follows is a
 * PIN's hash, a token's signature or a person's account. Governing documents: CTAP 2.1 section 11.3, design.md 3, requirement F05.
 */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { onlyAsks, recordablePart } from '@cardwright/card-protocol/ctap/messages/describe-message';
import { ctapInstruction, pieceBytes } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import type { ApplicationCommands } from '../apdu/application-commands.js';

/** The class of CTAP is proprietary: 80, and 90 for a piece of a chain. */
const proprietaryClass = 0x80;
/** An application identifier has at most 16 bytes. */
const aidMax = 16;

export const ctapCommands: ApplicationCommands = {
  changes,
  /** What only asks needs no token, and nothing that an earlier message left. */
  survivesReset: (apdu) => !changes(apdu),
  /**
   * Long answers come by 61xx. In extended form a keep-alive would be taken for a card that does not understand the form, because its status
   * word 9100 is none of ISO 7816-4.
   */
  hasLongAnswer: () => false,
  pieceBytes,
  recordable(apdu) {
    if (isSelect(apdu)) return apdu.data.length <= aidMax ? apdu.data.slice() : undefined;
    return isMessage(apdu) ? recordablePart(apdu.data) : undefined;
  },
};

/** Whatever is not known to ask only. A message whose PIN is wrong costs a try. */
function changes(apdu: CommandApdu): boolean {
  return !isSelect(apdu) && !(isMessage(apdu) && onlyAsks(apdu.data));
}

const isSelect = ({ ins }: CommandApdu): boolean => ins === instruction.select;

const isMessage = ({ cla, ins }: CommandApdu): boolean =>
  (cla & proprietaryClass) !== 0 && ins === ctapInstruction.nfcctapMsg;
