/** What an authenticator says of itself, asked once, until something is done that may change it. Governing document: CTAP 2.1 section 6.4. */
import { getInfoResponse, type GetInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import { exchange } from './ctap-exchange.js';
import type { CtapLink } from './ctap-link.port.js';

export class CtapInfo {
  private known: GetInfoResponse | undefined;

  constructor(private readonly link: CtapLink) {}

  /** Throws CtapStatusError, CardProtocolError, link codes. */
  async get(): Promise<GetInfoResponse> {
    return (this.known ??= getInfoResponse.decode(await exchange(this.link, 'authenticatorGetInfo')));
  }

  /** It was asked elsewhere. */
  take(info: GetInfoResponse): void {
    this.known = info;
  }

  forget(): void {
    this.known = undefined;
  }
}
