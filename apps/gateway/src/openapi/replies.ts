/** Every answer of the REST API as one type: those of issuance-svc, and the gateway's own. Schemas are made from it. */
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Role } from '@cardwright/contracts/access/role';
import type { Found, SearchKind } from '@cardwright/contracts/nats/search';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { AgentPackages } from '@cardwright/contracts/workstation/agent-package';
import type { BridgeKeys, BridgeOffer } from '@cardwright/contracts/workstation/bridge';
import type { Problem } from '../problem-details/problem.js';

/** Public: what a client needs before it can sign in. */
export interface SystemInfo {
  name: 'Cardwright';
  version: string;
  /** OpenID Connect issuer and what to ask it for. */
  oidc: { issuer: string; cliClientId: string; audience: string; scope: string };
  /** Holders may sign in with their card, at `/auth/card`. */
  cardSignIn: boolean;
  /** Holders may sign in with the passkey of a card or key that was issued to them. */
  passkeySignIn: boolean;
  temporalUiUrl: string | null;
  docsUrl: string;
}

export interface Me {
  person: ReplyOf<IssuanceApi, 'me.get'>['person'];
  roles: Role[];
  permissions: string[];
  /** `single-operator`: one person alone may hold every duty here. */
  separationOfDuties: 'enforced' | 'single-operator';
  identity: { kind: 'person' | 'client' | 'system'; issuer: string; subject: string; displayName: string | null };
  /** For the header x-csrf-token, when signed in by cookie. */
  csrfToken: string | null;
  /** The simulated cards of this installation can be pulled and inserted in the console (`npm start` only). */
  lab: boolean;
  temporalUiUrl: string | null;
}

export interface Searched extends Found {
  /** What could not be looked through now. */
  unanswered: SearchKind[];
}

/** Asked by the gateway itself, behind no route. */
type Inner =
  | 'sessions.start'
  | 'sessions.check'
  | 'sessions.end'
  | 'card-sign-in.prove'
  | 'card-sign-in.redeem'
  | 'passkey-sign-in.redeem'
  | 'bridge.open'
  | 'search.find';

export type Replies = { [Name in Exclude<keyof IssuanceApi, Inner>]: ReplyOf<IssuanceApi, Name> } & {
  'system.get': SystemInfo;
  'me.show': Me;
  'search.show': Searched;
  'bridge.keys': BridgeKeys;
  'agent-packages.list': AgentPackages;
  'bridge.challenge': BridgeOffer;
  problem: Problem;
};
