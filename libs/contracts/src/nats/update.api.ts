/** Requests that update-svc serves on `cw.v1.update.<name>` besides the agents' `update.check` call. */
import type { AuditVerification } from './audit-rows.js';
import type { Rpc } from './rpc.js';

export interface UpdateApi {
  'read-model.rebuild': Rpc<Record<string, never>, { devices: number }>;
  'read-model.status': Rpc<Record<string, never>, { devices: number; lastEventAt: string | null }>;
  'audit.verify': Rpc<Record<string, never>, AuditVerification>;
}
