/** The rules of an issue about the card that the new one replaces and about the person's other cards, behind one interface. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { PersonEntity } from '../../persistence/person.entity.js';
import { GroupCards } from './group-cards.js';
import { ReplacementService, type Succession } from './replacement.service.js';

export interface IssueTarget {
  device: DeviceEntity;
  person: PersonEntity;
  version: CredentialProfileVersionEntity;
}

type SucceedingTarget = IssueTarget & { succession: Succession | undefined };

@Injectable()
export class Successions {
  constructor(
    private readonly replacements: ReplacementService,
    private readonly group: GroupCards,
  ) {}

  /**
   * named: the request that the card is said to be for; default: the one to which it is bound. undefined: the card takes nobody's place. Throws
   * as ReplacementService.succession, and LIFECYCLE_REPLACEMENT_MISMATCH for a card that is bound to another request.
   */
  async find(named: string | undefined, { device, person, version }: IssueTarget): Promise<Succession | undefined> {
    const { deviceId } = device;
    const bound = device.state === 'ASSIGNED' ? await this.replacements.boundTo(deviceId) : undefined;
    const requestId = named ?? bound;
    if (requestId === undefined) return undefined;
    if (bound !== undefined && bound !== requestId)
      throw new CardwrightError('LIFECYCLE_REPLACEMENT_MISMATCH', say('record.bound-elsewhere'), {
        requestId: bound,
      });
    return this.replacements.succession(requestId, { deviceId, personId: person.personId }, version);
  }

  /** In the transaction that starts the issue. Throws as `find`, and LIFECYCLE_GROUP_OCCUPIED. */
  async begin(manager: EntityManager, target: SucceedingTarget): Promise<void> {
    const replacement = target.succession?.replacement ?? null;
    await this.requireRoom(manager, target);
    if (replacement !== null) await this.replacements.bindIn(manager, replacement, target.device.deviceId);
  }

  /** [C33] May the person have one more card of this profile's group? Throws LIFECYCLE_GROUP_OCCUPIED. */
  requireRoom(
    manager: EntityManager,
    { device: { tenantId, deviceId }, person: { personId }, version, succession }: SucceedingTarget,
  ): Promise<void> {
    const asked = { tenantId, deviceId, personId, profile: version.definition };
    return this.group.requireRoom(manager, asked, succession?.replacement ?? null);
  }

  withdraw(requestId: string, reason: string, context: ChangeContext): Promise<void> {
    return this.replacements.withdraw(requestId, reason, context);
  }
}
