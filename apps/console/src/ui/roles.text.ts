/** The names of roles; for operators, in English. */
import type { Role } from '../api/types.js';

export const roleText: Record<Role, string> = {
  CH: 'Cardholder',
  HD: 'Help desk',
  IO: 'Issuance operator',
  AP: 'Approver',
  WI: 'Witness',
  SO: 'Security officer',
  KR: 'Key-recovery agent',
  PA: 'Profile administrator',
  IC: 'Inventory custodian',
  AU: 'Auditor',
  SA: 'System administrator',
  SV: 'Service account',
};
