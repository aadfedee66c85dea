/**
 * The wire shape of every request over NATS: JSON text, one envelope, one reply. Independent of Nest.
 * A reply is either { body } or { error }; the decoder in service-kit restores the CardwrightError.
 */
import type { WireError } from '../errors/cardwright-error.js';

/** Who asks, as the gateway authenticated them. Only the gateway's NATS user may publish where this is believed. */
export interface Actor {
  kind: 'person' | 'client' | 'system';
  /** OIDC issuer and subject; for kind `system` the service name in `sub`. */
  iss: string;
  sub: string;
  /** Value of the configured immutable claim that equals a person's external id, when the token has it. */
  externalId?: string;
  displayName?: string;
  /** Raw values of the configured roles claim; issuance-svc maps them to roles. */
  roleClaims: readonly string[];
  /** Confidential client (client credentials) that acts, if any. */
  clientId?: string;
  /** Signed in with a browser, not by a token of a program. Absent: not known. */
  browser?: true;
  /** Signed in with a passkey of ours: nothing but what every holder may, whatever other roles the person has. */
  holderOnly?: true;
  /** The workstation that this person's browser is paired with (docs/decisions/0012), and not revoked. Absent: nobody knows where they sit. */
  pairedWorkstationId?: string;
}

export interface RequestEnvelope<Body> {
  actor?: Actor;
  tenantId: string;
  correlationId: string;
  /** The client's own key for this request (idempotent-operations.ts): the same actor, key and body get the same answer, and it is done once. */
  idempotencyKey?: string;
  body: Body;
}

export type ReplyEnvelope<Body> = { body: Body; error?: undefined } | { body?: undefined; error: WireError };

/** One row of a service's API map: request and reply body. */
export interface Rpc<Request, Reply> {
  request: Request;
  reply: Reply;
}
export type RequestOf<Api, Name extends keyof Api> = Api[Name] extends Rpc<infer Request, unknown> ? Request : never;
export type ReplyOf<Api, Name extends keyof Api> = Api[Name] extends Rpc<unknown, infer Reply> ? Reply : never;

export interface Page<Row> {
  rows: Row[];
  nextCursor: string | null;
}
/**
 * Rows of one page: without a `limit`, and at most, which keeps an answer far below the NATS payload limit of 1 MiB. Whoever asks for more gets that
 * many and a cursor, never a refusal: the API and its clients have limits of their own.
 */
export const pageRows = { usual: 50, most: 200 } as const;
export interface PageRequest {
  limit?: number;
  cursor?: string;
}

/** The tenant of a single-tenant installation. */
export const defaultTenantId = '00000000-0000-4000-8000-000000000001';
