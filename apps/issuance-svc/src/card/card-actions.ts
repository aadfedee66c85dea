/** Says which actions are possible with an inspected card now, and why each of the others is not (D16). */
import type { InspectionReply } from '@cardwright/contracts/nats/issuance.api';
import { cardSagaTypes, givesWay, sagaKinds, type CardAction } from '@cardwright/contracts/workflow/saga-kinds';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { begunKeyReferences } from '../records/requests/begun.js';
import { refusals } from '../domain/card-eligibility.js';
import type { Refusal, ReprovisionCase } from '../domain/reprovision-eligibility.js';
import { ProfileService } from '../records/profiles/profile.service.js';
import { ProfileWithdrawals } from '../records/profiles/profile-withdrawals.js';
import { RequestRepository } from '../records/requests/request.repository.js';
import { type DeviceView } from '../records/devices/device.repository.js';
import type { Inspected } from './inspection.service.js';

type Action = InspectionReply['actions'][number];

@Injectable()
export class CardActions {
  constructor(
    private readonly database: DataSource,
    private readonly requests: RequestRepository,
    private readonly profiles: ProfileService,
    private readonly withdrawals: ProfileWithdrawals,
  ) {}

  async of({ view: { device, person }, image }: Inspected): Promise<InspectionReply['actions']> {
    const running = await this.requests.findRunning(this.database.manager, device.deviceId);
    const { tenantId, profileName } = device;
    const profile = profileName === null ? null : await this.profiles.get(tenantId, profileName);
    const asked: ReprovisionCase = {
      device,
      person,
      image,
      profile: profile?.definition ?? null,
      profileWithdrawn: profileName !== null && (await this.withdrawals.has(tenantId, profileName)),
      today: new Date().toISOString().slice(0, 10),
    };
    const all = cardSagaTypes.map((type) => actionOf(sagaKinds[type].action, refusals[type](asked)));
    const busy = (action: CardAction, sentence: Sentence): Action =>
      actionOf(action, { code: 'REQUEST_DEVICE_BUSY', sentence });
    if (running !== null) {
      const { requestId: request, type } = running;
      return all.map(({ action }) => busy(action, say('card.at-work', { request, type })));
    }
    const parked = await this.parked(device);
    if (parked === null) return all;
    // An action is not offered if the request for it would be refused.
    return all.map((each) =>
      each.possible && !givesWay(parked, each.action)
        ? busy(each.action, say('card.parked', { request: parked.requestId, type: parked.type }))
        : each,
    );
  }

  /** The parked saga that has this card. */
  private async parked({ activeRequestId }: DeviceView['device']) {
    const request = activeRequestId === null ? null : await this.requests.find(activeRequestId);
    if (request?.state !== 'FAILED') return null;
    const { requestId, type } = request;
    const begun = (await begunKeyReferences(this.database.manager, requestId)).length > 0;
    return { requestId, type, begun };
  }
}

const actionOf = (action: CardAction, refused: Refusal | null): Action =>
  refused === null
    ? { action, possible: true }
    : {
        ...{ action, possible: false, code: refused.code, message: refused.sentence.text },
        said: { message: refused.sentence.said },
      };
