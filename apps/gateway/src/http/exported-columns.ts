/** The columns of exported lists, named as those of the import of people (docs/people-and-roles.md). Times are ISO 8601, UTC. */
import type { Device, Person } from '@cardwright/contracts/nats/issuance.api';
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
  organizational_unit: ({ organizationalUnit }) => organizationalUnit,
  enabled: ({ enabled }) => enabled,
  person_id: ({ personId }) => personId,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};
