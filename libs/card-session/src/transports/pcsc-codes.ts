/**
 * What each PC/SC error code means, one row each, under the name that the binding gives it: the code of PC/SC, the code of the error
 * catalogue (which has the fix), and a sentence. `gone`: the card or its reader is certainly not there any more; every other failure may
 * have left the card where it was. Not status words of cards (status-error.ts).
 * Governing document: PC/SC Workgroup Specification 2.01 Part 5 section 3, winscard.h of pcsc-lite for the numbers.
 */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';

export interface PcscCode {
  /** As pcsc-lite and Windows name it. */
  readonly scard: string;
  readonly value: number;
  /** While connecting; a card that was connected is not absent but removed. */
  readonly code: ErrorCode;
  readonly sentence: Sentence;
  readonly gone?: true;
}

const row = (scard: string, value: number, code: ErrorCode, sentence: Sentence): PcscCode => ({
  scard,
  value,
  code,
  sentence,
});
const gone = (...fields: Parameters<typeof row>): PcscCode => ({ ...row(...fields), gone: true });

const pcscCodes = {
  // The service.
  NoService: gone('SCARD_E_NO_SERVICE', 0x8010001d, 'EDGE_PCSC_UNAVAILABLE', say('pcsc.no-service')),
  ServiceStopped: gone('SCARD_E_SERVICE_STOPPED', 0x8010001e, 'EDGE_PCSC_STOPPED', say('pcsc.stopped')),
  Shutdown: gone('SCARD_P_SHUTDOWN', 0x80100018, 'EDGE_PCSC_STOPPED', say('pcsc.ending')),
  InvalidHandle: gone('SCARD_E_INVALID_HANDLE', 0x80100003, 'EDGE_PCSC_STOPPED', say('pcsc.handle')),
  ServerTooBusy: row('SCARD_E_SERVER_TOO_BUSY', 0x80100031, 'EDGE_PCSC_BUSY', say('pcsc.busy')),
  NoMemory: row('SCARD_E_NO_MEMORY', 0x80100006, 'EDGE_PCSC_BUSY', say('pcsc.memory')),
  NoAccess: row('SCARD_E_NO_ACCESS', 0x80100027, 'EDGE_PCSC_FORBIDDEN', say('pcsc.no-access')),
  SecurityViolation: row('SCARD_W_SECURITY_VIOLATION', 0x8010006a, 'EDGE_PCSC_FORBIDDEN', say('pcsc.policy')),
  // Readers.
  NoReadersAvailable: gone('SCARD_E_NO_READERS_AVAILABLE', 0x8010002e, 'EDGE_NO_READER', say('pcsc.no-reader')),
  UnknownReader: gone('SCARD_E_UNKNOWN_READER', 0x80100009, 'EDGE_READER_UNAVAILABLE', say('pcsc.unknown-reader')),
  ReaderUnavailable: gone('SCARD_E_READER_UNAVAILABLE', 0x80100017, 'EDGE_READER_UNAVAILABLE', say('pcsc.reader-gone')),
  Timeout: row('SCARD_E_TIMEOUT', 0x8010000a, 'EDGE_READER_TIMEOUT', say('pcsc.reader-slow')),
  ReaderUnsupported: row('SCARD_E_READER_UNSUPPORTED', 0x8010001a, 'CARD_READER_MISMATCH', say('pcsc.reader-driver')),
  // The card in its reader.
  SharingViolation: row('SCARD_E_SHARING_VIOLATION', 0x8010000b, 'CARD_BUSY', say('pcsc.sharing')),
  NoSmartCard: gone('SCARD_E_NO_SMARTCARD', 0x8010000c, 'CARD_ABSENT', say('pcsc.no-card')),
  RemovedCard: gone('SCARD_W_REMOVED_CARD', 0x80100069, 'CARD_ABSENT', say('pcsc.card-out')),
  ResetCard: row('SCARD_W_RESET_CARD', 0x80100068, 'CARD_WAS_RESET', say('pcsc.card-reset')),
  UnpoweredCard: row('SCARD_W_UNPOWERED_CARD', 0x80100067, 'CARD_UNPOWERED', say('pcsc.card-off')),
  UnresponsiveCard: row('SCARD_W_UNRESPONSIVE_CARD', 0x80100066, 'CARD_UNRESPONSIVE', say('pcsc.card-mute')),
  UnsupportedCard: row('SCARD_W_UNSUPPORTED_CARD', 0x80100065, 'CARD_READER_MISMATCH', say('pcsc.card-way')),
  CardUnsupported: row('SCARD_E_CARD_UNSUPPORTED', 0x8010001c, 'CARD_READER_MISMATCH', say('pcsc.card-unsupported')),
  ProtoMismatch: row('SCARD_E_PROTO_MISMATCH', 0x8010000f, 'CARD_PROTOCOL_MISMATCH', say('pcsc.protocol')),
  NotReady: row('SCARD_E_NOT_READY', 0x80100010, 'CARD_LINK_FAILED', say('pcsc.not-ready')),
  NotTransacted: row('SCARD_E_NOT_TRANSACTED', 0x80100016, 'CARD_LINK_FAILED', say('pcsc.not-transacted')),
  CommError: row('SCARD_F_COMM_ERROR', 0x80100013, 'CARD_LINK_FAILED', say('pcsc.link-broke')),
  CommDataLost: row('SCARD_E_COMM_DATA_LOST', 0x8010002f, 'CARD_LINK_FAILED', say('pcsc.bytes-lost')),
} as const satisfies Record<string, PcscCode>;

/** For a code without a row. */
const unexplained: PcscCode = row('SCARD_F_UNKNOWN_ERROR', 0x80100014, 'EDGE_PCSC_FAILED', say('pcsc.unexplained'));

export const pcscCode = (name: string): PcscCode =>
  Object.hasOwn(pcscCodes, name) ? pcscCodes[name as keyof typeof pcscCodes] : unexplained;
