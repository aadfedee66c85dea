/**
 * The other cards of a person: at most one active card per credential group, and no temporary or suspended one beside a new permanent
 * card (model.md section 1). A profile without a group sets no limit; then only the replaced card's own temporary card ends.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { LifecycleChanges } from '../lifecycle/lifecycle-changes.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { ReplacementRepository, type Replacement } from '../devices/replacement.repository.js';

/** Cards that are in use, or are about to be. */
const taking: readonly DeviceState[] = ['ASSIGNED', 'ISSUING', 'PENDING_ACTIVATION', 'ACTIVE'];
/** The new card has the new keys, so the certificates of the other cards are superseded. */
const superseded = { reason: 'superseded', urgent: false } as const;

@Injectable()
export class GroupCards {
  constructor(
    private readonly database: DataSource,
    private readonly repository: ReplacementRepository,
    private readonly changes: LifecycleChanges,
  ) {}

  /** Throws LIFECYCLE_GROUP_OCCUPIED {deviceId}. replacement: what the card is issued for; that card makes room. */
  async requireRoom(
    manager: EntityManager,
    asked: { tenantId: string; personId: string; deviceId: string; profile: CredentialProfile },
    replacement: Replacement | null,
  ): Promise<void> {
    const { tenantId, personId, deviceId, profile } = asked;
    if (profile.credentialGroup === undefined) return;
    const leaving = new Set([deviceId]);
    if (replacement?.kind === 'permanent') {
      leaving.add(replacement.deviceId);
      const temporary = await this.repository.temporaryOf(replacement.deviceId, manager);
      if (temporary?.successorDeviceId) leaving.add(temporary.successorDeviceId);
    }
    const members = await this.repository.groupOf(manager, { tenantId, personId, group: profile.credentialGroup });
    const other = members.find((member) => taking.includes(member.state) && !leaving.has(member.deviceId));
    if (other !== undefined)
      throw new CardwrightError('LIFECYCLE_GROUP_OCCUPIED', undefined, {
        deviceId: other.deviceId,
        state: other.state,
        credentialGroup: profile.credentialGroup,
      });
  }

  /** A permanent card is active: the temporary card of the one that it replaces ends, and suspended ones of its group. */
  async endInvalid(
    manager: EntityManager,
    { deviceId: replaced, reason }: Replacement,
    successor: DeviceEntity,
    context: ChangeContext,
  ): Promise<void> {
    const ending = new Set<string>();
    const temporary = await this.repository.temporaryOf(replaced, manager);
    if (temporary?.successorDeviceId) ending.add(temporary.successorDeviceId);
    for (const member of await this.suspendedOf(manager, successor)) ending.add(member);
    for (const deviceId of ending) {
      const asked = { deviceId, reason, reasonText: 'a permanent card took its place' };
      await this.changes.terminate(manager, asked, superseded, context);
    }
  }

  private async suspendedOf(manager: EntityManager, successor: DeviceEntity): Promise<string[]> {
    const { tenantId, deviceId, personId, profileName: name, profileVersion: version } = successor;
    if (personId === null || name === null || version === null) return [];
    const profile = await this.database
      .getRepository(CredentialProfileVersionEntity)
      .findOneBy({ tenantId, name, version });
    const group = profile?.definition.credentialGroup;
    if (group === undefined) return [];
    const members = await this.repository.groupOf(manager, { tenantId, personId, group });
    return members.filter((row) => row.state === 'SUSPENDED' && row.deviceId !== deviceId).map((row) => row.deviceId);
  }
}
