/** Saga requests over NATS: one line per handler; authorisation is in the services behind it. */
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.requests';
import type { RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { issuanceInternalSubject, issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { CodecService } from '../sagas/codec.service.js';
import { HolderPinService } from '../sagas/pin/holder-pin.service.js';
import { InitialPinReveal } from '../sagas/pin/initial-pin-reveal.service.js';
import { BrowserPasskeys } from '../sagas/passkey/browser-passkeys.service.js';
import { PasskeyRequests } from '../sagas/passkey/passkey-requests.service.js';
import { TemporaryPin } from '../sagas/pin/temporary-pin.service.js';
import { PinRequests } from '../sagas/pin/pin-requests.service.js';
import { ReprovisionRequests } from '../sagas/rewrite/reprovision-requests.service.js';
import { RewriteRequests } from '../sagas/rewrite/rewrite-requests.service.js';
import type { Asked } from '../domain/asked.js';
import { ActivateRequests } from '../sagas/issue/activate-requests.service.js';
import { CardBindings } from '../sagas/issue/card-bindings.js';
import { IssueRequests } from '../sagas/issue/issue-requests.service.js';
import { RecycleRequests } from '../sagas/recycle/recycle-requests.service.js';
import { SagaBegins } from '../sagas/saga-begins.js';
import { SagaDecisions } from '../sagas/steer/saga-decisions.service.js';

@Controller()
export class SagaController {
  constructor(
    private readonly decisions: SagaDecisions,
    private readonly issues: IssueRequests,
    private readonly activations: ActivateRequests,
    private readonly recycles: RecycleRequests,
    private readonly holderPins: HolderPinService,
    private readonly codec: CodecService,
    private readonly rewrites: RewriteRequests,
    private readonly reprovisionRequests: ReprovisionRequests,
    private readonly pins: PinRequests,
    private readonly passkeys: PasskeyRequests,
    private readonly browserPasskeys: BrowserPasskeys,
    private readonly reveals: InitialPinReveal,
    private readonly temporaryPins: TemporaryPin,
    private readonly begins: SagaBegins,
    private readonly bindings: CardBindings,
  ) {}

  /** For services; NATS permissions say which may ask. */
  @MessagePattern(issuanceInternalSubject('sagas.begin'))
  begin(@Payload() asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'sagas.begin'>>) {
    return this.begins.begin(asked);
  }

  @MessagePattern(issuanceSubject('devices.plan'))
  plan(@Payload() envelope: Asked<'devices.plan'>) {
    return this.issues.plan(envelope);
  }

  @MessagePattern(issuanceSubject('devices.issue'))
  issue(@Payload() envelope: Asked<'devices.issue'>) {
    return this.issues.start(envelope);
  }

  @MessagePattern(issuanceSubject('devices.bind'))
  bind(@Payload() envelope: Asked<'devices.bind'>) {
    return this.bindings.bind(envelope);
  }

  @MessagePattern(issuanceSubject('devices.unbind'))
  unbind(@Payload() envelope: Asked<'devices.unbind'>) {
    return this.bindings.unbind(envelope);
  }

  @MessagePattern(issuanceSubject('devices.activate'))
  activate(@Payload() envelope: Asked<'devices.activate'>) {
    return this.activations.start(envelope);
  }

  @MessagePattern(issuanceSubject('devices.recycle'))
  recycle(@Payload() envelope: Asked<'devices.recycle'>) {
    return this.recycles.start(envelope);
  }

  @MessagePattern(issuanceSubject('devices.plan-reprovision'))
  planReprovision(@Payload() envelope: Asked<'devices.plan-reprovision'>) {
    return this.rewrites.plan(envelope, 'REPROVISION');
  }

  @MessagePattern(issuanceSubject('devices.reprovision'))
  reprovision(@Payload() envelope: Asked<'devices.reprovision'>) {
    return this.rewrites.start(envelope, 'REPROVISION');
  }

  @MessagePattern(issuanceSubject('devices.request-reprovision'))
  requestReprovision(@Payload() envelope: Asked<'devices.request-reprovision'>) {
    return this.reprovisionRequests.create(envelope);
  }

  @MessagePattern(issuanceSubject('devices.plan-update'))
  planUpdate(@Payload() envelope: Asked<'devices.plan-update'>) {
    return this.rewrites.plan(envelope, 'UPDATE');
  }

  @MessagePattern(issuanceSubject('devices.update'))
  update(@Payload() envelope: Asked<'devices.update'>) {
    return this.rewrites.start(envelope, 'UPDATE');
  }

  @MessagePattern(issuanceSubject('devices.reset-pin'))
  resetPin(@Payload() envelope: Asked<'devices.reset-pin'>) {
    return this.pins.start(envelope, 'UNLOCK');
  }

  @MessagePattern(issuanceSubject('devices.change-pin'))
  changePin(@Payload() envelope: Asked<'devices.change-pin'>) {
    return this.pins.start(envelope, 'CHANGE_PIN');
  }

  @MessagePattern(issuanceSubject('devices.lock'))
  lock(@Payload() envelope: Asked<'devices.lock'>) {
    return this.pins.start(envelope, 'LOCK');
  }

  @MessagePattern(issuanceSubject('devices.passkey'))
  passkey(@Payload() envelope: Asked<'devices.passkey'>) {
    return this.passkeys.start(envelope);
  }

  @MessagePattern(issuanceSubject('devices.request-lock'))
  requestLock(@Payload() envelope: Asked<'devices.request-lock'>) {
    return this.pins.request(envelope, 'LOCK');
  }

  @MessagePattern(issuanceSubject('devices.request-pin-reset'))
  requestPinReset(@Payload() envelope: Asked<'devices.request-pin-reset'>) {
    return this.pins.request(envelope, 'UNLOCK');
  }

  @MessagePattern(issuanceSubject('sagas.retry'))
  retry(@Payload() envelope: Asked<'sagas.retry'>) {
    return this.decisions.retry(envelope);
  }

  @MessagePattern(issuanceSubject('sagas.cancel'))
  cancel(@Payload() envelope: Asked<'sagas.cancel'>) {
    return this.decisions.cancel(envelope);
  }

  @MessagePattern(issuanceSubject('sagas.pin-key'))
  pinKey(@Payload() envelope: Asked<'sagas.pin-key'>) {
    return this.holderPins.pinKey(envelope);
  }

  @MessagePattern(issuanceSubject('sagas.supply-pin'))
  supplyPin(@Payload() envelope: Asked<'sagas.supply-pin'>) {
    return this.holderPins.supply(envelope);
  }

  @MessagePattern(issuanceSubject('sagas.skip-pin'))
  skipPin(@Payload() envelope: Asked<'sagas.skip-pin'>) {
    return this.holderPins.skip(envelope);
  }

  @MessagePattern(issuanceSubject('sagas.passkey-options'))
  passkeyOptions(@Payload() envelope: Asked<'sagas.passkey-options'>) {
    return this.browserPasskeys.options(envelope);
  }

  @MessagePattern(issuanceSubject('sagas.passkey-made'))
  passkeyMade(@Payload() envelope: Asked<'sagas.passkey-made'>) {
    return this.browserPasskeys.made(envelope);
  }

  @MessagePattern(issuanceSubject('sagas.show-temporary-pin'))
  showTemporaryPin(@Payload() envelope: Asked<'sagas.show-temporary-pin'>) {
    return this.temporaryPins.show(envelope);
  }

  @MessagePattern(issuanceSubject('sagas.reveal-initial-pin'))
  reveal(@Payload() envelope: Asked<'sagas.reveal-initial-pin'>) {
    return this.reveals.reveal(envelope);
  }

  @MessagePattern(issuanceSubject('codec.authorise'))
  authorise(@Payload() envelope: Asked<'codec.authorise'>) {
    return this.codec.authorise(envelope);
  }

  @MessagePattern(issuanceSubject('codec.decode'))
  decode(@Payload() envelope: Asked<'codec.decode'>) {
    return this.codec.decode(envelope);
  }
}
