/** A host of the FIDO application for specs: messages in, status names and fields out, and the PIN exchanges that every spec begins with. */
import { concat, fromHex, toHex, utf8Bytes } from '@cardwright/card-protocol/bytes';
import { decodeResponse, type ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { encodeShort } from '@cardwright/card-protocol/apdu/command-apdu';
import { nextGetResponse } from '@cardwright/card-protocol/apdu/chaining';
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { configAuthMessage, configRequest } from '@cardwright/card-protocol/ctap/messages/authenticator-config';
import {
  clientPinRequest,
  clientPinResponse,
  clientPinSubCommand,
  type ClientPinRequest,
  type ClientPinResponse,
} from '@cardwright/card-protocol/ctap/messages/client-pin';
import { decodeReply, encodeRequest, type CtapCommandName } from '@cardwright/card-protocol/ctap/messages/command';
import {
  credentialManagementAuthMessage,
  credentialManagementRequest,
  credentialManagementResponse,
  type CredentialManagementResponse,
} from '@cardwright/card-protocol/ctap/messages/credential-management';
import { getInfoResponse, type GetInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import { padPin } from '@cardwright/card-protocol/ctap/pin/pin-rules';
import { pinUvAuthProtocol, type PinUvAuthProtocol } from '@cardwright/card-protocol/ctap/pin/pin-uv-auth-protocol';
import { ctapStatusName } from '@cardwright/card-protocol/ctap/status';
import { chainedMessage, pollApdu } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { SimulatedCard, type SimulatedCardOptions } from '../src/simulated-card.js';

export const selectFido = '00a4040008a0000006472f000100';
export const clientDataHash = new Uint8Array(32).fill(0xcd);
export const pinHashOf = (pin: string): Uint8Array => nodeCryptography.sha256(utf8Bytes(pin)).slice(0, 16);
export const hashOf = (text: string): Uint8Array => nodeCryptography.sha256(utf8Bytes(text));

export interface Reply {
  /** Name of the specification. */
  status: string;
  parameters: CborMap;
}

export class FidoTerminal {
  constructor(
    readonly card: SimulatedCard,
    readonly protocol: PinUvAuthProtocol = pinUvAuthProtocol(2, nodeCryptography)!,
  ) {}

  static async with(options: SimulatedCardOptions = {}, protocol = 2): Promise<FidoTerminal> {
    const card = new SimulatedCard({ fido: {}, ...options });
    const terminal = new FidoTerminal(card, pinUvAuthProtocol(protocol, nodeCryptography));
    await terminal.select();
    return terminal;
  }

  async select(): Promise<void> {
    const answer = toHex(await this.card.transmit(fromHex(selectFido)));
    if (answer !== '4649444f5f325f309000') throw new Error(`SELECT: ${answer}`);
  }

  /** Off, on, selected again. */
  async powerCycle(): Promise<void> {
    await this.card.powerOff();
    await this.card.powerOn();
    await this.select();
  }

  /** One APDU with the 61xx after it. */
  async transmit(encoded: Uint8Array): Promise<ResponseApdu> {
    let { data, sw } = decodeResponse(await this.card.transmit(encoded));
    for (let next = nextGetResponse(sw); next !== undefined; next = nextGetResponse(sw)) {
      const more = decodeResponse(await this.card.transmit(encodeShort(next)));
      data = concat(data, more.data);
      sw = more.sw;
    }
    return { data, sw };
  }

  /** Chained APDUs; keep-alives are counted and answered with polls. */
  async send(message: Uint8Array): Promise<Reply & { keepAlives: number }> {
    let response: ResponseApdu | undefined;
    for (const piece of chainedMessage(message)) response = await this.transmit(piece);
    let keepAlives = 0;
    for (; response!.sw === 0x9100; keepAlives++) response = await this.transmit(encodeShort(pollApdu()));
    if (response!.sw !== 0x9000) throw new Error(`status word ${response!.sw.toString(16)}`);
    return { ...replyOf(response!.data), keepAlives };
  }

  message(command: CtapCommandName, parameters?: CborMap): Promise<Reply & { keepAlives: number }> {
    return this.send(encodeRequest(command, parameters));
  }

  async info(): Promise<GetInfoResponse> {
    return getInfoResponse.decode((await this.message('authenticatorGetInfo')).parameters);
  }

  /** subCommand and what goes with it; protocol is filled in. Answers the status and the fields. */
  async clientPin(
    request: Omit<ClientPinRequest, 'pinUvAuthProtocol'>,
  ): Promise<{ status: string } & ClientPinResponse> {
    const encoded = clientPinRequest.encode({ pinUvAuthProtocol: this.protocol.version, ...request });
    const { status, parameters } = await this.message('authenticatorClientPIN', encoded);
    return { status, ...clientPinResponse.decode(parameters) };
  }

  async agree(): Promise<{ keyAgreement: ClientPinRequest['keyAgreement']; secret: Uint8Array }> {
    const { keyAgreement: peer } = await this.clientPin({ subCommand: clientPinSubCommand.getKeyAgreement });
    const own = nodeCryptography.newKeyAgreement();
    return { keyAgreement: own.publicKey, secret: this.protocol.sharedSecret(own.agree(peer!)) };
  }

  async setPin(pin: string): Promise<string> {
    const { keyAgreement, secret } = await this.agree();
    const newPinEnc = this.protocol.encrypt(secret, padPin(utf8Bytes(pin)));
    const pinUvAuthParam = this.protocol.authenticate(secret, newPinEnc);
    const { status } = await this.clientPin({
      subCommand: clientPinSubCommand.setPIN,
      keyAgreement,
      newPinEnc,
      pinUvAuthParam,
    });
    return status;
  }

  async changePin(old: string, pin: string): Promise<string> {
    const { keyAgreement, secret } = await this.agree();
    const newPinEnc = this.protocol.encrypt(secret, padPin(utf8Bytes(pin)));
    const pinHashEnc = this.protocol.encrypt(secret, pinHashOf(old));
    const pinUvAuthParam = this.protocol.authenticate(secret, concat(newPinEnc, pinHashEnc));
    const subCommand = clientPinSubCommand.changePIN;
    return (await this.clientPin({ subCommand, keyAgreement, newPinEnc, pinHashEnc, pinUvAuthParam })).status;
  }

  /** The token, or the status that the card refuses it with. permissions absent: the older subcommand. */
  async token(pin: string, permissions?: number, rpId?: string): Promise<Uint8Array | string> {
    const { keyAgreement, secret } = await this.agree();
    const pinHashEnc = this.protocol.encrypt(secret, pinHashOf(pin));
    const subCommand =
      permissions === undefined
        ? clientPinSubCommand.getPinToken
        : clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions;
    const { status, pinUvAuthToken } = await this.clientPin({
      subCommand,
      keyAgreement,
      pinHashEnc,
      permissions,
      rpId,
    });
    return pinUvAuthToken === undefined ? status : this.protocol.decrypt(secret, pinUvAuthToken);
  }

  /** A token that must come. */
  async goodToken(pin: string, permissions: number, rpId?: string): Promise<Uint8Array> {
    const token = await this.token(pin, permissions, rpId);
    if (typeof token === 'string') throw new Error(token);
    return token;
  }

  async manage(
    token: Uint8Array,
    subCommand: number,
    subCommandParams?: CborMap,
  ): Promise<{ status: string } & CredentialManagementResponse> {
    const pinUvAuthParam = this.protocol.authenticate(
      token,
      credentialManagementAuthMessage(subCommand, subCommandParams),
    );
    const request = { subCommand, subCommandParams, pinUvAuthProtocol: this.protocol.version, pinUvAuthParam };
    const reply = await this.message('authenticatorCredentialManagement', credentialManagementRequest.encode(request));
    return { status: reply.status, ...credentialManagementResponse.decode(reply.parameters) };
  }

  async config(token: Uint8Array | undefined, subCommand: number, subCommandParams?: CborMap): Promise<string> {
    const authenticated = token && {
      pinUvAuthProtocol: this.protocol.version,
      pinUvAuthParam: this.protocol.authenticate(token, configAuthMessage(subCommand, subCommandParams)),
    };
    const request = configRequest.encode({ subCommand, subCommandParams, ...authenticated });
    return (await this.message('authenticatorConfig', request)).status;
  }
}

export function replyOf(data: Uint8Array): Reply {
  const { status, parameters } = decodeReply(data);
  return { status: ctapStatusName(status) ?? String(status), parameters };
}
