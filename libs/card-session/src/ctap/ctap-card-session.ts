/**
 * A session with the FIDO application of a card, by APDUs: CtapSession with what is asked of every application of a card. Where it does not answer
 * there, the USB interface of the same key is taken, if there is one. Governing documents: CTAP 2.1 sections 11.2 and 11.3.
 */
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { decodeReply, encodeRequest } from '@cardwright/card-protocol/ctap/messages/command';
import { getInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import { ctapStatus } from '@cardwright/card-protocol/ctap/status';
import { messageApdu, selectFido } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { answerOf } from '../answers.js';
import { ApduChannel, type ApduChannelOptions } from '../apdu-channel.js';
import type { ApplicationSession } from '../application-session.port.js';
import type { CardTransport } from '../card-transport.port.js';
import { statusError } from '../status-error.js';
import { fidoError } from './fido-error.js';
import { ChosenLink } from './chosen-link.js';
import { ctapCommands } from './ctap-commands.js';
import { CtapStatusError } from './ctap-errors.js';
import type { WrongPins } from './ctap-pin.js';
import { CtapSession } from './ctap-session.js';
import { fidoImage } from './fido-image.js';
import type { HidDevice } from './hid-device.port.js';
import { KeepAlivePolling } from './keep-alive-polling.js';
import { PcscCtapLink } from './pcsc-ctap-link.js';

export interface CtapCardSessionOptions extends ApduChannelOptions {
  /** Between two questions to a card that waits for a touch. For tests. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** What earlier sessions have sent to the card since it got its power. Default: nothing. */
  readonly wrongPins?: WrongPins;
  /** The USB interface of the key that the card is in. Default, and undefined: there is none. */
  readonly usb?: (() => Promise<HidDevice | undefined>) | undefined;
}

export class CtapCardSession extends CtapSession implements ApplicationSession<FidoImage> {
  readonly application = 'FIDO2';
  private readonly channel: ApduChannel;
  private readonly chosen: ChosenLink;

  constructor(
    readonly transport: CardTransport,
    { pause, wrongPins, usb, ...options }: CtapCardSessionOptions = {},
  ) {
    const processors = [new KeepAlivePolling(pause, options.now), ...(options.processors ?? [])];
    const channel = new ApduChannel(transport, ctapCommands, { ...options, processors });
    const chosen = new ChosenLink(new PcscCtapLink(channel), usb);
    super(chosen, wrongPins);
    this.channel = channel;
    this.chosen = chosen;
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
    if (!(await this.answers())) throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-fido-in-reader'));
  }

  /** Throws what `select` throws, and FIDO_REFUSED. */
  async readImage(): Promise<FidoImage> {
    await this.select();
    return this.image();
  }

  /** As readImage; undefined: the card has no such application in this reader. */
  async findImage(): Promise<FidoImage | undefined> {
    return (await this.answers()) ? this.image() : undefined;
  }

  exchange(apdu: CommandApdu): Promise<ResponseApdu> {
    return this.channel.exchange(apdu);
  }

  async close(how: 'leave' | 'reset' = 'reset'): Promise<void> {
    await this.closeUsb();
    await this.transport.close(how);
  }

  /** The connection to the card stays. */
  closeUsb(): Promise<void> {
    return this.chosen.close();
  }

  private async image(): Promise<FidoImage> {
    const info = await this.info().catch((error: unknown) => {
      throw fidoError(error);
    });
    return fidoImage(info, info.options?.['clientPin'] === true ? await this.triesLeft() : null);
  }

  private async triesLeft(): Promise<number | { status: number }> {
    try {
      return (await this.pin.retries()).retriesRemaining;
    } catch (error) {
      if (error instanceof CtapStatusError) return error;
      throw error;
    }
  }

  /**
   * Selects the application. A card that shows it to contactless readers alone lets it be selected, and then answers nothing: it is asked what
   * has to be known of it anyway.
   */
  private async answers(): Promise<boolean> {
    this.known.forget();
    if (this.chosen.isUsb) return true;
    return (await this.answersInReader()) || this.chosen.takeUsb();
  }

  private async answersInReader(): Promise<boolean> {
    if ((await this.answerTo(selectFido())) === undefined) return false;
    const said = await this.answerTo(messageApdu(encodeRequest('authenticatorGetInfo')));
    if (said === undefined) return false;
    try {
      const { status, parameters } = decodeReply(said);
      if (status === ctapStatus.CTAP2_OK) this.known.take(getInfoResponse.decode(parameters));
    } catch (error) {
      // Whoever needs it asks again, and gets the error.
      if (!(error instanceof CardProtocolError)) throw error;
    }
    return true;
  }

  private async answerTo(apdu: CommandApdu): Promise<Uint8Array | undefined> {
    const { sw, data } = await this.exchange(apdu);
    const answer = answerOf('identity', sw);
    if (answer === 'unclear') throw statusError(sw, apdu.ins, 'identity');
    return answer === 'there' ? data : undefined;
  }
}
