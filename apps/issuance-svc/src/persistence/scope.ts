/**
 * `inScope` of domain/authorisation.ts as SQL, for every list: a row is shown where any one grant reaches it. Grants are rectangles
 * (group x profile) and are never combined into a larger one. A specification of two grants holds every list against the single GET.
 */
import type { Scopes } from '../domain/authorisation.js';

/** SQL expressions of the row's target. profileName: left out where a row has none, as in `Target`. */
export interface ScopedColumns {
  personId: string;
  organizationalUnit: string;
  profileName?: string;
}

/** What the rows of these tables are about; `person`: the one of the row, joined where it is another table. */
export const personScope: ScopedColumns = {
  personId: 'person.person_id',
  organizationalUnit: 'person.organizational_unit',
};
const ownScope = (table: string): ScopedColumns => ({
  ...personScope,
  personId: `${table}.person_id`,
  profileName: `${table}.profile_name`,
});
export const deviceScope = ownScope('device');
export const requestScope = ownScope('request');

/**
 * groups, profiles: placeholders of the two parameters that `scopeParameters` gives; both null where nothing is limited. No `::` in here:
 * a query builder takes what follows for the name of a parameter.
 */
export function scopeSql(
  { personId, organizationalUnit: unit, profileName = 'CAST(NULL AS text)' }: ScopedColumns,
  groups: string,
  profiles: string,
): string {
  return `(CAST(${groups} AS text[]) IS NULL OR EXISTS (
    SELECT 1 FROM unnest(CAST(${groups} AS text[]), CAST(${profiles} AS text[])) AS held (group_scope, profile_scope)
    WHERE (held.group_scope = '*' OR ${personId} IS NULL OR ${unit} = held.group_scope
        OR starts_with(${unit}, held.group_scope || '/'))
      AND (held.profile_scope = '*' OR ${profileName} IS NULL OR ${profileName} = held.profile_scope)))`;
}

export const scopeParameters = (scopes: Scopes): [groups: string[] | null, profiles: string[] | null] =>
  scopes === null
    ? [null, null]
    : [scopes.map(({ groupScope }) => groupScope), scopes.map(({ profileScope }) => profileScope)];

/** For a query builder: `andWhere(...scopeWhere(...))`. */
export function scopeWhere(columns: ScopedColumns, scopes: Scopes): [string, Record<string, unknown>] {
  const [scopeGroups, scopeProfiles] = scopeParameters(scopes);
  return [scopeSql(columns, ':scopeGroups', ':scopeProfiles'), { scopeGroups, scopeProfiles }];
}
