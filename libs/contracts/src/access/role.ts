/** Roles of model.md section 6; who may do what with one is issuance-svc's table. */

/** What a person or client may be. */
export type Role = 'CH' | 'HD' | 'IO' | 'AP' | 'WI' | 'SO' | 'KR' | 'PA' | 'IC' | 'AU' | 'SA' | 'SV';

/**
 * What a person can be given here. Everybody on record is a cardholder; a service account is a client, whose role the issuer names; a witness has
 * nothing to do yet.
 */
export const grantableRoles = [
  ...(['HD', 'IO', 'AP', 'SO', 'KR', 'PA', 'IC', 'AU', 'SA'] as const),
] as const satisfies readonly Role[];
export type GrantableRole = (typeof grantableRoles)[number];

/** A role as it is stored. groupScope, profileScope: `*` is everywhere. roleGrantId and the last three are absent from an older service. */
export interface RoleGrant {
  roleGrantId?: string;
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

/** All that any role has only if granted; which role has which is `RoleMeaning`. */
export const permissionsIfGranted = [
  ...(['others.view', 'card.activate', 'card.terminate', 'secret.reveal', 'lease.break'] as const),
] as const satisfies readonly Permission[];

export type PermissionIfGranted = (typeof permissionsIfGranted)[number];

export interface NewRoleGrant {
  personId: string;
  role: GrantableRole;
  groupScope?: string;
  profileScope?: string;
  /** Of those that the role has only if granted. */
  grantedPermissions?: PermissionIfGranted[];
  reason: string;
}

/** What one role that can be given allows, for whoever decides about giving it. */
export interface RoleMeaning {
  role: GrantableRole;
  permissions: Permission[];
  /** These only where they are granted besides. */
  ifGranted: PermissionIfGranted[];
}

/** What a role may do; the rows of role-table.ts. */
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
  | 'holder.assist'
  | 'card.inspect'
  | 'saga.inspect'
  | 'role.view'
  | 'relying-party.view';
