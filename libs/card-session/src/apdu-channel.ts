/**
 * Whole commands over a transport: chaining or extended length, 61xx and 6Cxx, counting, tracing, one command at a time.
 * Knows which instructions change the card, so that a lost link in one of them becomes CARD_OUTCOME_UNKNOWN. What only asks is asked once
 * more in short APDUs where the extended one got no answer (extended-length.ts); what changes the card is never sent twice.
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
  shortDataMax,
  shortLeAll,
  type CommandApdu,
} from '@cardwright/card-protocol/apdu/command-apdu';
import { decodeResponse, type ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { isStatus } from '@cardwright/card-protocol/iso7816/status-word';
import { vendorInstruction } from '@cardwright/card-protocol/piv/vendor-extensions';
import { isAboutForm, isAnswerToExtended } from './answers.js';
import { recordableData, type ApduObserver } from './apdu-trace.js';
import type { CardTransport } from './card-transport.port.js';
import { ExtendedLength, type ExtendedLengthMemory } from './extended-length.js';

/** VERIFY counts as changing the card, because it costs a try. So does every instruction that is not listed as reading. */
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
  /** What earlier sessions of this process found about extended APDUs. Default: nothing. */
  readonly extendedLengths?: ExtendedLengthMemory;
  readonly onApdu?: ApduObserver;
  /** Milliseconds, only differences count. Default performance.now. */
  readonly now?: () => number;
}

export class ApduChannel {
  private readonly extended: ExtendedLength;
  /** The SELECT that the card took last: what is read after a reset is read in the same application. */
  private selected: CommandApdu | undefined;
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
    this.extended = new ExtendedLength(transport.maxCommandBytes ?? null);
    this.now = options.now ?? (() => performance.now());
  }

  /** Extended APDUs are tried from now on. cardKind: as in ExtendedLengthMemory. */
  offerExtendedLength(cardKind: string): void {
    this.extended.offer(this.options.extendedLengths?.of(this.transport.readerName, cardKind));
  }

  /** Whether extended APDUs were seen to work. */
  get extendedLength(): boolean {
    return this.extended.works;
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

  /**
   * A card that somebody else has reset, or that the reader has switched off, is still there: what only reads is asked again, once the link is
   * mended and the application selected. A write is not: whoever sends it reads the card back first (CARD_OUTCOME_UNKNOWN).
   */
  private async exchangeNow(apdu: CommandApdu): Promise<ResponseApdu> {
    for (let resets = 0; ; resets++)
      try {
        if (resets > 0) await this.reconnect(apdu);
        const response = await this.exchangeOnce(apdu);
        if (apdu.ins === instruction.select && isStatus(response.sw, 'success')) this.selected = apdu;
        return response;
      } catch (error) {
        const mendable = isReset(error) && isStateless(apdu) && this.transport.reconnect !== undefined;
        if (!mendable || resets === resetsMax) throw error;
      }
  }

  private async reconnect(apdu: CommandApdu): Promise<void> {
    await this.transport.reconnect!();
    this.amidChain = false;
    if (this.selected === undefined || apdu.ins === instruction.select) return;
    const { sw } = await this.collect(encodeShort(this.selected));
    if (!isStatus(sw, 'success'))
      throw new CardwrightError('CARD_WAS_RESET', 'After a reset the card does not select its application any more', {
        readerName: this.transport.readerName,
        sw: sw.toString(16),
        sent: false,
      });
  }

  private async exchangeOnce(apdu: CommandApdu): Promise<ResponseApdu> {
    const before = this.apdus;
    try {
      if (!this.sendExtended(apdu)) return await this.exchangeChained(apdu);
      return await (isWrite(apdu) ? this.writeExtended(apdu) : this.askExtended(apdu));
    } catch (error) {
      const sentSome = this.apdus > before + 1 || !isCardwrightError(error) || error.details['sent'] !== false;
      if (isLinkError(error) && sentSome && isWrite(apdu))
        throw new CardwrightError('CARD_OUTCOME_UNKNOWN', undefined, { ...error.details }, error);
      throw error;
    }
  }

  private sendExtended(apdu: CommandApdu): boolean {
    if (apdu.data.length > shortDataMax) return this.extended.carries(apdu.data.length, isWrite(apdu));
    const usable = isWrite(apdu) ? this.extended.works : this.extended.mayBeTried;
    return usable && apdu.le === shortLeAll && longAnswers.has(apdu.ins);
  }

  /** Without a usable answer, the command is sent once more in short form. The result shows whether the length was the cause. */
  private async askExtended(apdu: CommandApdu): Promise<ResponseApdu> {
    const first = await this.collectExtended(apdu).catch((error: unknown) => {
      if (isLinkFailure(error)) return error;
      throw error;
    });
    if (!(first instanceof Error) && isAnswerToExtended(first.sw)) {
      this.extended.answered(apdu.data.length);
      return first;
    }
    const isData = apdu.data.length > shortDataMax;
    let second: ResponseApdu;
    try {
      second = await this.exchangeChained(apdu);
    } catch (error) {
      // A link that the extended command has broken for good: the next session with this reader does not try it.
      if (isLinkFailure(error)) this.extended.refuse(isData);
      throw error;
    }
    if (first instanceof Error || first.sw !== second.sw) this.extended.refuse(isData);
    return second;
  }

  /**
   * Nobody knows whether a command was executed whose answer may be about its length: CARD_OUTCOME_UNKNOWN {extended: true}. What it changes
   * is to be read back; sent again it goes in short APDUs.
   */
  private async writeExtended(apdu: CommandApdu): Promise<ResponseApdu> {
    const length = apdu.data.length;
    const isData = length > shortDataMax;
    const taken = isData && this.extended.hasTaken(length);
    const response = await this.collectExtended(apdu).catch((error: unknown) => {
      if (isLinkFailure(error) && error.details['sent'] !== false && !taken) {
        this.extended.refuse(isData);
        throw new CardwrightError('CARD_OUTCOME_UNKNOWN', undefined, { ...error.details, extended: true }, error);
      }
      throw error;
    });
    if (isStatus(response.sw, 'success')) this.extended.answered(length);
    // That extended length works at all is known by now: a command with little data is doubted only for what is said about its form.
    const believed = taken || isAnswerToExtended(response.sw) || (!isData && !isAboutForm(response.sw));
    if (believed) return response;
    this.extended.refuse(isData);
    throw new CardwrightError('CARD_OUTCOME_UNKNOWN', 'The card did not take a command of extended length', {
      sw: response.sw.toString(16).toUpperCase(),
      extended: true,
    });
  }

  private collectExtended(apdu: CommandApdu): Promise<ResponseApdu> {
    const le = apdu.le === undefined || !longAnswers.has(apdu.ins) ? apdu.le : this.extended.answerMax;
    return this.collect(encodeExtended(le === undefined ? apdu : { ...apdu, le }));
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
    // Recorded before it is sent, because callers wipe what they sent and an answer may never come.
    const data =
      this.options.onApdu === undefined || this.amidChain
        ? undefined
        : recordableData(ins, encoded.subarray(dataAt, dataAt + lc));
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

const isLinkError = (error: unknown): error is CardwrightError => isCardwrightError(error) && linkCodes.has(error.code);
/** The card is there, and has forgotten everything. */
const isReset = (error: unknown): boolean =>
  isCardwrightError(error, 'CARD_WAS_RESET') || isCardwrightError(error, 'CARD_UNPOWERED');
/** The link itself may be at fault, and so may the length of what it was to carry. */
const isLinkFailure = (error: unknown): error is CardwrightError =>
  isLinkError(error) && error.details['gone'] !== true && !isReset(error);

/** More often than this in a row, somebody else is at work on the card. */
const resetsMax = 3;

/**
 * True for commands that only read and need nothing that a reset takes away. GENERAL AUTHENTICATE is not one: it continues a witness, or
 * needs a verified PIN.
 */
const isStateless = (apdu: CommandApdu): boolean => !isWrite(apdu) && apdu.ins !== instruction.generalAuthenticate;

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
