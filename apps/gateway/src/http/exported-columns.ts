/** The columns of exported lists, named as those of the import of people (docs/people-and-roles.md). Times are ISO 8601, UTC. */
import type { RoleGrant } from '@cardwright/contracts/access/role';
import type { FindingRow } from '@cardwright/contracts/card/findings';
import type { Device, Person, RevocationRow, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { CampaignCardRow } from '@cardwright/contracts/update/campaign';
import type { ListedCertificate } from '@cardwright/contracts/nats/certificate-list';
import type { Workstation } from '@cardwright/contracts/workstation/workstation';
import type { AuditRow } from '@cardwright/contracts/nats/audit-rows';
import type { CsvColumns } from './csv.js';

export const deviceColumns: CsvColumns<Device> = {
  device_id: ({ deviceId }) => deviceId,
  identity: ({ identityText }) => identityText,
  label: ({ label }) => label,
  model: ({ modelId }) => modelId,
  state: ({ state }) => state,
  holder: ({ personName }) => personName,
  person_id: ({ personId }) => personId,
  profile: ({ profileName }) => profileName,
  profile_version: ({ profileVersion }) => profileVersion,
  expires_on: ({ expiresOn }) => expiresOn,
  certificates_expire_at: ({ certificatesExpireAt }) => certificatesExpireAt,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};

export const personColumns: CsvColumns<Person> = {
  external_id: ({ externalId }) => externalId,
  given_name: ({ givenName }) => givenName,
  surname: ({ surname }) => surname,
  display_name: ({ displayName }) => displayName,
  email: ({ email }) => email,
  upn: ({ upn }) => upn,
  sid: ({ sid }) => sid,
  object_id: ({ objectId }) => objectId,
  organizational_unit: ({ organizationalUnit }) => organizationalUnit,
  enabled: ({ enabled }) => enabled,
  person_id: ({ personId }) => personId,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};

export const certificateColumns: CsvColumns<ListedCertificate> = {
  serial_number: ({ serialNumberHex }) => serialNumberHex,
  status: ({ status }) => status,
  on_card: ({ credentialState }) => credentialState,
  issuer_id: ({ issuerId }) => issuerId,
  certificate_profile: ({ certificateProfile }) => certificateProfile,
  key_reference: ({ keyReference }) => keyReference,
  container: ({ container }) => container,
  algorithm: ({ algorithm }) => algorithm,
  not_after: ({ notAfter }) => notAfter,
  device_id: ({ deviceId }) => deviceId,
  label: ({ deviceLabel }) => deviceLabel,
  holder: ({ personName }) => personName,
  person_id: ({ personId }) => personId,
  profile: ({ profileName }) => profileName,
  request_id: ({ requestId }) => requestId,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};

export const sagaColumns: CsvColumns<SagaRow> = {
  request_id: ({ requestId }) => requestId,
  type: ({ type }) => type,
  state: ({ state }) => state,
  percent: ({ percent }) => percent,
  now: ({ sentence }) => sentence,
  waits_for: ({ attention }) => attention?.waitsFor,
  stopped_by: ({ stuckReason }) => stuckReason,
  person: ({ personName }) => personName,
  person_id: ({ personId }) => personId,
  device_id: ({ deviceId }) => deviceId,
  profile: ({ profileName }) => profileName,
  profile_version: ({ profileVersion }) => profileVersion,
  workstation_id: ({ workstationId }) => workstationId,
  requested_by: ({ requestedBy }) => requestedBy,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  finished_at: ({ finishedAt }) => finishedAt,
};

/** What the agent of one says of itself; its key is no use in a list. */
export const workstationColumns: CsvColumns<Workstation> = {
  workstation_id: ({ workstationId }) => workstationId,
  name: ({ name }) => name,
  group: ({ group }) => group,
  online: ({ online }) => online,
  last_seen_at: ({ lastSeenAt }) => lastSeenAt,
  agent_version: ({ agentVersion }) => agentVersion,
  system: ({ report }) => report?.system,
  asks_for_updates: ({ report }) => report?.autoUpdate,
  policy_mistakes: ({ report }) => report?.policyProblems,
  readers: ({ report }) => report?.readerCount,
  cards: ({ report }) => report?.cardCount,
  enrolled_at: ({ enrolledAt }) => enrolledAt,
  revoked_at: ({ revokedAt }) => revokedAt,
};

export const auditColumns: CsvColumns<AuditRow> = {
  sequence: ({ sequence }) => sequence,
  at: ({ at }) => at,
  actor: ({ actor }) => actor,
  action: ({ action }) => action,
  object: ({ object }) => object,
  reason: ({ reason }) => reason,
  reason_text: ({ reasonText }) => reasonText,
  correlation_id: ({ correlationId }) => correlationId,
  details: ({ details }) => JSON.stringify(details),
  hash: ({ hashHex }) => hashHex,
};

export const revocationColumns: CsvColumns<RevocationRow> = {
  serial_number: ({ serialNumberHex }) => serialNumberHex,
  issuer: ({ issuerId }) => issuerId,
  device_id: ({ deviceId }) => deviceId,
  key_reference: ({ keyReference }) => keyReference,
  reason: ({ reason }) => reason,
  state: ({ state }) => state,
  attempts: ({ attempts }) => attempts,
  last_error: ({ lastErrorCode }) => lastErrorCode,
  requested_at: ({ requestedAt }) => requestedAt,
  due_at: ({ dueAt }) => dueAt,
  done_at: ({ doneAt }) => doneAt,
};

export const findingColumns: CsvColumns<FindingRow> = {
  finding_id: ({ findingId }) => findingId,
  severity: ({ severity }) => severity,
  code: ({ code }) => code,
  finding: ({ sentence }) => sentence,
  about: ({ subject }) => subject,
  device: ({ deviceLabel }) => deviceLabel,
  device_id: ({ deviceId }) => deviceId,
  command: ({ command }) => command,
  found_at: ({ foundAt }) => foundAt,
  seen_at: ({ seenAt }) => seenAt,
  cleared_at: ({ clearedAt }) => clearedAt,
};

/** Unit and profile: `*` is all of them. also: what the role has only if granted, each after a blank. */
export const roleGrantColumns: CsvColumns<RoleGrant> = {
  role_grant_id: ({ roleGrantId }) => roleGrantId,
  person: ({ personName }) => personName,
  person_id: ({ personId }) => personId,
  role: ({ role }) => role,
  unit: ({ groupScope }) => groupScope,
  profile: ({ profileScope }) => profileScope,
  also: ({ grantedPermissions }) => grantedPermissions?.join(' '),
  granted_at: ({ grantedAt }) => grantedAt,
};

export const campaignCardColumns: CsvColumns<CampaignCardRow> = {
  device_id: ({ deviceId }) => deviceId,
  label: ({ label }) => label,
  state: ({ state }) => state,
  key_references: ({ keyReferences }) => keyReferences.join(' '),
  hindered_by: ({ hindered }) => hindered,
  failed_by: ({ code }) => code,
  request_id: ({ requestId }) => requestId,
  turn_at: ({ turnAt }) => turnAt,
  ended_at: ({ endedAt }) => endedAt,
};
