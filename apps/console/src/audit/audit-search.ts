/** What the router has of the audit: its title, and what its address says, which is exactly what the operation takes. */
export interface AuditSearch {
  /** As the trail has it: `device:<id>`. */
  object?: string;
  /** `device.suspended` */
  action?: string;
  /** As a row says it, or `person:<id>`. */
  actor?: string;
  correlationId?: string;
  /** Then or later, and before: ISO 8601, UTC. */
  from?: string;
  to?: string;
}

/** Apart from the other texts: the navigation has it on every page. */
export const auditTitle = 'Audit';
