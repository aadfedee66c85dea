/** Counts what goes over the link and shows it to an observer: each piece of a chain and each GET RESPONSE by itself. */
import { chainingBit } from '@cardwright/card-protocol/apdu/chaining';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import type { ApduObserver } from './apdu-trace.js';
import type { ApplicationCommands } from './application-commands.js';
import type { ApduProcessor, OutgoingApdu, SendApdu } from './apdu-processor.js';

export class TraceProcessor implements ApduProcessor {
  /** APDUs sent so far. */
  apdus = 0;
  /** The next APDU goes on with a chain: what it holds is the middle of something. */
  private amidChain = false;

  constructor(
    private readonly commands: Pick<ApplicationCommands, 'recordable'>,
    private readonly onApdu: ApduObserver | undefined,
    /** Milliseconds, only differences count. */
    private readonly now: () => number,
  ) {}

  async process(apdu: OutgoingApdu, next: SendApdu): Promise<ResponseApdu> {
    const index = ++this.apdus;
    const started = this.now();
    const { cla, ins, p1, p2 } = apdu;
    const lc = apdu.data.length;
    // Recorded before it is sent, because callers wipe what they sent and an answer may never come.
    const data = this.onApdu === undefined || this.amidChain ? undefined : this.commands.recordable(apdu);
    this.amidChain = (cla & chainingBit) !== 0;
    let response: ResponseApdu | undefined;
    try {
      response = await next(apdu);
      return response;
    } finally {
      this.onApdu?.({
        ...{ index, cla, ins, p1, p2, lc },
        // A header alone is the same in both forms.
        extended: apdu.extended === true && (lc > 0 || apdu.le !== undefined),
        lr: response?.data.length ?? 0,
        sw: response?.sw,
        durationMs: this.now() - started,
        data,
      });
    }
  }

  forget(): void {
    this.amidChain = false;
  }
}
