/** Roles of model.md section 6; who may do what with one is issuance-svc's table. */

/** What a person or client may be. */
export type Role = 'CH' | 'HD' | 'IO' | 'AP' | 'WI' | 'SO' | 'KR' | 'PA' | 'IC' | 'AU' | 'SA' | 'SV';

/** A role as it is stored. groupScope, profileScope: `*` is everywhere. The last three are absent from an older service. */
export interface RoleGrant {
  personId: string;
  role: Role;
  groupScope: string;
  profileScope: string;
  /** null: the person is not on record. */
  personName?: string | null;
  grantedAt?: string;
  /** What the role allows only where it is granted besides. */
  grantedPermissions?: string[];
}

/** What a role may do; the rows of issuance-svc's table (domain/roles.ts). */
export type Permission =
  | 'own.manage'
  | 'others.view'
  | 'request.create'
  | 'card.run'
  | 'card.activate'
  | 'card.unlock'
  | 'card.suspend'
  | 'card.terminate'
  | 'secret.reveal'
  | 'stock.manage'
  | 'profile.edit'
  | 'profile.approve'
  | 'audit.read'
  | 'system.manage'
  | 'lease.break'
  | 'catalogue.read'
  | 'workstation.use'
  | 'workstation.view'
  | 'workstation.diagnose'
  | 'card.inspect'
  | 'saga.inspect'
  | 'role.view';
