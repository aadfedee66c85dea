/** Replacement requests of people: authorise, check the reason, then the service. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { deviceTarget } from '../records/authorisation/targets.js';
import { viewedDevice } from '../records/devices/device-view.js';
import { DeviceService } from '../records/devices/device.service.js';
import { checkReason } from '../domain/reason-check.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { RequestService } from '../records/requests/request.service.js';
import { ProfileService } from '../records/profiles/profile.service.js';
import { ProfileWithdrawals } from '../records/profiles/profile-withdrawals.js';
import { ReplacementAsks } from '../records/replacements/replacement-asks.service.js';
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
    private readonly asks: ReplacementAsks,
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
    return {
      saga: await this.requests.row(tenantId, requestId),
      device: viewedDevice(await this.devices.view(tenantId, body.deviceId)),
    };
  }

  @MessagePattern(issuanceSubject('devices.ask-replacement'))
  async ask(@Payload() asked: Asked<'devices.ask-replacement'>): Answer<'devices.ask-replacement'> {
    const { grants } = await this.allowed(asked, 'devices.ask-replacement');
    const roles = grants.map(({ role }) => role);
    await this.asks.ask(asked.body, checkReason(asked.body, 'replace', roles), contextOf(asked));
    return this.answer(asked);
  }

  @MessagePattern(issuanceSubject('devices.decline-replacement'))
  async decline(@Payload() asked: Asked<'devices.decline-replacement'>): Answer<'devices.decline-replacement'> {
    const { own } = await this.allowed(asked, 'devices.decline-replacement');
    await this.asks.decline(asked.body, own, contextOf(asked));
    return this.answer(asked);
  }

  /** own: the card is that of the person who asks. */
  private async allowed(
    asked: RequestEnvelope<{ deviceId: string }>,
    endpoint: 'devices.ask-replacement' | 'devices.decline-replacement',
  ) {
    const view = await this.devices.view(asked.tenantId, asked.body.deviceId);
    const { grants, personId } = await this.access.authorise(asked, endpoint, deviceTarget(view));
    return { grants, own: personId !== null && personId === view.device.personId };
  }

  private async answer(asked: RequestEnvelope<{ deviceId: string }>) {
    return { device: viewedDevice(await this.devices.view(asked.tenantId, asked.body.deviceId)) };
  }
}
