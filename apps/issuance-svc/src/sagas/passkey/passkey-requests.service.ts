/**
 * Starts a new passkey on a card in use, for its holder or an operator beside them: authorises, names the rule that forbids it, reads the card, and
 * records the request; the saga does the rest.
 */
import { Injectable } from '@nestjs/common';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { passkeyRefusal, requireAllowed } from '../../domain/card-eligibility.js';
import { startEndpoint } from '../../domain/endpoints.js';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { callContextOf, contextOf } from '../../persistence/change-context.js';
import { SagaStarter } from '../run/saga-starter.service.js';
import { GivingWays, requireFree } from '../steer/giving-way.js';
import { PasskeyReadiness } from '../steer/passkey-readiness.js';
import { PreflightService } from '../steer/preflight.service.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import { withPasskey } from './passkey-rule.js';

type Body = RequestOf<IssuanceApi, 'devices.passkey'>;
const type = 'PASSKEY';
const { action, operation } = sagaKinds[type];

@Injectable()
export class PasskeyRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly records: SagaRecords,
    private readonly preflight: PreflightService,
    private readonly readiness: PasskeyReadiness,
    private readonly starter: SagaStarter,
    private readonly ways: GivingWays,
  ) {}

  /** Throws LIFECYCLE_NOT_ACTIVE, LIFECYCLE_TRANSITION, REQUEST_DEVICE_BUSY, CARD_WRONG_DEVICE, and as PasskeyReadiness. */
  async start(envelope: RequestEnvelope<Body>): Promise<{ saga: SagaRow }> {
    const { body, tenantId } = envelope;
    const change = contextOf(envelope);
    const known = await this.subjects.repeated(envelope, type);
    if (known !== null) return { saga: await this.requests.row(tenantId, known.requestId) };
    const found = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, startEndpoint(type), await this.subjects.targetOf(found));
    const { deviceId, workstationId, readerName, idempotencyKey } = body;
    requireAllowed(passkeyRefusal(found.state), { deviceId });
    const { personId, profileName, profileVersion } = found;
    const profile = withPasskey(await this.records.profile(tenantId, profileName!, profileVersion!));
    const giving = await this.ways.of(found, action);
    const context = callContextOf(change);
    const card = await this.preflight.inspect(context, found, workstationId, readerName, { applications: ['FIDO2'] });
    const person = await this.records.person(personId!);
    await this.readiness.foresee(context, profile, person, { ...card, device: found }, { replaces: true });
    // Every check has passed: from here on there are effects.
    await this.ways.end(giving, change, 'superseded by a new passkey');
    const request = await this.subjects.inTransaction(async (manager) => {
      const device = await this.devices.lock(manager, deviceId);
      requireAllowed(passkeyRefusal(device.state), { deviceId });
      requireFree(device);
      const { request } = await this.requests.createIn(
        manager,
        {
          ...{ type, deviceId, personId, profileName, profileVersion, workstationId, passkey: true },
          readerName: readerName ?? null,
          idempotencyKey: idempotencyKey ?? null,
          requestedByPersonId: actor.personId,
        },
        change,
      );
      await this.devices.change(
        manager,
        deviceId,
        { operation, activeRequestId: request.requestId, workstationId },
        change,
      );
      return request;
    });
    return this.starter.begin(request);
  }
}
