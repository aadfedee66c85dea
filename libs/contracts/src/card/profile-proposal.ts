/** A version of a credential profile that somebody has written and that another person has to approve before it is published. */
import type { CredentialProfile } from './credential-profile.js';

export interface ProfileProposal {
  proposalId: string;
  name: string;
  definition: CredentialProfile;
  /** SHA-256 over the canonical JSON of the definition, as the version will have it. */
  sha256Hex: string;
  /** The newest version when it was proposed; null: there was none. */
  basedOnVersion: number | null;
  /** outdated: another version was published since. It can only be declined; what it wants is proposed again. */
  state: 'open' | 'outdated' | 'approved' | 'declined';
  /** Why, in the words of whoever proposed it. */
  reasonText: string;
  proposedBy: string;
  proposedAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  /** Why it was declined. */
  decisionReasonText: string | null;
  /** The version that it has become. */
  version: number | null;
}
