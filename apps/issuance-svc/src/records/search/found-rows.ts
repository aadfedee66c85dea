/**
 * The statements of the search: what fits by its whole number or name, and so many of those that contain the text, by the index of its trigrams
 * (service-kit text-search). Each reads a few hundred rows at most, whatever there is. Technology only.
 */
import { containsText } from '@cardwright/service-kit/database/text-search';
import { deviceScope, personScope, requestScope, scopeSql, type ScopedColumns } from '../../persistence/scope.js';

/** As many as are compared with one another, of those that contain the text; the lists show all. */
export const mostCompared = 100;

/** $1 tenant, $2 and $3 scopes, $4 trigrams, $5 needle, $6 the text as it was typed. */
interface Source {
  from: string;
  id: string;
  searched: string;
  scope: ScopedColumns;
  /** SQL: it is the one whose whole number or name this is, by an index. */
  exactly: string;
}

const foundSql = ({ from, id, searched, scope, exactly }: Source, columns: string): string => {
  const [table] = id.split('.');
  const where = `${table}.tenant_id = $1 AND ${scopeSql(scope, '$2', '$3')}`;
  return `SELECT ${columns} FROM ${from} WHERE ${id} IN (
      SELECT ${id} FROM ${from} WHERE ${where} AND (${exactly})
      UNION ALL (SELECT ${id} FROM ${from} WHERE ${where} AND ${containsText(searched, '$4', '$5')} LIMIT ${mostCompared}))`;
};

/** $7 the key of an external id, $8 a person's id. */
export const peopleSql = foundSql(
  {
    from: 'person',
    id: 'person.person_id',
    searched: 'person.searched',
    scope: personScope,
    exactly: `person.external_id_key = $7 OR person.external_id = $6 OR person.display_name = $6 OR person.person_id = $8`,
  },
  `person_id AS "personId", display_name AS "displayName", external_id AS "externalId", organizational_unit AS "organizationalUnit",
   email, upn`,
);

/** $7 the identities that this may be, $8 a device's id. */
export const cardsSql = foundSql(
  {
    from: 'device LEFT JOIN person ON person.person_id = device.person_id',
    id: 'device.device_id',
    searched: 'device.searched',
    scope: deviceScope,
    exactly: `device.identity_text = ANY ($7) OR device.label = $6 OR device.device_id = $8`,
  },
  `device.device_id AS "deviceId", device.label, device.identity_text AS "identityText", device.state, person.display_name AS "personName"`,
);

/** Ids that begin with this: $4 the first that may, $5 the last. */
export const requestsSql = `
  SELECT request.request_id AS "requestId", request.type, request.state, person.display_name AS "personName", device.label
  FROM request LEFT JOIN person ON person.person_id = request.person_id LEFT JOIN device ON device.device_id = request.device_id
  WHERE request.tenant_id = $1 AND request.request_id BETWEEN $4 AND $5 AND ${scopeSql(requestScope, '$2', '$3')}
  ORDER BY request.request_id LIMIT ${mostCompared}`;

/** Of ten thousand no index is needed. $2 what a name contains, $3 the text as it was typed. */
export const workstationsSql = `
  SELECT workstation_id AS "workstationId", name FROM workstation
  WHERE tenant_id = $1 AND revoked_at IS NULL AND (name ILIKE $2 OR workstation_id = $3)
  ORDER BY lower(name) <> lower($3) AND workstation_id <> $3, name COLLATE names LIMIT ${mostCompared}`;
