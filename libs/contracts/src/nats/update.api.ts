/** Requests that update-svc serves on `cw.v1.update.<name>` besides the agents' `update.check` call. */
import type { AuditVerification } from './audit-rows.js';
import type { Rpc } from './rpc.js';

export interface UpdateApi {
  'audit.verify': Rpc<Record<string, never>, AuditVerification>;
}
