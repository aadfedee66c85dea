/**
 * A session with the FIDO application of a card, by APDUs: CtapSession with what is asked of every application of a card. It has no
 * `application` as long as contracts card/card-applications.ts has no row for it. Governing document: CTAP 2.1 section 11.3.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { encodeRequest } from '@cardwright/card-protocol/ctap/messages/command';
import type { GetInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import { messageApdu, selectFido } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { answerOf } from '../answers.js';
import { ApduChannel, type ApduChannelOptions } from '../apdu-channel.js';
import type { ApplicationSession } from '../application-session.port.js';
import type { CardTransport } from '../card-transport.port.js';
import { statusError } from '../status-error.js';
import { ctapCommands } from './ctap-commands.js';
import { CtapSession } from './ctap-session.js';
import { KeepAlivePolling } from './keep-alive-polling.js';
import { PcscCtapLink } from './pcsc-ctap-link.js';

export interface CtapCardSessionOptions extends ApduChannelOptions {
  /** Between two questions to a card that waits for a touch. For tests. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

export class CtapCardSession extends CtapSession implements Omit<ApplicationSession<GetInfoResponse>, 'application'> {
  private readonly channel: ApduChannel;

  constructor(
    readonly transport: CardTransport,
    { pause, ...options }: CtapCardSessionOptions = {},
  ) {
    const processors = [new KeepAlivePolling(pause), ...(options.processors ?? [])];
    const channel = new ApduChannel(transport, ctapCommands, { ...options, processors });
    super(new PcscCtapLink(channel));
    this.channel = channel;
  }

  /** Selects the application. undefined: the card has none that answers in this reader. Throws CARD_UNEXPECTED_STATUS and link codes. */
  static async open(transport: CardTransport, options?: CtapCardSessionOptions): Promise<CtapCardSession | undefined> {
    const session = new CtapCardSession(transport, options);
    return (await session.answers()) ? session : undefined;
  }

  get apdus(): number {
    return this.channel.apdus;
  }

  /** Throws CARD_CAPABILITY_MISSING where the card has no FIDO application that answers in this reader. */
  async select(): Promise<void> {
    if (!(await this.answers()))
      throw new CardwrightError('CARD_CAPABILITY_MISSING', 'The card has no FIDO application in this reader');
  }

  async readImage(): Promise<GetInfoResponse> {
    await this.select();
    return this.info();
  }

  exchange(apdu: CommandApdu): Promise<ResponseApdu> {
    return this.channel.exchange(apdu);
  }

  close(how: 'leave' | 'reset' = 'reset'): Promise<void> {
    return this.transport.close(how);
  }

  /** A card that shows the application to contactless readers alone lets it be selected, and then answers nothing. */
  private async answers(): Promise<boolean> {
    for (const apdu of [selectFido(), messageApdu(encodeRequest('authenticatorGetInfo'))]) {
      const { sw } = await this.exchange(apdu);
      const answer = answerOf('identity', sw);
      if (answer === 'unclear') throw statusError(sw, apdu.ins, 'identity');
      if (answer !== 'there') return false;
    }
    return true;
  }
}
