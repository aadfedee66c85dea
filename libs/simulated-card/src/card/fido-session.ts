/**
 * What the FIDO application forgets with a reset or another power-up: the key of the key agreement, the token, lists that are being read, and
 * a command that waits for a touch. Governing document: CTAP 2.1 sections 6 (stateful commands) and 6.5.2.
 */
import type { CredentialManagementResponse } from '@cardwright/card-protocol/ctap/messages/credential-management';
import type { GetAssertionResponse } from '@cardwright/card-protocol/ctap/messages/get-assertion';
import type { KeyAgreement } from '@cardwright/card-protocol/ctap/pin/cryptography.port';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import type { CardContext } from './dialect.js';

export interface PinUvAuthToken {
  readonly protocol: number;
  readonly token: Uint8Array;
  /** Sum of pinUvAuthPermission. */
  permissions: number;
  /** undefined: not bound yet; the first use that names one binds it. */
  rpId: string | undefined;
  readonly since: number;
  used: boolean;
}

/** A command that waits for a touch; `waiting`: it still does. */
export interface WaitingForTouch {
  poll(card: CardContext): Promise<Uint8Array | 'waiting'>;
  cancel(card: CardContext): Promise<Uint8Array | 'waiting'>;
}

export class FidoSession {
  private key: KeyAgreement | undefined;
  token: PinUvAuthToken | undefined;
  waiting: WaitingForTouch | undefined;
  /** Answers that are asked for one after the other. Any other command ends that. */
  nextAssertions: (() => GetAssertionResponse)[] = [];
  nextRps: CredentialManagementResponse[] = [];
  nextCredentials: CredentialManagementResponse[] = [];

  get keyAgreement(): KeyAgreement {
    return (this.key ??= nodeCryptography.newKeyAgreement());
  }

  /** After a wrong PIN, so that nothing of it can be tried again. */
  renewKeyAgreement(): void {
    this.key = undefined;
  }
}
