/** Requests of IssuanceApi about who somebody is: sign-in, the sessions of browsers, and the computer that a browser is at. */
import type { BridgeState } from '../workstation/bridge.js';
import type { BrowserSession } from '../access/browser-session.js';
import type { AuthenticationMethod } from '../access/card-sign-in.js';
import type { PasskeyAssertion } from '../access/passkey-sign-in.js';
import type { Role } from '../access/role.js';
import type { Rpc } from './rpc.js';
import type { Person } from './issuance.person.js';
import { ownOr, type RulesOf } from './issuance.endpoint-rule.js';

export interface SessionApi {
  /** separationOfDuties: whether one person alone may hold every duty here; absent from an older service, which enforces nothing. */
  'me.get': Rpc<
    Record<string, never>,
    {
      person: Person | null;
      roles: Role[];
      permissions: string[];
      separationOfDuties?: 'enforced' | 'single-operator';
    }
  >;
  /**
   * Sessions of browsers (docs/decisions/0007). The id is known by its SHA-256 only, so that whoever reads the record cannot become
   * anybody. Once for each sign-in, by the person whose it is. authenticatedAt: when the issuer last had them prove who they are; absent
   * from a gateway of the release before. browser, system: their names, such as `Firefox` and `Linux`, where they are known. renewsSha256Hex: the
   * session of the same person that this one goes on from: it ends, and at which workstation its browser is stays known. amr: how they proved who they
   * are, where that was here; with `sc` nobody knows since when (docs/decisions/0014).
   */
  'sessions.start': Rpc<
    {
      sessionSha256Hex: string;
      idleSeconds: number;
      absoluteSeconds: number;
      authenticatedAt?: string;
      browser?: string;
      system?: string;
      renewsSha256Hex?: string;
      amr?: readonly AuthenticationMethod[];
    },
    { expiresAt: string }
  >;
  /** Whether it goes on; the id is the authority. touch: somebody uses it, so that it does not end as idle. */
  'sessions.check': Rpc<
    { sessionSha256Hex: string; touch: boolean },
    /**
     * pairedWorkstationId: at which computer this browser is (`bridge.pair`); null: nobody knows. authenticatedSecondsAgo: since its person
     * proved who they are (docs/decisions/0013); null: not known. Both absent from an older service.
     */
    { active: boolean; pairedWorkstationId?: string | null; authenticatedSecondsAgo?: number | null }
  >;
  /** ended: false when it had ended before. */
  'sessions.end': Rpc<{ sessionSha256Hex: string }, { ended: boolean }>;
  /**
   * Sign-in with the card (docs/decisions/0014). The gateway has seen in a TLS handshake that somebody uses the key of this certificate, which our CA has
   * signed for client authentication and whose time it is. From here on the code is good once, for `cardSignInSeconds`, with this challenge. Throws
   * AUTH_CARD_REFUSED {cause: CardSignInRefusal}.
   */
  'card-sign-in.prove': Rpc<
    { serialNumberHex: string; certificateSha256Hex: string; challenge: string; codeSha256Hex: string },
    { proved: true }
  >;
  /** Whose card it was: that identity is signed in. The code is used up, whoever brings it. Throws AUTH_CARD_REFUSED {cause}. */
  'card-sign-in.redeem': Rpc<
    { challenge: string; codeSha256Hex: string },
    { iss: string; sub: string; externalId: string; displayName: string }
  >;
  /**
   * Sign-in with a passkey. challenge: the gateway made it for this browser, and its time is not over. Whose passkey it is: that identity is signed
   * in. The challenge is used up by a right answer. Throws AUTH_PASSKEY_REFUSED {cause: PasskeySignInRefusal}, RELYING_PARTY_NOT_CONFIGURED.
   */
  'passkey-sign-in.redeem': Rpc<
    { challenge: string; assertion: PasskeyAssertion },
    { iss: string; sub: string; externalId: string; displayName: string }
  >;
  /**
   * The workstation bridge (docs/decisions/0012), for a session that goes on; its id is the authority. The gateway has signed a challenge and sends it
   * nowhere before this is answered. Throws AUTH_REQUIRED, REQUEST_RATE_LIMITED.
   */
  'bridge.open': Rpc<{ sessionSha256Hex: string; jtiSha256Hex: string }, { opened: true }>;
  /** The code that an agent has made up for a challenge of this very session, once. Throws AUTH_REQUIRED, BRIDGE_CODE_REFUSED. */
  'bridge.pair': Rpc<{ sessionSha256Hex: string; codeSha256Hex: string }, BridgeState>;
  /** The code that an agent shows, as somebody typed it, once. Throws as `bridge.pair`, and REQUEST_RATE_LIMITED after a few wrong ones. */
  'bridge.pair-typed': Rpc<{ sessionSha256Hex: string; codeSha256Hex: string }, BridgeState>;
  /** Throws AUTH_REQUIRED. */
  'bridge.state': Rpc<{ sessionSha256Hex: string }, BridgeState>;
  /** unpaired: false where it was not paired. */
  'bridge.unpair': Rpc<{ sessionSha256Hex: string }, { unpaired: boolean }>;
  /** One's own that go on, last used first. sessionSha256Hex: of the one that asks, which is said to be `current`. */
  'sessions.list': Rpc<{ sessionSha256Hex?: string }, { sessions: BrowserSession[] }>;
  /** Of one's own: this one, or all, or all but the one of exceptSha256Hex. ended: how many went on until now. */
  'sessions.end-own': Rpc<{ sessionId?: string; exceptSha256Hex?: string }, { ended: number }>;
  /** All of a person, whoever they are signed in as now; they can sign in again. Throws PERSON_NOT_FOUND. */
  'sessions.end-of-person': Rpc<{ personId: string; reason: string }, { ended: number }>;
}

export const sessionRules: RulesOf<SessionApi> = {
  'me.get': { access: 'signed-in' },
  'sessions.start': { access: 'signed-in' },
  'sessions.check': { access: 'bearer' },
  'sessions.end': { access: 'bearer' },
  'card-sign-in.prove': { access: 'bearer' },
  'card-sign-in.redeem': { access: 'bearer' },
  'passkey-sign-in.redeem': { access: 'bearer' },
  'bridge.open': { access: 'bearer' },
  'bridge.pair': { access: 'bearer' },
  'bridge.pair-typed': { access: 'bearer' },
  'bridge.state': { access: 'bearer' },
  'bridge.unpair': { access: 'bearer' },
  'sessions.list': { access: 'signed-in' },
  'sessions.end-own': { access: 'signed-in' },
  // Who keeps a lost card from being used, and who says that a person has no rights any more.
  'sessions.end-of-person': ownOr('card.suspend', 'system.manage'),
};
