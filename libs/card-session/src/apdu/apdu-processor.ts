/**
 * A stack of processors stands between a session and the card: each does one thing to a command or its answer (length form, chaining, trace) and
 * hands the rest on. What a processor may count on is the order in apdu-channel.ts. Governing document: ISO/IEC 7816-4:2020 section 5.3.
 */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';

/** A command on its way down. extended: it goes in the extended length form; absent: short, in as many pieces as that takes. */
export interface OutgoingApdu extends CommandApdu {
  readonly extended?: boolean;
}

/** Answers whatever the status word. Rejects with the link codes (contracts errors/link-codes). */
export type SendApdu = (apdu: OutgoingApdu) => Promise<ResponseApdu>;

export interface ApduProcessor {
  /** next: the rest of the stack down to the card; may be called never, once or many times. */
  process(apdu: OutgoingApdu, next: SendApdu): Promise<ResponseApdu>;
  /** The card was reset and has forgotten everything, so what was remembered of an exchange with it holds no more. */
  forget?(): void;
}

/** The first processor sees whole commands and whole answers; the last one what goes over the link. */
export const stackOf = (processors: readonly ApduProcessor[], link: SendApdu): SendApdu =>
  processors.reduceRight<SendApdu>((next, processor) => (apdu) => processor.process(apdu, next), link);
