/** Requests of IssuanceApi about sagas: what they do and wait for, and what a person decides or types meanwhile. */
import type { SagaTrace } from '../card/apdu-trace.js';
import type { PinRule } from '../card/credential-profile.js';
import type { SignedSessionKey } from './edge.api.js';
import { decisionRules } from '../workflow/decision-rules.js';
import type { Page, PageRequest, Rpc } from './rpc.js';
import type { Exportable, SagaFilter, SagaSort, Sorted } from './list-filters.js';
import type { KindOfWork, SagaRow, SagaProgress, WaitsFor } from './issuance.saga.js';
import type { AskedFor, PinAsked } from '../workflow/saga-kind.js';
import type { BrowserPasskey, BrowserPasskeyOptions, PasskeyPage } from '../access/browser-passkey.js';
import type { SaidIn } from '../said.js';
import { always, ownOr, permitted, type RulesOf } from './issuance.endpoint-rule.js';

export interface SagaApi {
  'sagas.list': Rpc<SagaFilter & Sorted<SagaSort> & PageRequest & Exportable, Page<SagaRow>>;
  /** How many sagas wait for somebody, of those that the actor may see; at most 1000 are counted, and `more` says that there are more. */
  'sagas.attention': Rpc<Record<string, never>, { total: number; more: boolean; waitsFor: Record<WaitsFor, number> }>;
  /** How work went in the last twelve weeks, of the cards that the actor may see; a few minutes old. */
  'sagas.weeks': Rpc<Record<string, never>, { kinds: KindOfWork[] }>;
  'sagas.get': Rpc<{ requestId: string }, { saga: SagaRow }>;
  'sagas.timeline': Rpc<{ requestId: string; afterSequence?: number }, { rows: SagaProgress[] }>;
  /** What went over the link to the card, redacted at the agent (F05). */
  'sagas.trace': Rpc<{ requestId: string }, { trace: SagaTrace }>;
  'sagas.retry': Rpc<{ requestId: string; workstationId?: string }, { saga: SagaRow }>;
  'sagas.cancel': Rpc<{ requestId: string; reason: string }, { saga: SagaRow; effect: string } & SaidIn<'effect'>>;
  /**
   * The key to seal the PIN to, the rule, and the time that a seal is judged by (ISO); only while AWAITING_USER(pin). asks: a PIN that is
   * chosen, or the one that the card has; the PIN of passkeys is sealed with the purpose fido-pin; for `touch` nothing is typed, and
   * `sagas.retry` tries again.
   */
  'sagas.pin-key': Rpc<
    { requestId: string },
    {
      sessionKey: SignedSessionKey;
      agentNkey: string;
      pinRule: PinRule;
      asks: AskedFor;
      /** Absent from an older service. */
      asked?: PinAsked;
      /** The card has one PIN, which is asked for at a sign-in with a passkey too. Absent: it has two, or none for passkeys. */
      forPasskeysToo?: boolean;
      /** The PIN that is asked for is that of the card, whose passkeys have another one. */
      passkeysApart?: boolean;
      serverTime: string;
    }
  >;
  /** The two entries of the PIN are compared where they are typed, so only one arrives here. The agent checks it against the PIN rule. */
  'sagas.supply-pin': Rpc<{ requestId: string; jwe: string }, { saga: SagaRow }>;
  /**
   * What a browser at the card's computer is asked to make (WebAuthn Level 3 section 5.4), where the saga waits for that: each answer is another
   * challenge, and the one before it is good for nothing. Where the relying party has a page for that: its address. Throws LIFECYCLE_TRANSITION,
   * RELYING_PARTY_*.
   */
  'sagas.passkey-options': Rpc<{ requestId: string }, BrowserPasskeyOptions | PasskeyPage>;
  /**
   * What came of it; null: on a page of the relying party, which is asked. It counts only once the card of the saga has said that it holds it. Throws
   * LIFECYCLE_TRANSITION, REQUEST_INVALID {field}, RELYING_PARTY_CHALLENGE_EXPIRED.
   */
  'sagas.passkey-made': Rpc<{ requestId: string; made: BrowserPasskey | null }, { saga: SagaRow }>;
  /** Gives up the PIN entry: the card ends PENDING_ACTIVATION (C15). */
  'sagas.skip-pin': Rpc<{ requestId: string }, { saga: SagaRow }>;
  /**
   * [C30] The PIN that a card has while its passkey is made, where that is the PIN of everything: sealed by the agent that drew it. Throws
   * LIFECYCLE_TRANSITION, PIN_KEY_EXPIRED: the card session is over. It is of no use once the holder has chosen a PIN.
   */
  'sagas.show-temporary-pin': Rpc<{ requestId: string; recipientJwk: Record<string, unknown> }, { jwe: string }>;
  'sagas.reveal-initial-pin': Rpc<
    { requestId: string; recipientJwk: Record<string, unknown>; reason: string },
    { jwe: string }
  >;
}

export const sagaRules: RulesOf<SagaApi> = {
  'sagas.list': ownOr('others.view'),
  'sagas.attention': ownOr('others.view'),
  'sagas.weeks': always('others.view'),
  'sagas.get': ownOr('others.view'),
  'sagas.timeline': ownOr('others.view'),
  'sagas.trace': always('others.view', 'saga.inspect'),
  // Of some kinds these ask for what starting them asks for (`endpointFor`).
  // Beside a holder who began it: it goes on, here or at another workstation; what it writes, the holder has decided.
  'sagas.retry': { ...permitted(decisionRules.retry), begunByHolder: ['holder.assist'] },
  'sagas.cancel': permitted(decisionRules.cancel),
  // The holder types the PIN, at an issuer's workstation too; the server cannot tell whose fingers they are.
  'sagas.pin-key': ownOr('card.run'),
  'sagas.supply-pin': permitted(decisionRules['supply-pin']),
  'sagas.passkey-options': permitted(decisionRules['make-passkey']),
  'sagas.passkey-made': permitted(decisionRules['make-passkey']),
  'sagas.skip-pin': ownOr('card.run'),
  'sagas.show-temporary-pin': permitted(decisionRules['show-temporary-pin']),
  'sagas.reveal-initial-pin': permitted(decisionRules['reveal-initial-pin']),
};
