/**
 * What each PC/SC error code means, one row each, under the name that the binding gives it: the code of PC/SC, the code of the error
 * catalogue (which has the fix), and a sentence. `gone`: the card or its reader is certainly not there any more; every other failure may
 * have left the card where it was. Not status words of cards (status-error.ts).
 * Governing document: PC/SC Workgroup Specification 2.01 Part 5 section 3, winscard.h of pcsc-lite for the numbers.
 */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';

export interface PcscCode {
  /** As pcsc-lite and Windows name it. */
  readonly scard: string;
  readonly value: number;
  /** While connecting; a card that was connected is not absent but removed. */
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly gone?: true;
}

const row = (scard: string, value: number, code: ErrorCode, sentence: string): PcscCode => ({
  scard,
  value,
  code,
  sentence,
});
const gone = (...fields: Parameters<typeof row>): PcscCode => ({ ...row(...fields), gone: true });

const pcscCodes = {
  // The service.
  NoService: gone('SCARD_E_NO_SERVICE', 0x8010001d, 'EDGE_PCSC_UNAVAILABLE', 'The PC/SC service does not answer'),
  ServiceStopped: gone('SCARD_E_SERVICE_STOPPED', 0x8010001e, 'EDGE_PCSC_STOPPED', 'The PC/SC service was stopped'),
  Shutdown: gone('SCARD_P_SHUTDOWN', 0x80100018, 'EDGE_PCSC_STOPPED', 'The PC/SC service is ending'),
  InvalidHandle: gone(
    'SCARD_E_INVALID_HANDLE',
    0x80100003,
    'EDGE_PCSC_STOPPED',
    'The connection to the reader ended with the service that held it',
  ),
  ServerTooBusy: row(
    'SCARD_E_SERVER_TOO_BUSY',
    0x80100031,
    'EDGE_PCSC_BUSY',
    'The PC/SC service has too much to do to take this',
  ),
  NoMemory: row('SCARD_E_NO_MEMORY', 0x80100006, 'EDGE_PCSC_BUSY', 'The PC/SC service has no memory left'),
  NoAccess: row(
    'SCARD_E_NO_ACCESS',
    0x80100027,
    'EDGE_PCSC_FORBIDDEN',
    'The PC/SC service refuses access to the user that runs the agent',
  ),
  SecurityViolation: row(
    'SCARD_W_SECURITY_VIOLATION',
    0x8010006a,
    'EDGE_PCSC_FORBIDDEN',
    'A policy of this machine refuses PC/SC to the user that runs the agent',
  ),
  // Readers.
  NoReadersAvailable: gone(
    'SCARD_E_NO_READERS_AVAILABLE',
    0x8010002e,
    'EDGE_NO_READER',
    'No reader is plugged into this workstation',
  ),
  UnknownReader: gone('SCARD_E_UNKNOWN_READER', 0x80100009, 'EDGE_READER_UNAVAILABLE', 'There is no such reader'),
  ReaderUnavailable: gone(
    'SCARD_E_READER_UNAVAILABLE',
    0x80100017,
    'EDGE_READER_UNAVAILABLE',
    'The reader was unplugged, or its driver has given it up',
  ),
  Timeout: row('SCARD_E_TIMEOUT', 0x8010000a, 'EDGE_READER_TIMEOUT', 'The reader did not answer in time'),
  ReaderUnsupported: row(
    'SCARD_E_READER_UNSUPPORTED',
    0x8010001a,
    'CARD_READER_MISMATCH',
    'The driver of the reader does not do what is needed',
  ),
  // The card in its reader.
  SharingViolation: row('SCARD_E_SHARING_VIOLATION', 0x8010000b, 'CARD_BUSY', 'Another program holds the card'),
  NoSmartCard: gone('SCARD_E_NO_SMARTCARD', 0x8010000c, 'CARD_ABSENT', 'No card is in the reader'),
  RemovedCard: gone('SCARD_W_REMOVED_CARD', 0x80100069, 'CARD_ABSENT', 'The card was taken out of the reader'),
  ResetCard: row('SCARD_W_RESET_CARD', 0x80100068, 'CARD_WAS_RESET', 'Another program has reset the card'),
  UnpoweredCard: row('SCARD_W_UNPOWERED_CARD', 0x80100067, 'CARD_UNPOWERED', 'The reader has switched the card off'),
  UnresponsiveCard: row(
    'SCARD_W_UNRESPONSIVE_CARD',
    0x80100066,
    'CARD_UNRESPONSIVE',
    'The card in the reader does not answer',
  ),
  UnsupportedCard: row(
    'SCARD_W_UNSUPPORTED_CARD',
    0x80100065,
    'CARD_READER_MISMATCH',
    'The reader cannot work with the way in which this card answers',
  ),
  CardUnsupported: row(
    'SCARD_E_CARD_UNSUPPORTED',
    0x8010001c,
    'CARD_READER_MISMATCH',
    'The reader does not support this card',
  ),
  ProtoMismatch: row(
    'SCARD_E_PROTO_MISMATCH',
    0x8010000f,
    'CARD_PROTOCOL_MISMATCH',
    'Card and reader have no transmission protocol in common',
  ),
  NotReady: row('SCARD_E_NOT_READY', 0x80100010, 'CARD_LINK_FAILED', 'The reader or the card is not ready'),
  NotTransacted: row(
    'SCARD_E_NOT_TRANSACTED',
    0x80100016,
    'CARD_LINK_FAILED',
    'The reader could not carry a command to the card and its answer back',
  ),
  CommError: row(
    'SCARD_F_COMM_ERROR',
    0x80100013,
    'CARD_LINK_FAILED',
    'The link to the reader broke in the middle of a command',
  ),
  CommDataLost: row(
    'SCARD_E_COMM_DATA_LOST',
    0x8010002f,
    'CARD_LINK_FAILED',
    'Bytes were lost between the reader and the card',
  ),
} as const satisfies Record<string, PcscCode>;

/** For a code without a row. */
const unexplained: PcscCode = row(
  'SCARD_F_UNKNOWN_ERROR',
  0x80100014,
  'EDGE_PCSC_FAILED',
  'PC/SC reported a fault that it does not explain',
);

export const pcscCode = (name: string): PcscCode =>
  Object.hasOwn(pcscCodes, name) ? pcscCodes[name as keyof typeof pcscCodes] : unexplained;
