/** Reads what a person's request is about: person, profile, target of the authorisation, and the same request made before. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { findBy, type FindBy } from '@cardwright/service-kit/database/find-by';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { AuthorisationService, type KnownActor } from '../../records/authorisation/authorisation.service.js';
import { deviceTarget } from '../../records/authorisation/targets.js';
import type { Endpoint } from '../../domain/endpoints.js';
import { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { ProfileWithdrawals } from '../../records/profiles/profile-withdrawals.js';
import { RepeatedRequests } from '../../records/repeats/repeated-requests.js';

@Injectable()
export class RequestSubjects {
  private readonly personOf: FindBy<PersonEntity>;
  private readonly profileVersions: FindBy<CredentialProfileVersionEntity>;

  constructor(
    private readonly database: DataSource,
    private readonly repeats: RepeatedRequests,
    private readonly access: AuthorisationService,
    private readonly withdrawals: ProfileWithdrawals,
  ) {
    this.personOf = findBy(database, PersonEntity, ['tenantId', 'personId']);
    this.profileVersions = findBy(database, CredentialProfileVersionEntity, ['tenantId', 'name'], {
      descendingBy: ['version'],
    });
  }

  async person(tenantId: string, personId: string): Promise<PersonEntity> {
    const [person] = await this.personOf(tenantId, personId);
    if (person === undefined) throw new CardwrightError('PERSON_NOT_FOUND', undefined, { personId });
    return person;
  }

  async latestProfile(tenantId: string, name: string): Promise<CredentialProfileVersionEntity> {
    const [version] = await this.profileVersions(tenantId, name);
    if (version === undefined) throw new CardwrightError('PROFILE_NOT_FOUND', undefined, { name });
    return version;
  }

  /** The latest version for a new card. Throws PROFILE_NOT_FOUND, PROFILE_WITHDRAWN. */
  async profileToIssue(tenantId: string, name: string): Promise<CredentialProfileVersionEntity> {
    const [version, withdrawn] = await Promise.all([
      this.latestProfile(tenantId, name),
      this.withdrawals.has(tenantId, name),
    ]);
    if (withdrawn) throw new CardwrightError('PROFILE_WITHDRAWN', undefined, { name });
    return version;
  }

  async profileVersion(tenantId: string, name: string, version: number): Promise<CredentialProfileVersionEntity> {
    const found = (await this.profileVersions(tenantId, name)).find((row) => row.version === version);
    if (found === undefined) throw new CardwrightError('PROFILE_NOT_FOUND', undefined, { name, version });
    return found;
  }

  async targetOf(device: { personId: string | null; profileName: string | null; tenantId: string }) {
    const person = device.personId === null ? null : await this.person(device.tenantId, device.personId);
    return deviceTarget({ device, person });
  }

  /** About a card. */
  async authorise(envelope: RequestEnvelope<unknown>, endpoint: Endpoint, device: DeviceEntity): Promise<KnownActor> {
    return this.access.authorise(envelope, endpoint, await this.targetOf(device));
  }

  /** As `RepeatedRequests.find`. The key is that of the body, or of the envelope. */
  async repeated(
    envelope: RequestEnvelope<{ deviceId: string; idempotencyKey?: string }>,
    type: CardSagaType,
  ): Promise<RequestEntity | null> {
    const { deviceId, idempotencyKey = envelope.idempotencyKey } = envelope.body;
    return idempotencyKey === undefined ? null : this.repeats.find(envelope, idempotencyKey, deviceId, [type]);
  }

  inTransaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return inTransaction(this.database, work);
  }
}
