/** Replacement requests of people: authorise, check the reason, then the service. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { deviceTarget } from '../records/authorisation/targets.js';
import { deviceOf } from '../records/devices/device-view.js';
import { DeviceService } from '../records/devices/device.service.js';
import { checkReason } from '../domain/reason-check.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { RequestService } from '../records/requests/request.service.js';
import { ProfileService } from '../records/profiles/profile.service.js';
import { ProfileWithdrawals } from '../records/profiles/profile-withdrawals.js';
import { ReplacementService } from '../records/replacements/replacement.service.js';

@Controller()
export class ReplacementController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly devices: DeviceService,
    private readonly replacements: ReplacementService,
    private readonly requests: RequestService,
    private readonly profiles: ProfileService,
    private readonly withdrawals: ProfileWithdrawals,
  ) {}

  @MessagePattern(issuanceSubject('devices.replace'))
  async replace(@Payload() asked: Asked<'devices.replace'>): Answer<'devices.replace'> {
    const { body, tenantId } = asked;
    const context = contextOf(asked);
    const view = await this.devices.view(tenantId, body.deviceId);
    const actor = await this.access.authorise(asked, 'devices.replace', deviceTarget(view));
    const roles = actor.grants.map(({ role }) => role);
    const reason = checkReason(body, 'replace', roles);
    const { profileName, profileVersion } = view.device;
    if (profileName === null || profileVersion === null)
      throw new CardwrightError('LIFECYCLE_UNASSIGNED', undefined, { deviceId: body.deviceId });
    const name = body.profileName ?? profileName;
    if (await this.withdrawals.has(tenantId, name)) throw new CardwrightError('PROFILE_WITHDRAWN', undefined, { name });
    const [old, successor] = await Promise.all([
      this.profiles.get(tenantId, profileName, profileVersion),
      this.profiles.get(tenantId, name),
    ]);
    const profiles = { old: old.definition, successor };
    const { requestId } = await this.replacements.request(body, reason, profiles, actor.personId, context);
    const { device, person } = await this.devices.view(tenantId, body.deviceId);
    return {
      saga: await this.requests.row(tenantId, requestId),
      device: deviceOf(device, person?.displayName ?? null),
    };
  }
}
