/**
 * What other services have to know of a device to find out what is due for it: the ends of its certificates with the rules of its profile, the
 * requests that wait for it, whether it may be written at all (domain/reprovision-eligibility.ts), its certificates that somebody else revoked,
 * when it is to get a new management key, and what a newer version of its profile would change. One statement for all devices of a page, because every change of a device publishes it; a second where a newer version is published.
 */
import {
  defaultCertificateRenewalWindowDays,
  defaultMinimumGainDays,
} from '@cardwright/contracts/card/credential-profile';
import type { CredentialState, DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { cardSagaTypes } from '@cardwright/contracts/workflow/saga-kinds';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import type { EntityManager } from 'typeorm';
import { inUse, newerVersion, profileChanges, type NewerVersion } from './profile-changes.js';
import { passkeyDue } from '../passkeys/missing-passkeys.js';
import { open as openReplacement } from './replacement.repository.js';
import { expiredOnCard, revokedCertificates } from './revoked-certificates.js';

export type DueFacts = Required<
  Pick<
    DeviceExport,
    'certificates' | 'waiting' | 'refused' | 'profileChange' | 'revoked' | 'managementKeyDueAt' | 'passkeyDue'
  >
> &
  Pick<DeviceExport, 'earliestNotAfter'>;

/** Credentials that are (or will be) on the card and whose certificates count for its next expiry. */
export const livingStates: readonly CredentialState[] = [
  'REQUESTED',
  'ISSUED_OFF_CARD',
  'ON_CARD',
  'VERIFIED',
  'ACTIVE',
  'HELD',
];

/** As in the column holder_data of a credential. */
const holderNow = `jsonb_build_object('commonName', display_name, 'givenName', given_name, 'surname', surname, 'email', email,
  'upn', upn, 'organizationalUnit', organizational_unit, 'sid', sid)`;

/**
 * The profile version is the one that the card was issued with: a renewal leaves it in place. A certificate that the record knows to have expired is
 * renewed still: it is on the card, and what it was for does not work.
 */
const text = `
SELECT device_id,
  (SELECT min(not_after) FROM credential WHERE credential.device_id = device.device_id AND state = ANY ($2)) AS earliest,
  (SELECT coalesce(jsonb_agg(newest.row ORDER BY newest.key_reference), '[]')
   FROM (
     SELECT DISTINCT ON (credential.key_reference) credential.key_reference, jsonb_build_object(
       'keyReference', credential.key_reference,
       'notAfter', credential.not_after,
       'issuerId', credential.issuer_id,
       'serialNumberHex', credential.serial_number_hex,
       'renewalWindowDays', coalesce((rule->>'renewalWindowDays')::integer, $4),
       'minimumGainDays', coalesce((rule->>'minimumGainDays')::integer, $5),
       'validityDays', (rule->>'validityDays')::integer,
       'outdatedSince', (SELECT updated_at FROM person WHERE person.person_id = device.person_id
         AND NOT ${holderNow} @> credential.holder_data)) AS row
     FROM credential_profile_version version, jsonb_array_elements(version.definition->'credentials') rule, credential
     WHERE version.tenant_id = device.tenant_id AND version.name = device.profile_name
       AND version.version = device.profile_version
       AND credential.device_id = device.device_id AND credential.container = rule->>'container'
       AND credential.key_reference = rule->>'keyReference'
       AND (credential.state = ANY ($3) OR ${expiredOnCard('credential')}) AND credential.not_after IS NOT NULL
     ORDER BY credential.key_reference, credential.created_at DESC
   ) newest) AS certificates,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('requestId', request_id, 'type', type, 'reason', reason,
     'createdAt', created_at, 'replaces', CASE WHEN type = 'ISSUE' THEN (
       SELECT jsonb_build_object('kind', kind, 'reason', replacement.reason) FROM replacement
       WHERE successor_device_id = device.device_id AND ${openReplacement}) END)
     ORDER BY created_at), '[]')
   FROM request WHERE request.device_id = device.device_id AND request.state = 'READY' AND type = ANY ($6)) AS waiting,
  (SELECT CASE
     WHEN NOT person.enabled THEN 'PERSON_DISABLED'
     WHEN EXISTS (SELECT FROM profile_withdrawal WHERE tenant_id = device.tenant_id AND name = device.profile_name)
       THEN 'PROFILE_WITHDRAWN'
     WHEN NOT person.approved AND (SELECT (definition->>'pivMode')::boolean FROM credential_profile_version version
       WHERE version.tenant_id = device.tenant_id AND version.name = device.profile_name
         AND version.version = device.profile_version) THEN 'PERSON_NOT_APPROVED' END
   FROM person WHERE person.person_id = device.person_id) AS refused,
  ${revokedCertificates} AS revoked,
  ${passkeyDue} AS "passkeyDue",
  ${newerVersion({ dead: true })} AS newer,
  (SELECT management_key_since + (definition->>'managementKeyDays')::integer * interval '1 day'
   FROM credential_profile_version newest
   WHERE newest.tenant_id = device.tenant_id AND newest.name = device.profile_name AND health <> 'interrupted'
   ORDER BY newest.version DESC LIMIT 1) AS "managementKeyDueAt"
FROM device WHERE device_id = ANY ($1)`;

/** By device; one that is not in the database is missing. */
export async function dueFacts(manager: EntityManager, deviceIds: readonly string[]): Promise<Map<string, DueFacts>> {
  const rows = await preparedIn<
    { device_id: string; earliest: Date | null; newer: NewerVersion | null } & Omit<
      DueFacts,
      'earliestNotAfter' | 'profileChange' | 'managementKeyDueAt'
    > & { managementKeyDueAt: Date | null }
  >(manager, 'device-due-facts', text, [
    deviceIds,
    livingStates,
    inUse,
    defaultCertificateRenewalWindowDays,
    defaultMinimumGainDays,
    cardSagaTypes,
  ]);
  const changes = await profileChanges(manager, rows);
  return new Map(
    rows.map(
      ({ device_id, earliest, certificates, waiting, refused, revoked, managementKeyDueAt, passkeyDue: due }) => [
        device_id,
        {
          refused,
          profileChange: changes.get(device_id) ?? null,
          earliestNotAfter: earliest?.toISOString() ?? null,
          managementKeyDueAt: managementKeyDueAt?.toISOString() ?? null,
          certificates: certificates.map((row) => ({
            ...row,
            notAfter: iso(row.notAfter),
            outdatedSince: row.outdatedSince == null ? null : iso(row.outdatedSince),
          })),
          passkeyDue: due && { ...due, since: iso(due.since) },
          revoked: revoked.map((row) => ({ ...row, since: iso(row.since) })),
          waiting: waiting.map((row) => ({ ...row, createdAt: iso(row.createdAt) })),
        },
      ],
    ),
  );
}

/** Postgres writes times into JSON with its own offset. */
const iso = (time: string): string => new Date(time).toISOString();
