/**
 * Claims of a token -> role grants, by configuration (ROLE_CLAIM_MAP, docs/configuration.md). A claim value that the map
 * does not name gives nothing.
 */
import type { Role } from '@cardwright/contracts/access/role';
import type { Grant } from './authorisation.js';
import { permissions, roles } from '@cardwright/contracts/access/role-table';

export interface RoleClaim {
  role: Role;
  groupScope?: string;
  profileScope?: string;
  grantedPermissions?: string[];
}
/** Claim value -> a role everywhere, a grant with scopes, or several of them. */
export type RoleClaimMap = Readonly<Record<string, Role | RoleClaim | readonly (Role | RoleClaim)[]>>;

/** The claim values that our development issuer and the compose file use, and the role codes themselves. */
export const defaultRoleClaimMap: RoleClaimMap = {
  ...Object.fromEntries(roles.map((role) => [role, role])),
  cardholder: 'CH',
  helpdesk: 'HD',
  'issuance-operator': 'IO',
  operator: 'IO',
  approver: 'AP',
  'security-officer': 'SO',
  'key-recovery-agent': 'KR',
  'profile-administrator': 'PA',
  'inventory-custodian': 'IC',
  auditor: 'AU',
  'system-administrator': 'SA',
  administrator: 'SA',
  admin: 'SA',
  service: 'SV',
};

export function grantsOfClaims(claims: readonly string[], map: RoleClaimMap): Grant[] {
  return claims.flatMap((claim) => {
    const entry = Object.hasOwn(map, claim) ? map[claim] : undefined;
    if (entry === undefined) return [];
    const entries = (Array.isArray(entry) ? entry : [entry]) as readonly (Role | RoleClaim)[];
    return entries.map((one): Grant => {
      const { role, groupScope, profileScope, grantedPermissions } =
        typeof one === 'string' ? ({ role: one } as RoleClaim) : one;
      return {
        role,
        groupScope: groupScope ?? '*',
        profileScope: profileScope ?? '*',
        grantedPermissions: grantedPermissions ?? [],
      };
    });
  });
}

/** The map of ROLE_CLAIM_MAP, or the default. Throws TypeError naming what is wrong: a typing error must stop the start. */
export function parseRoleClaimMap(text: string | undefined): RoleClaimMap {
  if (text === undefined || text.trim() === '') return defaultRoleClaimMap;
  const parsed = JSON.parse(text) as { map?: unknown } | null;
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed))
    throw new TypeError('ROLE_CLAIM_MAP is not a JSON object');
  const map = (parsed.map ?? {}) as Record<string, unknown>;
  for (const [claim, entry] of Object.entries(map))
    for (const one of Array.isArray(entry) ? (entry as unknown[]) : [entry]) checkEntry(claim, one);
  return Object.keys(map).length === 0 ? defaultRoleClaimMap : (map as RoleClaimMap);
}

function checkEntry(claim: string, entry: unknown): void {
  const { role, grantedPermissions = [] } = (typeof entry === 'string' ? { role: entry } : (entry ?? {})) as RoleClaim;
  if (!roles.includes(role)) throw new TypeError(`ROLE_CLAIM_MAP: "${claim}" names no role`);
  const unknown = grantedPermissions.find((permission) => !(permissions as string[]).includes(permission));
  if (unknown !== undefined) throw new TypeError(`ROLE_CLAIM_MAP: "${claim}" grants an unknown permission ${unknown}`);
}
