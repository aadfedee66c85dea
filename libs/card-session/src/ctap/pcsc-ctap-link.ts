/** CTAP over the APDUs of a card whose FIDO application is selected. Governing document: CTAP 2.1 section 11.3. */
import { ctapInstruction, messageApdu } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { isStatus } from '@cardwright/card-protocol/iso7816/status-word';
import type { ApduChannel } from '../apdu-channel.js';
import { statusError } from '../status-error.js';
import type { CtapExchangeOptions, CtapLink } from './ctap-link.port.js';
import type { CtapMessageApdu } from './keep-alive-polling.js';

export class PcscCtapLink implements CtapLink {
  /** channel: of ctapCommands, with KeepAlivePolling. */
  constructor(private readonly channel: ApduChannel) {}

  async exchange(message: Uint8Array, meanwhile: CtapExchangeOptions = {}): Promise<Uint8Array> {
    const apdu: CtapMessageApdu = { ...messageApdu(message), meanwhile };
    const { sw, data } = await this.channel.exchange(apdu);
    if (!isStatus(sw, 'success')) throw statusError(sw, ctapInstruction.nfcctapMsg, 'identity');
    return data;
  }
}
