/** A role given to a person inside a group scope and a profile scope; `*` means everywhere (model.md section 6). */
import type { Role } from '@cardwright/contracts/access/role';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'role_grant' })
export class RoleGrantEntity {
  @PrimaryColumn({ name: 'role_grant_id', type: 'uuid' })
  roleGrantId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'person_id', type: 'uuid' })
  personId: string;

  @Column({ type: 'text' })
  role: Role;

  @Column({ name: 'group_scope', type: 'text' })
  groupScope: string;

  @Column({ name: 'profile_scope', type: 'text' })
  profileScope: string;

  /** Permissions that the role has only "if granted" (p in the table). */
  @Column({ name: 'granted_permissions', type: 'text', array: true })
  grantedPermissions: string[];

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
