/**
 * What the machine service and a user's process (the desk part, `check`) say to each other over a socket of this computer: one JSON object per
 * line. Neither side believes more of the other than it can see: the service learns from the system who speaks (doorway.port.ts), and a
 * user's process gets nothing but what is to be shown, and what a passkey is to be made for. No card, no key and no right on the bus
 * passes here; which certificates the person's own programs see, and which of them use cards, is asked of the person's own process.
 */
import type { CredentialsSeen } from '@cardwright/contracts/nats/edge.api';
import type { WireError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  PlatformCredential,
  PlatformFailure,
  PlatformOptions,
} from '../platform-webauthn/platform-authenticator.port.js';
import type { PolicyReport } from '../policies/policy-report.js';
import type { VersionReport } from '../server/version-report.js';
import type { ManualAnswer, Prompt, PromptAnswer } from '../updates/ports.js';
import type { CardOutlook } from '../updates/rules.js';

/** `desk`: shows offers, and the system's window for passkeys. `window`: that window alone. `check`: asks once, by hand. */
export type LinkRole = 'desk' | 'window' | 'check';

export type FromUser =
  | {
      ask: 'hello';
      role: LinkRole;
      /** Of logind; null: none. */ sessionId: string | null;
      /** On Windows: 64 hex digits, for the service to sign. */ nonce?: string;
    }
  | { ask: 'proved' }
  /** desk only. */
  | { ask: 'answer'; offerId: string; answer: PromptAnswer; /** What the button said. */ comesBackAt?: string }
  /** desk only: there is no notification service. */
  | { ask: 'not-shown'; offerId: string }
  /** desk only. seen: null where it gave way. */
  | { ask: 'seen'; lookId: string; seen: CredentialsSeen | null }
  /** desk only: names of the person's programs that use PC/SC, without anything else about them. */
  | { ask: 'programs'; askId: string; names: string[] }
  /** desk and window only: what `make-credential` came to. */
  | ({ ask: 'credential'; askId: string } & CredentialAnswer)
  /** readerName: null where there is only one. showAt: `desk` where nobody reads a terminal. */
  | { ask: 'check'; readerName: string | null; showAt: 'here' | 'desk' }
  | { ask: 'accept'; offerId: string; readerName: string }
  /** Settings, and what will happen for the cards that are in. An agent of the release before hangs up. */
  | { ask: 'explain' }
  /** A code for the portal. An agent of the release before hangs up. */
  | { ask: 'pair' };

/** status: what the API said, where the failure has no meaning of its own. */
export type CredentialAnswer = { made: PlatformCredential } | { failed: PlatformFailure; status?: string };

/** What the agent has in force. */
export interface Explanation {
  report: PolicyReport;
  running: boolean;
  connected: boolean;
  /** Absent: no agent runs, or one of the release before. */
  versions?: VersionReport;
  /** null: they are another person's, or no agent runs. */
  cards: CardOutlook[] | null;
}

export type FromService =
  /**
   * Make a file of this name with this content in the folder of proofs, writable by nobody else; on Windows, where it comes signed (base64), write the content into the
   * pipe of this name and hold it. Then say `proved`.
   */
  | { say: 'prove'; name: string; content: string; signature?: string }
  | { say: 'welcome' }
  | { say: 'present'; prompt: Prompt }
  | { say: 'withdraw'; offerId: string }
  /** Accepted: the browser opens here. */
  | { say: 'open'; offerId: string; url: string }
  /** desk only: what do programs of this session see of the card, or (`forget`) keep of it, to be kept no longer? */
  | { say: 'look'; lookId: string; readerName: string; want: 'look' | 'forget'; thumbprints: string[] }
  /** desk only: the card is needed. */
  | { say: 'give-way'; lookId: string }
  /** desk only: another program has a card; which may it be? agentPid: not this one. A desk part of the release before does not answer. */
  | { say: 'programs'; askId: string; agentPid: number }
  /** desk and window only: by the system's WebAuthn API, which asks the person. A desk part of the release before does not answer. */
  | { say: 'ask-credential'; askId: string; options: PlatformOptions }
  /** desk and window only: nobody waits for it any more. It is answered all the same. */
  | { say: 'cancel-credential'; askId: string }
  /** Something that was asked for by hand, to be shown where no terminal is. */
  | { say: 'tell'; text: TellText }
  | { say: 'explained'; explanation: Explanation }
  | { say: 'pair-code'; code: string; seconds: number }
  | { say: 'choose'; readerNames: string[] }
  | { say: 'found'; prompt: Prompt; readerName: string }
  | { say: 'nothing'; why: Extract<ManualAnswer, { nothing: string }>['nothing'] }
  /** offerId: what could not be accepted. */
  | { say: 'refused'; error: WireError; offerId?: string };

export type TellText =
  | 'none'
  | 'no-card'
  | 'no-server'
  | 'not-accepted'
  | 'not-trusted'
  | 'under-way'
  | 'shown-elsewhere'
  | 'version-unsupported';
