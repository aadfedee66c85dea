/** Requests of IssuanceApi for whoever looks at what happened: the audit, the feed of events, and histories in Temporal. */
import type { AuditFilter, AuditRow, AuditVerification } from './audit-rows.js';
import type { FeedPage, FeedRequest } from './event-feed.js';
import type { Page, PageRequest, Rpc } from './rpc.js';
import type { Exportable } from './list-filters.js';
import { always, type RulesOf } from './issuance.endpoint-rule.js';

export interface AuditApi {
  /** Newest first. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
  'audit.list': Rpc<AuditFilter & PageRequest & Exportable, Page<AuditRow>>;
  'audit.verify': Rpc<Record<string, never>, { chains: AuditVerification[] }>;
  /** What happened, for programs of others (event-feed.ts). Throws REQUEST_CURSOR_GONE. */
  'events.list': Rpc<FeedRequest, FeedPage>;
  /** Temporal payloads (JSON of the Payload protobuf), for the gateway's codec endpoint. */
  'codec.decode': Rpc<{ payloads: unknown[] }, { payloads: unknown[] }>;
  /** Authorises a look at the Temporal UI / codec: throws AUTH_FORBIDDEN. workflowId: whose history is looked at, which goes into the audit. */
  'codec.authorise': Rpc<{ workflowId?: string }, { allowed: true }>;
}

export const auditRules: RulesOf<AuditApi> = {
  'audit.list': always('audit.read'),
  'audit.verify': always('audit.read'),
  // Of everything: a grant that is limited to a unit or a profile is refused.
  'events.list': always('others.view'),
  'codec.decode': always('saga.inspect'),
  'codec.authorise': always('saga.inspect'),
};
