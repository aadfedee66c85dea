/** What is kept of a passkey while it is registered on a relying party's own page. */
import type { RegisteredPasskey } from '../../relying-parties/relying-party.port.js';

export interface PasskeyPageState {
  /** As WebAuthn names the relying party. */
  relyingPartyId: string;
  /** Hashes of the credential ids that the person had there before they were asked; of the provider's id where it says none. */
  known: string[];
  /** When that was asked for, an ISO instant; absent in rows of before. */
  askedAt?: string;
  /** The address was given out: what is new from then on may be of this request. */
  shown: boolean;
  found?: FoundOnPage;
}

export interface FoundOnPage {
  /** The try of the holder. */
  by: string;
  listed: RegisteredPasskey[];
  /** What the card may have held before, by credential id. */
  before: string[];
}
