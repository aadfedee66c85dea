/**
 * Whole commands over a transport: chaining or extended length, 61xx and 6Cxx, counting, tracing, one command at a time.
 * Knows which instructions change the card, so that a lost link in one of them becomes CARD_OUTCOME_UNKNOWN.
 * Governing documents: ISO/IEC 7816-4:2020 section 5.3, SP 800-73-5 Part 2 section 2.4, cards.md.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { linkCodes } from '@cardwright/contracts/errors/link-codes';
import {
  chainCommand,
  collectedMax,
  correctedLe,
  joinResponses,
  nextGetResponse,
} from '@cardwright/card-protocol/apdu/chaining';
import {
  encodeExtended,
  encodeShort,
  extendedLeAll,
  shortDataMax,
  shortLeAll,
  type CommandApdu,
} from '@cardwright/card-protocol/apdu/command-apdu';
import { decodeResponse, type ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { isStatus } from '@cardwright/card-protocol/iso7816/status-word';
import { vendorInstruction } from '@cardwright/card-protocol/piv/vendor-extensions';
import { tellableData, type ApduObserver } from './apdu-trace.js';
import type { CardTransport } from './card-transport.port.js';

/** VERIFY is among them: it costs a try. So is anything that nobody listed as reading. */
const readingInstructions: ReadonlySet<number> = new Set([
  instruction.select,
  instruction.getData,
  instruction.getDataCompact,
  instruction.getResponse,
  instruction.generalAuthenticate,
  vendorInstruction.getVersion,
  vendorInstruction.getSerial,
  vendorInstruction.getMetadata,
  vendorInstruction.attest,
]);

/** Answers that may be long: only these get an extended Le, so that small ones stay in the form every reader takes. */
const longAnswers: ReadonlySet<number> = new Set([
  instruction.getData,
  instruction.generateAsymmetricKeyPair,
  instruction.generalAuthenticate,
  vendorInstruction.getMetadata,
  vendorInstruction.attest,
]);

export interface ApduChannelOptions {
  /** Send extended APDUs where they save some. Default false: chaining works on every card. */
  readonly extendedLength?: boolean;
  readonly onApdu?: ApduObserver;
  /** Milliseconds, only differences count. Default performance.now. */
  readonly now?: () => number;
}

export class ApduChannel {
  /** May be set once the card is known; falls back to false by itself on 6700. */
  extendedLength: boolean;
  /** APDUs sent so far, GET RESPONSE and the pieces of chains included. */
  apdus = 0;
  /** The next APDU goes on with a chain: what it holds is the middle of something. */
  private amidChain = false;
  private readonly now: () => number;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly transport: CardTransport,
    private readonly options: ApduChannelOptions = {},
  ) {
    this.extendedLength = options.extendedLength ?? false;
    this.now = options.now ?? (() => performance.now());
  }

  /**
   * Sends a command and collects its answer, whatever the status word. Commands wait for each other: pieces of two chains
   * must not mix. Throws CARD_REMOVED and the other link codes, CARD_OUTCOME_UNKNOWN, CARD_UNEXPECTED_STATUS (endless answer).
   */
  exchange(apdu: CommandApdu): Promise<ResponseApdu> {
    const run = this.last.then(() => this.exchangeNow(apdu));
    this.last = run.catch(() => undefined);
    return run;
  }

  private async exchangeNow(apdu: CommandApdu): Promise<ResponseApdu> {
    const before = this.apdus;
    try {
      if (!this.sendExtended(apdu)) return await this.exchangeChained(apdu);
      const le = apdu.le === undefined || !longAnswers.has(apdu.ins) ? apdu.le : extendedLeAll;
      const response = await this.collect(encodeExtended(le === undefined ? apdu : { ...apdu, le }));
      if (!isStatus(response.sw, 'wrongLength')) return response;
      // 6700: refused before execution. The card or the reader has no extended length, whatever was declared.
      this.extendedLength = false;
      return await this.exchangeChained(apdu);
    } catch (error) {
      const sentSome = this.apdus > before + 1 || !isCardwrightError(error) || error.details['sent'] !== false;
      if (isCardwrightError(error) && linkCodes.has(error.code) && sentSome && isWrite(apdu))
        throw new CardwrightError('CARD_OUTCOME_UNKNOWN', undefined, { ...error.details }, error);
      throw error;
    }
  }

  private sendExtended(apdu: CommandApdu): boolean {
    return (
      this.extendedLength && (apdu.data.length > shortDataMax || (apdu.le === shortLeAll && longAnswers.has(apdu.ins)))
    );
  }

  private async exchangeChained(apdu: CommandApdu): Promise<ResponseApdu> {
    const pieces = chainCommand(apdu);
    const last = pieces.pop()!;
    for (const piece of pieces) {
      const response = await this.transmit(piece);
      piece.fill(0);
      if (!isStatus(response.sw, 'success')) return response;
    }
    const response = await this.collect(last);
    const le = correctedLe(response.sw);
    if (le === undefined || pieces.length > 0) return response;
    return this.collect(encodeShort({ ...apdu, le }));
  }

  /** Sends one encoded APDU and follows 61xx. The bytes are wiped: they may hold a PIN or a key. */
  private async collect(encoded: Uint8Array): Promise<ResponseApdu> {
    let response = await this.transmit(encoded);
    encoded.fill(0);
    const parts = [response];
    let total = response.data.length;
    for (let next = nextGetResponse(response.sw); next !== undefined; next = nextGetResponse(response.sw)) {
      response = await this.transmit(encodeShort(next));
      parts.push(response);
      total += response.data.length;
      if (response.data.length === 0 && nextGetResponse(response.sw)) throw endless(response.sw);
      if (total > collectedMax) throw endless(response.sw);
    }
    return joinResponses(parts);
  }

  private async transmit(encoded: Uint8Array): Promise<ResponseApdu> {
    const index = ++this.apdus;
    const started = this.now();
    const [cla = 0, ins = 0, p1 = 0, p2 = 0] = encoded;
    const { lc, dataAt } = dataOf(encoded);
    // Before it is sent: callers wipe what they sent, and an answer may never come.
    const data =
      this.options.onApdu === undefined || this.amidChain
        ? undefined
        : tellableData(ins, encoded.subarray(dataAt, dataAt + lc));
    this.amidChain = (cla & chainingBit) !== 0;
    let response: ResponseApdu | undefined;
    try {
      response = decodeResponse(await this.transport.transmit(encoded));
      return response;
    } finally {
      this.options.onApdu?.({
        index,
        cla,
        ins,
        p1,
        p2,
        lc,
        extended: dataAt === extendedDataAt,
        lr: response?.data.length ?? 0,
        sw: response?.sw,
        durationMs: this.now() - started,
        data,
      });
    }
  }
}

/** An empty VERIFY asks and costs nothing. */
function isWrite(apdu: CommandApdu): boolean {
  if (apdu.ins === instruction.verify && apdu.data.length === 0) return false;
  return !readingInstructions.has(apdu.ins);
}

const chainingBit = 0x10;
/** Header, and Lc in one byte or in three. */
const shortDataAt = 5;
const extendedDataAt = 7;

function dataOf(encoded: Uint8Array): { lc: number; dataAt: number } {
  if (encoded.length <= 5) return { lc: 0, dataAt: shortDataAt };
  if (encoded[4] !== 0) return { lc: encoded[4]!, dataAt: shortDataAt };
  return { lc: encoded.length > 7 ? encoded[5]! * 256 + encoded[6]! : 0, dataAt: extendedDataAt };
}

function endless(sw: number): CardwrightError {
  return new CardwrightError('CARD_UNEXPECTED_STATUS', 'The card does not end its answer', { sw: sw.toString(16) });
}
