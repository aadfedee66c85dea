/**
 * Requests that update-svc serves on `cw.v1.update.<name>` besides the agents' calls. issuance-svc asks them: it has authorised the person
 * (owner of the card, or operator) before.
 */
import type { DueRow, OfferRow } from '../update/update-offer.js';
import type { AuditVerification } from './audit-rows.js';
import type { Rpc } from './rpc.js';

export interface UpdateApi {
  'audit.verify': Rpc<Record<string, never>, AuditVerification>;
  /** Throws REQUEST_NOT_FOUND. */
  'offers.get': Rpc<{ offerId: string }, { offer: OfferRow }>;
  /** Offers newest first; what is due or will be, the earliest first, the same on every page. Throws REQUEST_INVALID {field}. */
  'offers.list': Rpc<
    { deviceId: string; limit?: number; cursor?: string },
    { offers: OfferRow[]; nextCursor: string | null; due: DueRow[] }
  >;
  /**
   * The holder accepted on the page, and issuance-svc has begun the saga. May be repeated with the same requestId. Throws REQUEST_NOT_FOUND,
   * REQUEST_OFFER_CLOSED {state} (withdrawn, superseded, done, or begun by another request).
   */
  'offers.began': Rpc<{ offerId: string; requestId: string }, { offer: OfferRow }>;
}
