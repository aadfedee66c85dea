/** Maps the rows of a device to the shapes of the contracts. Pure. */
import type { Credential, Device, DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { shownKeyset } from '../../domain/stock-batch.js';
import type { DeviceView } from './device.repository.js';
import type { DueFacts } from './due-facts.js';
import type { CredentialEntity } from '../../persistence/credential.entity.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';

/** toOperator: what operators gave as reasons is told; to everybody else, that there are such reasons. */
export const deviceOf = (device: DeviceEntity, personName: string | null, toOperator = false): Device => ({
  deviceId: device.deviceId,
  identityText: device.identityText,
  label: device.label,
  modelId: device.modelId,
  state: device.state,
  operation: device.operation,
  health: device.health,
  pin: device.pin,
  keyset: shownKeyset(device),
  personId: device.personId,
  personName,
  profileName: device.profileName,
  profileVersion: device.profileVersion,
  expiresOn: device.expiresOn,
  cardUuid: device.cardUuid,
  workstationId: device.workstationId,
  activeRequestId: device.activeRequestId,
  createdAt: device.createdAt.toISOString(),
  updatedAt: device.updatedAt.toISOString(),
  suspendedFor: device.suspendedFor.map(({ reason, ...given }) => ({
    ...given,
    reason: given.byHolder || toOperator ? reason : null,
  })),
});

/** The same as it is read: with what its saga waits for. */
export const viewedDevice = (
  { device, person, attention, certificatesExpireAt }: DeviceView,
  toOperator = false,
): Device => ({
  ...deviceOf(device, person?.displayName ?? null, toOperator),
  attention,
  certificatesExpireAt: certificatesExpireAt?.toISOString() ?? null,
});

export const credentialOf = (credential: CredentialEntity): Credential => ({
  container: credential.container,
  keyReference: credential.keyReference,
  algorithm: credential.algorithm,
  keyOrigin: credential.keyOrigin,
  state: credential.state,
  serialNumberHex: credential.serialNumberHex,
  notAfter: credential.notAfter?.toISOString() ?? null,
  attested: credential.attested,
  attestation: credential.attestation,
});

export const deviceExportOf = (
  device: DeviceEntity,
  {
    earliestNotAfter,
    certificates,
    waiting,
    refused,
    profileChange,
    revoked,
    managementKeyDueAt,
    passkeyDue,
  }: DueFacts,
): DeviceExport => ({
  deviceId: device.deviceId,
  identityText: device.identityText,
  state: device.state,
  personId: device.personId,
  profileName: device.profileName,
  profileVersion: device.profileVersion,
  expiresOn: device.expiresOn,
  earliestNotAfter,
  revision: device.revision,
  label: device.label,
  pin: device.pin,
  activeRequestId: device.activeRequestId,
  certificates,
  waiting,
  refused,
  profileChange,
  revoked,
  managementKeyDueAt,
  passkeyDue,
  modelId: device.modelId,
});
