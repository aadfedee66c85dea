/** GET VERSION (FD) and GET SERIAL (F8) of the vendor extensions. */
import { writeUint } from '@cardwright/card-protocol/bytes';
import type { CommandHandler } from '../../card/dialect.js';
import { refuse } from '../../status-word/status-error.js';

export const getVersion: CommandHandler = ({ dialect }) =>
  Uint8Array.from(dialect.firmware ?? refuse('instructionNotSupported'));

/** 4 bytes, big-endian. */
export const getSerial: CommandHandler = ({ state }) => writeUint(state.serial, 4);
