/**
 * Certificates that stand on a card although they are revoked, by somebody else, or have expired: SQL for statements on `device`. The record learns
 * of it by the reconciler, as an open finding first and as the state of the credential once the finding is repaired.
 */

import { cardSagaTypes, sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';

const wholeCard = cardSagaTypes.filter((type) => sagaKinds[type].writes === 'card').map((type) => `'${type}'`);

/**
 * A condition on this table of credentials: on record as revoked, and not by a job of ours, which what replaced or removed it has started. One that
 * a later one has followed on the card is not meant, whatever became of that: a saga that is cut may make a certificate twice, and revokes the first
 * at once without a job.
 */
export const revokedOutside = (credential: string): string => `(
  ${credential}.state = 'REVOKED' AND ${credential}.key_origin = 'card' AND NOT EXISTS (
    SELECT FROM revocation WHERE revocation.issuer_id = ${credential}.issuer_id
      AND revocation.serial_number_hex = ${credential}.serial_number_hex)
  AND NOT EXISTS (
    SELECT FROM credential later JOIN request ON request.request_id = later.request_id AND request.state = 'COMPLETED'
    WHERE later.device_id = ${credential}.device_id AND later.key_reference = ${credential}.key_reference
      AND later.key_origin = 'card' AND later.created_at > ${credential}.created_at))`;

/**
 * A condition on this table of credentials: on record as expired, and on the card still, because no saga that ended well has replaced or removed it
 * since. One that was left to expire has been followed by its successor.
 */
export const expiredOnCard = (credential: string): string => `(
  ${credential}.state = 'EXPIRED' AND ${credential}.key_origin = 'card' AND NOT EXISTS (
    SELECT FROM request follower WHERE follower.device_id = ${credential}.device_id AND follower.state = 'COMPLETED'
      AND follower.request_id <> ${credential}.request_id AND follower.finished_at > ${credential}.created_at
      AND (follower.type IN (${wholeCard.join(', ')}) OR ${credential}.key_reference = ANY (follower.key_references))))`;

/**
 * A column: those of the profile version that the device has, whose newest credential is meant. Parameter 3: the states in use. A card that an
 * update or a reprovision left half done is finished by a reprovision.
 */
export const revokedCertificates = `(
  SELECT coalesce(jsonb_agg(jsonb_build_object('keyReference', key_reference, 'since', since) ORDER BY key_reference), '[]')
  FROM (
    SELECT DISTINCT ON (credential.key_reference) credential.key_reference,
      CASE WHEN credential.state = 'REVOKED' THEN credential.updated_at ELSE (
        SELECT found_at FROM finding WHERE finding.device_id = device.device_id AND code = 'CERTIFICATE_REVOKED_AT_CA'
          AND upper(subject) = upper(credential.serial_number_hex) AND cleared_at IS NULL) END AS since
    FROM credential_profile_version version, jsonb_array_elements(version.definition->'credentials') rule, credential
    WHERE version.tenant_id = device.tenant_id AND version.name = device.profile_name
      AND version.version = device.profile_version
      AND credential.device_id = device.device_id AND credential.container = rule->>'container'
      AND credential.key_reference = rule->>'keyReference' AND credential.key_origin = 'card'
      AND (credential.state = ANY ($3) OR ${revokedOutside('credential')})
    ORDER BY credential.key_reference, credential.created_at DESC) newest
  WHERE since IS NOT NULL AND device.health <> 'interrupted')`;
