/**
 * [B06][B07] Binds a blank card to a person, perhaps in the place of another card, and takes that back: the issue waits (READY) until the person,
 * who is offered it where the card is put in, begins it. Only the record is checked now; the card is read when the issue begins (issue-requests.service.ts).
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Device, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { deviceOf } from '../../records/devices/device-view.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { CardNews } from '../../records/mail/card-news.js';
import type { Asked } from '../../domain/asked.js';
import { requireWords, wellKnownReason } from '../../domain/reason-check.js';
import { contextOf } from '../../persistence/change-context.js';
import { Successions } from '../../records/replacements/successions.js';
import { RequestService } from '../../records/requests/request.service.js';
import { PreflightService } from '../steer/preflight.service.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import { WaitingStarts } from '../steer/waiting-starts.js';

@Injectable()
export class CardBindings {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: PreflightService,
    private readonly successions: Successions,
    private readonly waiting: WaitingStarts,
    private readonly news: CardNews,
  ) {}

  /** Throws as IssuanceApi says. */
  async bind(envelope: Asked<'devices.bind'>): Promise<{ saga: SagaRow; device: Device }> {
    const { body, tenantId } = envelope;
    const change = contextOf(envelope);
    const found = await this.devices.get(body.deviceId);
    const person = await this.subjects.person(tenantId, body.personId);
    const { personId, organizationalUnit, displayName } = person;
    const { profileName } = body;
    const actor = await this.access.authorise(envelope, 'devices.bind', { personId, organizationalUnit, profileName });
    const { reason = null, acceptWellKnown = false } = body;
    if (acceptWellKnown) requireWords(reason, wellKnownReason);
    const version = await this.subjects.profileToIssue(tenantId, profileName);
    const succession = await this.successions.find(body.replacementRequestId, { device: found, person, version });
    this.preflight.checkRecord(found, person);
    const { requestId } = await this.subjects.inTransaction(async (manager) => {
      const device = await this.devices.lock(manager, body.deviceId);
      if (device.state !== 'AVAILABLE') throw notBlank(device);
      await this.successions.begin(manager, { device, person, version, succession });
      const bound = await this.devices.changeState(manager, device.deviceId, 'ASSIGNED', reason, change, {
        personId,
        profileName: version.name,
        profileVersion: version.version,
      });
      const asked = { type: 'ISSUE', pinChange: 'holder', reason, acceptWellKnown } as const;
      const by = { requestedByPersonId: actor.personId };
      const created = { ...asked, ...by, profileVersion: version.version };
      const request = await this.waiting.createIn(manager, bound, created, change);
      await this.news.ofBound(manager, bound, request.requestId, change);
      return request;
    });
    const device = deviceOf(await this.devices.get(body.deviceId), displayName);
    return { saga: await this.requests.row(tenantId, requestId), device };
  }

  /** Throws as IssuanceApi says, and REASON_TEXT_REQUIRED. */
  async unbind(envelope: Asked<'devices.unbind'>): Promise<{ device: Device }> {
    const { deviceId, reason } = envelope.body;
    requireWords(reason, say('why.unbound'));
    const found = await this.devices.get(deviceId);
    await this.access.authorise(envelope, 'devices.unbind', await this.subjects.targetOf(found));
    const waiting = await this.waiting.of(deviceId, 'ISSUE');
    if (waiting === null)
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('record.bound-to-nobody'), { state: found.state });
    await this.subjects.inTransaction((manager) =>
      this.waiting.withdrawIn(manager, waiting, reason, contextOf(envelope)),
    );
    return { device: deviceOf(await this.devices.get(deviceId), null) };
  }
}

/** The states from which an issue begins are more: a bound card is bound once. */
const notBlank = ({ deviceId, state }: { deviceId: string; state: Device['state'] }): CardwrightError =>
  new CardwrightError(
    'LIFECYCLE_TRANSITION',
    state === 'ASSIGNED'
      ? say('record.bound-already')
      : say('record.cannot-be-bound', { state: deviceStateWords(state) }),
    { deviceId, from: state, to: 'ASSIGNED' },
  );
