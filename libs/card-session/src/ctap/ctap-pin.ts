/**
 * The PIN of a FIDO application as a host handles it: encrypted for the authenticator, never sent a third time after two wrong ones, and never
 * called wrong when it only has to be changed. A PIN comes as UTF-8 and is wiped by its owner. Governing document: CTAP 2.1 section 6.5.5.
 */
import { concat } from '@cardwright/card-protocol/bytes';
import type { EcPoint } from '@cardwright/card-protocol/ctap/cose-key';
import {
  clientPinRequest,
  clientPinResponse,
  clientPinSubCommand,
  pinUvAuthPermission,
  type ClientPinRequest,
  type ClientPinResponse,
  type PinUvAuthPermissionName,
} from '@cardwright/card-protocol/ctap/messages/client-pin';
import { getInfoDefaults, type GetInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import { normalisePin, padPin } from '@cardwright/card-protocol/ctap/pin/pin-rules';
import { pinUvAuthProtocol, type PinUvAuthProtocol } from '@cardwright/card-protocol/ctap/pin/pin-uv-auth-protocol';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { CtapPinError, CtapStatusError, pinProblemOf } from './ctap-errors.js';
import { exchange } from './ctap-exchange.js';
import type { CtapInfo } from './ctap-info.js';
import type { CtapLink } from './ctap-link.port.js';
import type { PinToken } from './pin-token.js';

export interface PinRetries {
  readonly retriesRemaining: number;
  readonly powerCycleNeeded: boolean;
}

/** Of one authenticator, for as long as it has power: whoever opens several sessions with it gives the same to each. */
export interface WrongPins {
  inARow: number;
}

const hashBytes = 16;
/** In a row. The authenticator takes three before it asks for a power cycle. */
const wrongMax = 2;

interface Agreement {
  readonly protocol: PinUvAuthProtocol;
  readonly keyAgreement: EcPoint;
  readonly secret: Uint8Array;
}

export class CtapPin {
  constructor(
    private readonly link: CtapLink,
    private readonly info: CtapInfo,
    private readonly wrong: WrongPins = { inARow: 0 },
  ) {}

  async retries(): Promise<PinRetries> {
    const protocol = protocolFor(await this.info.get());
    const { pinRetries, powerCycleState } = await this.send(
      { subCommand: clientPinSubCommand.getPINRetries },
      protocol,
    );
    return { retriesRemaining: pinRetries ?? 0, powerCycleNeeded: powerCycleState ?? false };
  }

  /** The first PIN. Throws CtapPinError (set-already, refused). */
  async set(pin: Uint8Array): Promise<void> {
    const info = await this.info.get();
    if (info.options?.['clientPin'] === true) throw new CtapPinError('set-already');
    const padded = newPin(pin, info);
    await this.agreed(info, async ({ protocol, keyAgreement, secret }) => {
      const newPinEnc = protocol.encrypt(secret, padded);
      const pinUvAuthParam = protocol.authenticate(secret, newPinEnc);
      await this.send({ subCommand: clientPinSubCommand.setPIN, keyAgreement, newPinEnc, pinUvAuthParam }, protocol);
    }).finally(() => this.changed(padded));
  }

  /** Costs a try where the old one is wrong. Throws CtapPinError. */
  async change(old: Uint8Array, pin: Uint8Array): Promise<void> {
    const info = await this.info.get();
    this.checkTries(info);
    const padded = newPin(pin, info);
    await this.agreed(info, async ({ protocol, keyAgreement, secret }) => {
      const newPinEnc = protocol.encrypt(secret, padded);
      const pinHashEnc = encryptedHash(protocol, secret, old);
      const pinUvAuthParam = protocol.authenticate(secret, concat(newPinEnc, pinHashEnc));
      const request = { keyAgreement, newPinEnc, pinHashEnc, pinUvAuthParam };
      await this.compared(() => this.send({ subCommand: clientPinSubCommand.changePIN, ...request }, protocol));
    }).finally(() => this.changed(padded));
  }

  /**
   * A token for these uses; rpId: needed for makeCredential and getAssertion. Costs a try where the PIN is wrong. Throws CtapPinError: a PIN
   * that must be changed is not sent at all.
   */
  async token(pin: Uint8Array, permissions: readonly PinUvAuthPermissionName[], rpId?: string): Promise<PinToken> {
    const info = await this.info.get();
    this.checkTries(info);
    if (info.forcePINChange === true) throw new CtapPinError('must-be-changed');
    return this.agreed(info, async ({ protocol, keyAgreement, secret }) => {
      const request = { keyAgreement, pinHashEnc: encryptedHash(protocol, secret, pin) };
      const { pinUvAuthToken } = await this.compared(() =>
        this.send({ ...subCommandFor(info, permissions, rpId), ...request }, protocol),
      );
      if (pinUvAuthToken === undefined) throw new CardProtocolError('CBOR_MISSING', 'pinUvAuthToken is missing');
      return { protocol, token: protocol.decrypt(secret, pinUvAuthToken) };
    });
  }

  /** Whether this is the PIN: by a token that every authenticator gives, and that is used for nothing. Otherwise as `token`. */
  async check(pin: Uint8Array): Promise<void> {
    (await this.token(pin, [])).token.fill(0);
  }

  private changed(padded: Uint8Array): void {
    padded.fill(0);
    this.info.forget();
  }

  private checkTries({ options }: GetInfoResponse): void {
    if (options?.['clientPin'] !== true) throw new CtapPinError('not-set');
    if (this.wrong.inARow >= wrongMax) throw new CtapPinError('kept');
  }

  /** The secret is wiped afterwards. */
  private async agreed<T>(info: GetInfoResponse, use: (agreement: Agreement) => Promise<T>): Promise<T> {
    const protocol = protocolFor(info);
    const { keyAgreement: peer } = await this.send({ subCommand: clientPinSubCommand.getKeyAgreement }, protocol);
    if (peer === undefined) throw new CardProtocolError('CBOR_MISSING', 'keyAgreement is missing');
    const own = nodeCryptography.newKeyAgreement();
    const secret = protocol.sharedSecret(own.agree(peer));
    try {
      return await use({ protocol, keyAgreement: own.publicKey, secret });
    } catch (error) {
      const problem = error instanceof CtapStatusError ? pinProblemOf(error.status) : undefined;
      if (problem === undefined) throw error;
      throw new CtapPinError(problem, await this.retriesAfter(problem));
    } finally {
      secret.fill(0);
    }
  }

  private async compared<T>(send: () => Promise<T>): Promise<T> {
    try {
      const answer = await send();
      this.wrong.inARow = 0;
      return answer;
    } catch (error) {
      const problem = error instanceof CtapStatusError ? pinProblemOf(error.status) : undefined;
      if (problem === 'wrong' || problem === 'power-cycle') this.wrong.inARow += 1;
      if (problem === 'refused') this.wrong.inARow = 0;
      throw error;
    }
  }

  private async retriesAfter(problem: string): Promise<number | undefined> {
    if (problem === 'blocked') return 0;
    return problem === 'wrong' || problem === 'power-cycle' ? (await this.retries()).retriesRemaining : undefined;
  }

  private async send(
    request: Omit<ClientPinRequest, 'pinUvAuthProtocol'>,
    { version }: PinUvAuthProtocol,
  ): Promise<ClientPinResponse> {
    const parameters = clientPinRequest.encode({ pinUvAuthProtocol: version, ...request });
    return clientPinResponse.decode(await exchange(this.link, 'authenticatorClientPIN', parameters));
  }
}

/** The first one in the authenticator's order that there is; one where it says nothing. */
function protocolFor({ pinUvAuthProtocols = [1] }: GetInfoResponse): PinUvAuthProtocol {
  for (const version of pinUvAuthProtocols) {
    const protocol = pinUvAuthProtocol(version, nodeCryptography);
    if (protocol !== undefined) return protocol;
  }
  throw new CardProtocolError('CTAP_PIN_AUTH', 'the authenticator has no PIN/UV auth protocol of CTAP 2.1');
}

/** Padded. Throws CtapPinError for one that breaks the rules, before anything is sent. */
function newPin(pin: Uint8Array, { minPINLength = getInfoDefaults.minPINLength }: GetInfoResponse): Uint8Array {
  try {
    return padPin(normalisePin(pin, minPINLength));
  } catch (error) {
    if (error instanceof CardProtocolError) throw new CtapPinError('refused');
    throw error;
  }
}

function encryptedHash(protocol: PinUvAuthProtocol, secret: Uint8Array, pin: Uint8Array): Uint8Array {
  const normalised = normalisePin(pin, 0);
  const hash = nodeCryptography.sha256(normalised);
  const encrypted = protocol.encrypt(secret, hash.subarray(0, hashBytes));
  normalised.fill(0);
  hash.fill(0);
  return encrypted;
}

/** Authenticators of CTAP 2.0 know no permissions: their token is good for everything. Without any, the subcommand that they have is taken. */
function subCommandFor(
  { options }: GetInfoResponse,
  permissions: readonly PinUvAuthPermissionName[],
  rpId: string | undefined,
): Pick<ClientPinRequest, 'subCommand' | 'permissions' | 'rpId'> {
  if (options?.['pinUvAuthToken'] !== true || permissions.length === 0)
    return { subCommand: clientPinSubCommand.getPinToken };
  return {
    subCommand: clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions,
    permissions: permissions.reduce((sum, name) => sum | pinUvAuthPermission[name], 0),
    rpId,
  };
}
