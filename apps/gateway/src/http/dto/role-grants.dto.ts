/** Inputs of /role-grants. */
import { OmitType } from '@nestjs/swagger';
import {
  grantableRoles,
  permissionsIfGranted,
  type GrantableRole,
  type PermissionIfGranted,
} from '@cardwright/contracts/access/role';
import { OneOf, SomeOf, Text, Uuid } from './fields.js';
import { PageQuery } from './common.dto.js';

export class RoleGrantsQuery extends PageQuery {
  @Uuid({ optional: true, description: 'Only those of this person' })
  personId?: string;
}
export class RoleGrantsExportQuery extends OmitType(RoleGrantsQuery, ['limit', 'cursor']) {}
export class RoleGrantParam {
  @Uuid()
  roleGrantId: string;
}
export class RoleGrantBody {
  @Uuid({ description: 'Who gets the role' })
  personId: string;

  @OneOf(grantableRoles)
  role: GrantableRole;

  @Text(256, {
    optional: true,
    description:
      'An organizational unit, with those below it: `Sales` has `Sales/North`; `*`, the default, is everywhere',
  })
  groupScope?: string;

  @Text(64, {
    optional: true,
    pattern: /^(\*|[A-Za-z0-9][A-Za-z0-9._-]*)$/,
    description: 'A credential profile; `*`, the default, is all of them',
  })
  profileScope?: string;

  @SomeOf(permissionsIfGranted, {
    orNone: true,
    optional: true,
    description:
      'What the role allows only where it is granted besides (`ifGranted` of GET /api/v1/role-grants/meanings)',
  })
  grantedPermissions?: PermissionIfGranted[];

  @Text(500, { description: 'Why, in words; goes into the audit' })
  reasonText: string;
}
