/**
 * Whole commands over a transport, one at a time, through a stack of processors: one file each in apdu/, which do chaining or extended length,
 * 61xx and 6Cxx, counting and tracing. What the commands of an application mean for them is said by ApplicationCommands.
 * Governing documents: ISO/IEC 7816-4:2020 section 5.3, SP 800-73-5 Part 2 section 2.4, cards.md.
 */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { linkTo } from './apdu/apdu-link.js';
import { stackOf, type ApduProcessor, type SendApdu } from './apdu/apdu-processor.js';
import type { ApplicationCommands } from './apdu/application-commands.js';
import { CommandChaining } from './apdu/command-chaining.js';
import { CorrectedLength } from './apdu/corrected-length.js';
import { LengthForm } from './apdu/length-form.js';
import { ResetMending } from './apdu/reset-mending.js';
import { ResponseChaining } from './apdu/response-chaining.js';
import { TraceProcessor } from './apdu/trace-processor.js';
import { UnknownOutcome } from './apdu/unknown-outcome.js';
import type { ApduObserver } from './apdu/apdu-trace.js';
import type { CardTransport } from './card-transport.port.js';
import { ExtendedLength, type ExtendedLengthMemory } from './apdu/extended-length.js';

export interface ApduChannelOptions {
  /** What earlier sessions of this process found about extended APDUs. Default: nothing. */
  readonly extendedLengths?: ExtendedLengthMemory;
  readonly onApdu?: ApduObserver;
  /** Milliseconds, only differences count. Default performance.now. */
  readonly now?: () => number;
  /** What an application does to all of its commands and answers: a keep-alive, secure messaging. They see whole ones. */
  readonly processors?: readonly ApduProcessor[];
}

export class ApduChannel {
  private readonly extended: ExtendedLength;
  private readonly trace: TraceProcessor;
  private readonly send: SendApdu;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly transport: CardTransport,
    commands: ApplicationCommands,
    private readonly options: ApduChannelOptions = {},
  ) {
    this.extended = new ExtendedLength(transport.maxCommandBytes ?? null);
    this.trace = new TraceProcessor(commands, options.onApdu, options.now ?? (() => performance.now()));
    const processors: ApduProcessor[] = [
      new ResetMending(commands, transport, () => processors.forEach((each) => each.forget?.())),
      new UnknownOutcome(commands, () => this.apdus),
      ...(options.processors ?? []),
      new LengthForm(commands, this.extended),
      new CorrectedLength(commands.pieceBytes),
      new CommandChaining(commands.pieceBytes),
      new ResponseChaining(),
      this.trace,
    ];
    this.send = stackOf(
      processors,
      linkTo((bytes) => transport.transmit(bytes)),
    );
  }

  /** APDUs sent so far, GET RESPONSE and the pieces of chains included. */
  get apdus(): number {
    return this.trace.apdus;
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
    const run = this.last.then(() => this.send(apdu));
    this.last = run.catch(() => undefined);
    return run;
  }
}
