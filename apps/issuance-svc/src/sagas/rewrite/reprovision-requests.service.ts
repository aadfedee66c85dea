/**
 * [D14] An operator asks for a reprovision without the card: the request waits until the holder runs it. Only the record is checked now;
 * the card is read when the reprovision runs.
 */
import { Injectable } from '@nestjs/common';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { profileCertificates } from '@cardwright/card-plan/planned-keys';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { rolesOf } from '../../domain/authorisation.js';
import { checkRewriteReason } from '../../domain/reason-check.js';
import { unread } from '../../domain/reprovision-eligibility.js';
import { callContextOf, contextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { PersonEntity } from '../../persistence/person.entity.js';
import { RequestService } from '../../records/requests/request.service.js';
import { CertificateChecks } from '../../card/certificate-check.js';
import { ReprovisionPlanner } from '../../card/reprovision-planner.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import { WaitingStarts } from '../steer/waiting-starts.js';
import type { Asked } from '../../domain/asked.js';

@Injectable()
export class ReprovisionRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly planner: ReprovisionPlanner,
    private readonly certificates: CertificateChecks,
    private readonly waiting: WaitingStarts,
  ) {}

  /** Throws REASON_*, and the code of the first rule that forbids a reprovision of this device. */
  async create(envelope: Asked<'devices.request-reprovision'>): Promise<{ saga: SagaRow }> {
    const { body, tenantId } = envelope;
    const change = contextOf(envelope);
    const device = await this.devices.get(body.deviceId);
    const target = await this.subjects.targetOf(device);
    const actor = await this.access.authorise(envelope, 'devices.request-reprovision', target);
    checkRewriteReason(body, 'reprovision', rolesOf(actor));
    const { person, version } = await this.requireEligible(device);
    await this.requireCertifiable(change, person!, device, version!);
    const { requestId } = await this.subjects.inTransaction(async (manager) => {
      // If two operators ask at the same time, the newer request replaces the other.
      const locked = await this.devices.lock(manager, device.deviceId);
      return this.waiting.createIn(
        manager,
        locked,
        {
          type: 'REPROVISION',
          profileVersion: version!.version,
          reason: body.reason,
          reasonText: body.reasonText ?? null,
          acceptHistoryLoss: body.acceptHistoryLoss ?? false,
          requestedByPersonId: actor.personId,
        },
        change,
      );
    });
    return { saga: await this.requests.row(tenantId, requestId) };
  }

  /** Whether the record of the card lets it be asked for. Throws the code of the first rule that forbids it. */
  async requireEligible(
    device: DeviceEntity,
  ): Promise<{ person: PersonEntity | null; version: CredentialProfileVersionEntity | null }> {
    const { tenantId, personId, profileName } = device;
    const person = personId === null ? null : await this.subjects.person(tenantId, personId);
    const version = profileName === null ? null : await this.subjects.latestProfile(tenantId, profileName);
    await this.planner.requireEligible({ device, person, version, image: unread, rewrite: { type: 'REPROVISION' } });
    return { person, version };
  }

  /**
   * An error is reported to the operator now, and not to the holder at the workstation later. If the vault is away, the request is still
   * recorded, because the run asks again.
   */
  private async requireCertifiable(
    change: ChangeContext,
    person: PersonEntity,
    device: DeviceEntity,
    { definition }: CredentialProfileVersionEntity,
  ): Promise<void> {
    try {
      const certificates = profileCertificates(definition, device.expiresOn!);
      await this.certificates.require(callContextOf(change), person, device, certificates);
    } catch (error) {
      if (!isCardwrightError(error, 'REQUEST_SERVICE_UNAVAILABLE') && !isCardwrightError(error, 'REQUEST_TIMEOUT'))
        throw error;
    }
  }
}
