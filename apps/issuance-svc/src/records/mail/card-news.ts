/**
 * What is told to the holder of a card: that a saga has done its work, that somebody changed the life of the card, what became of the new card that
 * they asked for, and that one was put aside for them or is no longer. Written in the transaction of the change itself.
 */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { actorText } from '@cardwright/service-kit/audit/append-audit';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import { actorOfRoles, toldOfRequest, toldOfState, type MailActor, type MailEvent } from '../../domain/mail-facts.js';
import { grantsOfClaims } from '../../domain/role-claims.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import { DeviceEntity } from '../../persistence/device.entity.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { LifecycleChanges } from '../lifecycle/lifecycle-changes.js';
import { RequestService } from '../requests/request.service.js';
import { MailNotices } from './mail-notices.js';

interface PageNews {
  event: MailEvent;
  actor: ChangeContext['actor'];
  causeKey: string;
  words?: string | undefined;
  pageIsTheirs?: boolean;
}

@Injectable()
export class CardNews implements OnModuleInit {
  constructor(
    private readonly notices: MailNotices,
    private readonly requests: RequestService,
    private readonly changes: LifecycleChanges,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'roleClaimMap'>,
  ) {}

  onModuleInit(): void {
    this.requests.onCompleted((manager, request) => this.ofRequest(manager, request));
    this.changes.onChanged((manager, device, context) => this.ofDevice(manager, device, context));
  }

  private async ofRequest(manager: EntityManager, request: RequestEntity): Promise<void> {
    if (!this.notices.areOn) return;
    const { requestId, tenantId, deviceId, type } = request;
    const device = await manager.findOneByOrFail(DeviceEntity, { deviceId });
    // A card that was recycled is nobody's any more.
    const personId = request.personId ?? device.personId;
    if (personId === null) return;
    const by = this.requester(request, personId);
    const told = toldOfRequest(type, by);
    if (told === null) return;
    await this.notices.add(manager, {
      ...{ tenantId, personId, deviceId },
      kind: told.kind,
      facts: { event: told.event, by, card: device.label ?? '', at: new Date().toISOString() },
      causeKey: `request:${requestId}`,
    });
  }

  private async ofDevice(manager: EntityManager, device: DeviceEntity, context: ChangeContext): Promise<void> {
    const { tenantId, deviceId, personId, label, state, revision } = device;
    const event = toldOfState(state);
    if (!this.notices.areOn || event === null || personId === null) return;
    const by = await this.actor(manager, context.actor, personId);
    await this.notices.add(manager, {
      ...{ tenantId, personId, deviceId },
      kind: 'activity',
      facts: { event, by, card: label ?? '', at: new Date().toISOString() },
      causeKey: `device:${deviceId}:${revision}`,
    });
  }

  /** Its holder asked for a new card in its place. declined: why not; default: they get one. */
  ofAsk(
    manager: EntityManager,
    device: DeviceEntity,
    { askId, declined }: { askId: string; declined?: string },
    { actor }: ChangeContext,
  ): Promise<void> {
    const event = declined === undefined ? 'new-card-approved' : 'new-card-declined';
    return this.ofPage(manager, device, { event, actor, causeKey: `ask:${askId}`, words: declined });
  }

  /** [B06] A blank card is theirs from now on, and they set it up themselves. */
  ofBound(manager: EntityManager, device: DeviceEntity, requestId: string, { actor }: ChangeContext): Promise<void> {
    return this.ofPage(manager, device, { event: 'new-card-waits', actor, causeKey: `waits:${requestId}` });
  }

  /** They were to get a new card in the place of this one, and were told so. */
  ofWithdrawn(
    manager: EntityManager,
    device: DeviceEntity,
    requestId: string,
    { actor }: ChangeContext,
  ): Promise<void> {
    return this.ofPage(manager, device, { event: 'new-card-withdrawn', actor, causeKey: `withdrawn:${requestId}` });
  }

  /** [B06] device: as it was while it was theirs. Its page is not for them any more. */
  ofUnbound(manager: EntityManager, device: DeviceEntity, requestId: string, { actor }: ChangeContext): Promise<void> {
    const news = { event: 'new-card-unbound', actor, causeKey: `unbound:${requestId}`, pageIsTheirs: false } as const;
    return this.ofPage(manager, device, news);
  }

  /** News of which the page of the card says more. */
  private async ofPage(
    manager: EntityManager,
    { tenantId, deviceId, personId, label }: DeviceEntity,
    { event, actor, causeKey, words, pageIsTheirs = true }: PageNews,
  ): Promise<void> {
    if (!this.notices.areOn || personId === null) return;
    const by = await this.actor(manager, actor, personId);
    const at = new Date().toISOString();
    await this.notices.add(manager, {
      ...{ tenantId, personId, deviceId, causeKey },
      kind: 'activity',
      facts: {
        ...{ event, by, card: label ?? '', at },
        ...(pageIsTheirs && { deviceId }),
        ...(words !== undefined && { words }),
      },
    });
  }

  private requester(request: RequestEntity, personId: string): MailActor {
    if (request.requestedByPersonId === personId) return 'holder';
    return this.other(request.requestedBy, request.requestedByClaims ?? []);
  }

  private async actor(manager: EntityManager, actor: ChangeContext['actor'], personId: string): Promise<MailActor> {
    if (typeof actor === 'string') return this.other(actor, []);
    const { linkedIss, linkedSub } = await manager.findOneByOrFail(PersonEntity, { personId });
    if (actor.kind === 'person' && actor.iss === linkedIss && actor.sub === linkedSub) return 'holder';
    return this.other(actorText(actor), actor.roleClaims);
  }

  /** actor: as the audit writes it. */
  private other(actor: string, claims: readonly string[]): MailActor {
    if (actor.startsWith('system:')) return 'itself';
    if (actor.startsWith('client:')) return 'program';
    return actorOfRoles(grantsOfClaims(claims, this.config.roleClaimMap).map(({ role }) => role));
  }
}
