/** Requests about the life of an issued card, the reasons for it and what follows, revocations and deletions of passkeys: authorise, then the services. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { reasons } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Device, LifecycleRequest } from '@cardwright/contracts/nats/issuance.api';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import { say } from '@cardwright/contracts/words/say';
import { begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { viewedDevice } from '../records/devices/device-view.js';
import { DeviceService } from '../records/devices/device.service.js';
import type { Answer, Asked } from '../domain/asked.js';
import { pageLimit, pageOf } from '../persistence/page.js';
import { cursorOf, RevocationRepository, revocationRowOf } from '../records/credentials/revocation.repository.js';
import { PasskeyDeletionList, passkeyDeletionRowOf } from '../records/passkeys/passkey-deletion-list.js';
import { LifecycleRequests } from '../records/lifecycle/lifecycle-requests.js';

@Controller()
export class LifecycleController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly devices: DeviceService,
    private readonly requests: LifecycleRequests,
    private readonly revocations: RevocationRepository,
    private readonly passkeys: PasskeyDeletionList,
  ) {}

  @MessagePattern(issuanceSubject('devices.suspend'))
  async suspend(@Payload() asked: Asked<'devices.suspend'>): Answer<'devices.suspend'> {
    await this.requests.suspend(asked);
    return this.answer(asked);
  }

  @MessagePattern(issuanceSubject('devices.resume'))
  async resume(@Payload() asked: Asked<'devices.resume'>): Answer<'devices.resume'> {
    await this.requests.resume(asked);
    return this.answer(asked);
  }

  @MessagePattern(issuanceSubject('devices.terminate'))
  async terminate(@Payload() asked: Asked<'devices.terminate'>): Answer<'devices.terminate'> {
    await this.requests.terminate(asked);
    return this.answer(asked);
  }

  /** What a list offers: the system's own reasons are not among it. */
  @MessagePattern(issuanceSubject('reasons.list'))
  async listReasons(@Payload() asked: Asked<'reasons.list'>): Answer<'reasons.list'> {
    await this.access.authorise(asked, 'reasons.list');
    const { use } = asked.body;
    return {
      reasons: reasons.filter(({ uses, systemOnly }) => !systemOnly && (use === undefined || uses.includes(use))),
    };
  }

  @MessagePattern(issuanceSubject('revocations.list'))
  async listRevocations(@Payload() asked: Asked<'revocations.list'>): Answer<'revocations.list'> {
    const scopes = await this.access.listScopes(asked, 'revocations.list');
    const { forExport: _, deviceId, open, ...page } = asked.body;
    if (deviceId !== undefined && !isUuid(deviceId))
      throw new CardwrightError('REQUEST_INVALID', say('input.device-id'), { field: 'deviceId' });
    const rows = await this.revocations.page(asked.tenantId, { deviceId, open, scopes }, page, begunExport(asked));
    return pageOf(rows, pageLimit(page.limit), cursorOf, revocationRowOf);
  }

  @MessagePattern(issuanceSubject('passkey-deletions.list'))
  async listPasskeyDeletions(@Payload() asked: Asked<'passkey-deletions.list'>): Answer<'passkey-deletions.list'> {
    const scopes = await this.access.listScopes(asked, 'passkey-deletions.list');
    const { deviceId, state, ...page } = asked.body;
    if (deviceId !== undefined && !isUuid(deviceId))
      throw new CardwrightError('REQUEST_INVALID', say('input.device-id'), { field: 'deviceId' });
    const rows = await this.passkeys.page(asked.tenantId, { deviceId, state, scopes }, page);
    return pageOf(rows, pageLimit(page.limit), ({ passkeyId }) => passkeyId, passkeyDeletionRowOf);
  }

  private async answer(asked: RequestEnvelope<LifecycleRequest>): Promise<{ device: Device }> {
    return { device: viewedDevice(await this.devices.view(asked.tenantId, asked.body.deviceId)) };
  }
}
