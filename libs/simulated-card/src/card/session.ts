/**
 * What a simulated card forgets when it loses power or is reset: the selected application, who is authenticated, an open
 * 9B exchange, an answer that waits for GET RESPONSE, a chain under way. Not stored anywhere.
 * Governing document: SP 800-73-5 Part 1 section 5.3 (security status).
 */
import type { SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { FidoSession } from './fido-session.js';
import type { DataObjectWrite } from './data-object-write.js';

export class Session {
  /** undefined: the card manager, which is selected by default. */
  selected: 'piv' | 'fido' | undefined;
  pinVerified = false;
  /** The PIN was verified, and nothing has used it up since: what a key of policy `always` asks for. */
  pinFresh = false;
  managementKeyAuthenticated = false;
  /** The plain witness or challenge of a 9B exchange that waits for its second half. */
  exchange: { kind: 'witness' | 'challenge'; algorithm: SymmetricAlgorithmName; plain: Uint8Array } | undefined;
  /** Answer bytes for GET RESPONSE. */
  waiting: Uint8Array | undefined;
  chain: CommandApdu[] = [];
  write: DataObjectWrite | undefined;
  readonly fido = new FidoSession();

  clearSecurityStatus(): void {
    this.pinVerified = false;
    this.pinFresh = false;
    this.managementKeyAuthenticated = false;
    this.exchange = undefined;
  }

  verified(): void {
    this.pinVerified = true;
    this.pinFresh = true;
  }

  notVerified(): void {
    this.pinVerified = false;
    this.pinFresh = false;
  }
}
