/**
 * A session with a FIDO application: one method per command of CTAP 2.1, over any link; over that of a card it is a CtapCardSession. It keeps what
 * the authenticator has said of itself, no PIN, token or credential, and decides nothing. Governing document: CTAP 2.1 section 6.
 */
import { parseAuthenticatorData, type AuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import type { EcPoint } from '@cardwright/card-protocol/ctap/cose-key';
import {
  configAuthMessage,
  configRequest,
  configSubCommand,
  setMinPinLengthParams,
  type SetMinPinLengthParams,
} from '@cardwright/card-protocol/ctap/messages/authenticator-config';
import type { CredentialDescriptor } from '@cardwright/card-protocol/ctap/messages/entities';
import {
  getAssertionRequest,
  getAssertionResponse,
  type GetAssertionRequest,
  type GetAssertionResponse,
} from '@cardwright/card-protocol/ctap/messages/get-assertion';
import type { GetInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import {
  encodeAttestationObject,
  makeCredentialRequest,
  makeCredentialResponse,
  type MakeCredentialRequest,
} from '@cardwright/card-protocol/ctap/messages/make-credential';
import { ctapStatus } from '@cardwright/card-protocol/ctap/status';
import { CtapCredentials } from './ctap-credentials.js';
import { CtapStatusError } from './ctap-errors.js';
import { exchange } from './ctap-exchange.js';
import { CtapInfo } from './ctap-info.js';
import type { CtapExchangeOptions, CtapLink } from './ctap-link.port.js';
import { CtapPin, type WrongPins } from './ctap-pin.js';
import { authentication, type PinToken } from './pin-token.js';

export interface NewCredential {
  readonly credentialId: Uint8Array;
  readonly publicKey: EcPoint;
  readonly authenticatorData: AuthenticatorData;
  /** CBOR, as a relying party takes it. */
  readonly attestationObject: Uint8Array;
  /** The attestation says which key it is, not its model alone. */
  readonly enterpriseAttestation: boolean;
}

export type Authenticated<Request> = Omit<Request, 'pinUvAuthParam' | 'pinUvAuthProtocol'>;

export class CtapSession {
  readonly pin: CtapPin;
  readonly credentials: CtapCredentials;

  protected readonly known: CtapInfo;

  /** wrongPins: what earlier sessions with it have sent. */
  constructor(
    private readonly link: CtapLink,
    wrongPins?: WrongPins,
  ) {
    this.known = new CtapInfo(link);
    this.pin = new CtapPin(link, this.known, wrongPins);
    this.credentials = new CtapCredentials(link, this.known);
  }

  /** Asked once. How many credentials fit is as it was then. */
  info(): Promise<GetInfoResponse> {
    return this.known.get();
  }

  /**
   * token: of a right PIN, for makeCredential and this relying party; good for this one credential. Waits for a touch. Throws CtapStatusError:
   * CREDENTIAL_EXCLUDED, KEY_STORE_FULL, OPERATION_DENIED, USER_ACTION_TIMEOUT, KEEPALIVE_CANCEL among them.
   */
  async makeCredential(
    request: Authenticated<MakeCredentialRequest>,
    token?: PinToken,
    options?: CtapExchangeOptions,
  ): Promise<NewCredential> {
    const parameters = makeCredentialRequest.encode({ ...request, ...authentication(token, request.clientDataHash) });
    const answer = makeCredentialResponse.decode(
      await exchange(this.link, 'authenticatorMakeCredential', parameters, options),
    );
    const authenticatorData = parseAuthenticatorData(answer.authData);
    const made = authenticatorData.attestedCredential;
    if (made === undefined) throw new CtapStatusError('authenticatorMakeCredential', ctapStatus.CTAP1_ERR_OTHER);
    return {
      credentialId: made.credentialId,
      publicKey: made.publicKey,
      authenticatorData,
      attestationObject: encodeAttestationObject(answer),
      enterpriseAttestation: answer.epAtt === true,
    };
  }

  /** The first assertion, and as many more as there are; the newest credential first. Waits for a touch unless `up` is false. */
  async getAssertions(
    request: Authenticated<GetAssertionRequest>,
    token?: PinToken,
    options?: CtapExchangeOptions,
  ): Promise<GetAssertionResponse[]> {
    const parameters = getAssertionRequest.encode({ ...request, ...authentication(token, request.clientDataHash) });
    const first = getAssertionResponse.decode(
      await exchange(this.link, 'authenticatorGetAssertion', parameters, options),
    );
    const assertions = [first];
    while (assertions.length < (first.numberOfCredentials ?? 1))
      assertions.push(getAssertionResponse.decode(await exchange(this.link, 'authenticatorGetNextAssertion')));
    return assertions;
  }

  /**
   * Whether this authenticator, and no other, has one of the credentials: without touch and PIN, as far as their protection allows that. At most
   * as many as its getInfo says.
   */
  async holds(
    rpId: string,
    credentials: readonly CredentialDescriptor[],
    clientDataHash: Uint8Array,
  ): Promise<boolean> {
    const request = { rpId, clientDataHash, allowList: credentials, options: { up: false } };
    return this.getAssertions(request).then(
      () => true,
      (error: unknown) => {
        if (error instanceof CtapStatusError && error.status === ctapStatus.CTAP2_ERR_NO_CREDENTIALS) return false;
        throw error;
      },
    );
  }

  /** Lasts until a reset. token: for authenticatorConfiguration; absent where no PIN is set. */
  async enableEnterpriseAttestation(token?: PinToken): Promise<void> {
    await this.configure(configSubCommand.enableEnterpriseAttestation, undefined, token);
  }

  /** A length can only be raised; one above the PIN's own forces its change. token: as above. */
  async setMinPinLength(params: SetMinPinLengthParams, token?: PinToken): Promise<void> {
    await this.configure(configSubCommand.setMinPINLength, setMinPinLengthParams.encode(params), token);
  }

  /**
   * Every credential, the PIN and the settings go. Only shortly after power-up, else CTAP2_ERR_NOT_ALLOWED, and with a touch. Personal passkeys go
   * too: whoever calls has warned of it.
   */
  async reset(options?: CtapExchangeOptions): Promise<void> {
    await exchange(this.link, 'authenticatorReset', undefined, options).finally(() => this.known.forget());
  }

  private async configure(subCommand: number, subCommandParams?: CborMap, token?: PinToken): Promise<void> {
    const authenticated = authentication(token, configAuthMessage(subCommand, subCommandParams));
    const parameters = configRequest.encode({ subCommand, subCommandParams, ...authenticated });
    await exchange(this.link, 'authenticatorConfig', parameters).finally(() => this.known.forget());
  }
}
