/** What the address of the audit says: exactly what the operation takes. */
export interface AuditSearch {
  /** As the trail has it: `device:<id>`. */
  object?: string;
  /** `device.suspended` */
  action?: string;
}
