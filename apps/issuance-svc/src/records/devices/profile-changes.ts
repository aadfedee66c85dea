/**
 * What a newer version of its profile would change on a card (domain/profile-change.ts). The rows are those of the record: a credential was made
 * with the version that its request names.
 */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { CredentialState, ExportedProfileChange } from '@cardwright/contracts/nats/issuance.api';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import type { EntityManager } from 'typeorm';
import { isReached, profileChange } from '../../domain/profile-change.js';
import { expiredOnCard, revokedOutside } from './revoked-certificates.js';

/** Held ones too: a card that is resumed is looked after like the others. */
export const inUse: readonly CredentialState[] = ['ON_CARD', 'VERIFIED', 'ACTIVE', 'HELD'];

/** What is compared, by version numbers; publishedAt as Postgres writes times into JSON. */
export interface NewerVersion {
  tenantId: string;
  name: string;
  issued: number;
  version: number;
  publishedAt: string;
  credentials: { keyReference: KeyReferenceName; container: string; version: number | null }[];
}

/**
 * A column of a statement on `device` whose third value is the states in use; null where the device has that version. version: the newest.
 * dead: those count too that have expired or that somebody else revoked, and that are still on the card, so that what the profile has dropped is
 * removed.
 */
export const newerVersion = ({ version = 'newest.version', dead = false }) => `(
  SELECT jsonb_build_object('tenantId', newest.tenant_id, 'name', newest.name, 'issued', device.profile_version,
    'version', newest.version, 'publishedAt', newest.published_at,
    'credentials', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('keyReference', used.key_reference, 'container', used.container,
        'version', (SELECT profile_version FROM request WHERE request.request_id = used.request_id))), '[]')
      FROM (
        SELECT DISTINCT ON (key_reference) key_reference, container, request_id FROM credential
        WHERE credential.device_id = device.device_id AND container NOT LIKE 'history-%'
          AND (state = ANY ($3)${dead ? ` OR ${revokedOutside('credential')} OR ${expiredOnCard('credential')}` : ''})
        ORDER BY key_reference, created_at DESC) used))
  FROM credential_profile_version newest
  WHERE newest.tenant_id = device.tenant_id AND newest.name = device.profile_name AND newest.version = ${version}
    AND newest.version > device.profile_version
  ORDER BY newest.version DESC LIMIT 1)`;

/** By device; one that has the newest version is missing. */
export async function profileChanges(
  manager: EntityManager,
  rows: readonly { device_id: string; newer: NewerVersion | null }[],
): Promise<Map<string, ExportedProfileChange>> {
  const newer = rows.flatMap(({ device_id, newer: row }) => (row === null ? [] : [{ deviceId: device_id, ...row }]));
  if (newer.length === 0) return new Map();
  const definitions = await definitionsOf(manager, newer);
  return new Map(
    newer.map(({ deviceId, issued, version, publishedAt, credentials, ...profile }) => {
      const definition = (which: number): CredentialProfile => definitions.get(keyOf({ ...profile, version: which }))!;
      const change = profileChange(definition(version), {
        issued: definition(issued),
        credentials: credentials.map(({ version: made, ...row }) => ({ ...row, madeWith: definition(made ?? issued) })),
      });
      return [deviceId, { version, publishedAt: new Date(publishedAt).toISOString(), ...change }];
    }),
  );
}

/** True where the keys of the card are those of this version, so that it can be recorded as the card's. In the transaction that ends an update. */
export async function hasReached(manager: EntityManager, deviceId: string, version: number): Promise<boolean> {
  const rows = await preparedIn<{ device_id: string; newer: NewerVersion | null }>(
    manager,
    'device-reached-version',
    `SELECT device_id, ${newerVersion({ version: '$2' })} AS newer FROM device WHERE device_id = $1`,
    [deviceId, version, inUse],
  );
  const change = (await profileChanges(manager, rows)).get(deviceId);
  return change !== undefined && isReached(change);
}

interface Version {
  tenantId: string;
  name: string;
  version: number;
}
const keyOf = ({ tenantId, name, version }: Version): string => JSON.stringify([tenantId, name, version]);

/** A page of devices has few profiles, each with few versions. */
async function definitionsOf(
  manager: EntityManager,
  rows: readonly NewerVersion[],
): Promise<Map<string, CredentialProfile>> {
  const wanted = rows.flatMap(({ tenantId, name, issued, version, credentials }) =>
    [issued, version, ...credentials.flatMap(({ version: made }) => made ?? [])].map((which) => ({
      ...{ tenantId, name, version: which },
    })),
  );
  const versions = [...new Map(wanted.map((each) => [keyOf(each), each])).values()];
  const found = await preparedIn<Version & { definition: CredentialProfile }>(
    manager,
    'profile-definitions',
    `SELECT tenant_id AS "tenantId", name, version, definition FROM credential_profile_version
     JOIN jsonb_to_recordset($1::jsonb) AS wanted ("tenantId" uuid, name text, version integer) USING (name, version)
     WHERE tenant_id = wanted."tenantId"`,
    [JSON.stringify(versions)],
  );
  return new Map(found.map((row) => [keyOf(row), row.definition]));
}
