/** Credentials for specs of the FIDO application: made, asserted, and looked at as a relying party does. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { concat, utf8Bytes } from '@cardwright/card-protocol/bytes';
import { parseAuthenticatorData, type AuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import type { EcPoint } from '@cardwright/card-protocol/ctap/cose-key';
import { pinUvAuthPermission } from '@cardwright/card-protocol/ctap/messages/client-pin';
import {
  getAssertionRequest,
  getAssertionResponse,
  type GetAssertionRequest,
  type GetAssertionResponse,
} from '@cardwright/card-protocol/ctap/messages/get-assertion';
import {
  makeCredentialRequest,
  makeCredentialResponse,
  packedStatement,
  type MakeCredentialRequest,
  type PackedStatement,
} from '@cardwright/card-protocol/ctap/messages/make-credential';
import { clientDataHash, type FidoTerminal } from './fido-terminal.js';

export const rpId = 'example.org';
export const pin = '1234';

export interface Made {
  status: string;
  keepAlives: number;
  authData?: AuthenticatorData;
  credentialId?: Uint8Array;
  statement?: PackedStatement;
  epAtt?: boolean | undefined;
  /** What the statement signs. */
  signed?: Uint8Array;
}

/** token: with the PIN shown. */
export async function make(
  terminal: FidoTerminal,
  changes: Partial<MakeCredentialRequest> & { userName?: string } = {},
  token?: Uint8Array,
): Promise<Made> {
  const { userName = 'ada', ...others } = changes;
  const request: MakeCredentialRequest = {
    clientDataHash,
    rp: { id: rpId, name: 'Example' },
    user: { id: utf8Bytes(userName), name: userName, displayName: userName.toUpperCase() },
    pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
    options: { rk: true },
    ...(token && {
      pinUvAuthParam: terminal.protocol.authenticate(token, clientDataHash),
      pinUvAuthProtocol: terminal.protocol.version,
    }),
    ...others,
  };
  const reply = await terminal.message('authenticatorMakeCredential', makeCredentialRequest.encode(request));
  const { status, keepAlives, parameters } = reply;
  if (status !== 'CTAP2_OK') return { status, keepAlives };
  const { authData, attStmt, epAtt } = makeCredentialResponse.decode(parameters);
  const parsed = parseAuthenticatorData(authData);
  return {
    status,
    keepAlives,
    authData: parsed,
    credentialId: parsed.attestedCredential!.credentialId,
    statement: packedStatement.decode(attStmt),
    epAtt,
    signed: concat(authData, clientDataHash),
  };
}

/** With the PIN shown just for this. */
export const makeWithPin = async (terminal: FidoTerminal, changes: Parameters<typeof make>[1] = {}): Promise<Made> => {
  const token = await terminal.goodToken(pin, pinUvAuthPermission.makeCredential, changes.rp?.id ?? rpId);
  return make(terminal, changes, token);
};

export interface Asserted extends Partial<Omit<GetAssertionResponse, 'authData'>> {
  status: string;
  keepAlives: number;
  authData?: AuthenticatorData;
  signed?: Uint8Array;
}

export async function assert(
  terminal: FidoTerminal,
  changes: Partial<GetAssertionRequest> = {},
  token?: Uint8Array,
): Promise<Asserted> {
  const request: GetAssertionRequest = {
    rpId,
    clientDataHash,
    ...(token && {
      pinUvAuthParam: terminal.protocol.authenticate(token, clientDataHash),
      pinUvAuthProtocol: terminal.protocol.version,
    }),
    ...changes,
  };
  return asserted(await terminal.message('authenticatorGetAssertion', getAssertionRequest.encode(request)));
}

export const assertWithPin = async (
  terminal: FidoTerminal,
  changes: Partial<GetAssertionRequest> = {},
): Promise<Asserted> =>
  assert(terminal, changes, await terminal.goodToken(pin, pinUvAuthPermission.getAssertion, changes.rpId ?? rpId));

export const nextAssertion = async (terminal: FidoTerminal): Promise<Asserted> =>
  asserted(await terminal.message('authenticatorGetNextAssertion'));

function asserted({ status, keepAlives, parameters }: Awaited<ReturnType<FidoTerminal['send']>>): Asserted {
  if (status !== 'CTAP2_OK') return { status, keepAlives };
  const { authData, ...response } = getAssertionResponse.decode(parameters);
  return {
    status,
    keepAlives,
    ...response,
    authData: parseAuthenticatorData(authData),
    signed: concat(authData, clientDataHash),
  };
}

export const publicKeyOf = ({ x, y }: EcPoint): KeyObject =>
  createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: Buffer.from(x).toString('base64url'),
      y: Buffer.from(y).toString('base64url'),
    },
  });

/** Whether the assertion is signed by the credential that was made. */
export const signedBy = ({ signed, signature }: Asserted, { authData }: Made): boolean =>
  verify('sha256', signed!, publicKeyOf(authData!.attestedCredential!.publicKey), signature!);
