/** The discoverable credentials of an authenticator: counted, listed, deleted. Governing document: CTAP 2.1 sections 6.8 and 6.13. */
import { utf8Bytes } from '@cardwright/card-protocol/bytes';
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import type { EcPoint } from '@cardwright/card-protocol/ctap/cose-key';
import {
  credentialManagementAuthMessage,
  credentialManagementCommand,
  credentialManagementParams,
  credentialManagementRequest,
  credentialManagementResponse,
  credentialManagementSubCommand,
  type CredentialManagementResponse,
} from '@cardwright/card-protocol/ctap/messages/credential-management';
import { publicKeyType, type RpEntity, type UserEntity } from '@cardwright/card-protocol/ctap/messages/entities';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import { ctapStatus } from '@cardwright/card-protocol/ctap/status';
import { CtapStatusError } from './ctap-errors.js';
import { exchange } from './ctap-exchange.js';
import type { CtapInfo } from './ctap-info.js';
import type { CtapLink } from './ctap-link.port.js';
import { authentication, type PinToken } from './pin-token.js';

export interface DiscoverableCredential {
  readonly rp: RpEntity;
  readonly user: UserEntity;
  readonly credentialId: Uint8Array;
  /** undefined: of another algorithm than ES256. */
  readonly publicKey: EcPoint | undefined;
  readonly credProtect: number | undefined;
}

type Sub = keyof typeof credentialManagementSubCommand;

/** Of an authenticator that has none: it says so itself. */
const usualCommand = 'authenticatorCredentialManagement';

/** Every token here is for credentialManagement. */
export class CtapCredentials {
  constructor(
    private readonly link: CtapLink,
    private readonly info: CtapInfo,
  ) {}

  /** Whether the authenticator lists and deletes single credentials. */
  async areManaged(): Promise<boolean> {
    return credentialManagementCommand(await this.info.get()) !== undefined;
  }

  /** remaining: at most. */
  async count(token: PinToken): Promise<{ existing: number; remaining: number }> {
    const answer = await this.send('getCredsMetadata', undefined, token);
    return {
      existing: answer.existingResidentCredentialsCount ?? 0,
      remaining: answer.maxPossibleRemainingResidentCredentialsCount ?? 0,
    };
  }

  /** Of all relying parties; what is secret stays on the authenticator. */
  async list(token: PinToken): Promise<DiscoverableCredential[]> {
    const rps = await this.all('enumerateRPsBegin', 'enumerateRPsGetNextRP', 'totalRPs', undefined, token);
    const found: DiscoverableCredential[] = [];
    for (const { rp, rpIDHash } of rps)
      for (const each of await this.ofRelyingParty(rpIDHash, token)) {
        if (rp === undefined) throw incomplete();
        found.push({ rp, ...credentialOf(each) });
      }
    return found;
  }

  /** Of this one; a token that is bound to it is enough. */
  async of(rpId: string, token: PinToken): Promise<Omit<DiscoverableCredential, 'rp'>[]> {
    const answers = await this.ofRelyingParty(nodeCryptography.sha256(utf8Bytes(rpId)), token);
    return answers.map(credentialOf);
  }

  /** Throws CtapStatusError CTAP2_ERR_NO_CREDENTIALS where there is none of this id. */
  async delete(credentialId: Uint8Array, token: PinToken): Promise<void> {
    const credentialID = { id: credentialId, type: publicKeyType };
    await this.send('deleteCredential', credentialManagementParams.encode({ credentialID }), token);
  }

  private ofRelyingParty(rpIDHash: Uint8Array | undefined, token: PinToken): Promise<CredentialManagementResponse[]> {
    const params = credentialManagementParams.encode({ rpIDHash });
    const [begin, next] = ['enumerateCredentialsBegin', 'enumerateCredentialsGetNextCredential'] as const;
    return this.all(begin, next, 'totalCredentials', params, token);
  }

  private async all(
    begin: Sub,
    next: Sub,
    total: 'totalRPs' | 'totalCredentials',
    params: CborMap | undefined,
    token: PinToken,
  ): Promise<CredentialManagementResponse[]> {
    const first = await this.send(begin, params, token).catch((error: unknown) => {
      if (error instanceof CtapStatusError && error.status === ctapStatus.CTAP2_ERR_NO_CREDENTIALS) return undefined;
      throw error;
    });
    // Some say so with a count of 0.
    if (first === undefined || first[total] === 0) return [];
    const answers = [first];
    while (answers.length < (first[total] ?? 1)) answers.push(await this.send(next));
    return answers;
  }

  private async send(name: Sub, subCommandParams?: CborMap, token?: PinToken): Promise<CredentialManagementResponse> {
    const subCommand = credentialManagementSubCommand[name];
    const authenticated = authentication(token, credentialManagementAuthMessage(subCommand, subCommandParams));
    const parameters = credentialManagementRequest.encode({ subCommand, subCommandParams, ...authenticated });
    const command = credentialManagementCommand(await this.info.get()) ?? usualCommand;
    return credentialManagementResponse.decode(await exchange(this.link, command, parameters));
  }
}

function credentialOf(answer: CredentialManagementResponse): Omit<DiscoverableCredential, 'rp'> {
  const { user, credentialID, publicKey, credProtect } = answer;
  if (user === undefined || credentialID === undefined) throw incomplete();
  return { user, credentialId: credentialID.id, publicKey, credProtect };
}

const incomplete = (): CtapStatusError => new CtapStatusError(usualCommand, ctapStatus.CTAP2_ERR_MISSING_PARAMETER);
