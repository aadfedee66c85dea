/**
 * The record side of an issue: what is fixed when a card is bound to a person, what a finished, abandoned or activated
 * issue leaves behind. Device, credentials, request and audit change in one transaction; holds are asked of the CA before it,
 * by calls that may be repeated, and revocations are enqueued in it.
 */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { KeptSecret } from '@cardwright/contracts/card/well-known-secrets';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { CredentialState, DeviceState, SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import { encodeFascN } from '@cardwright/card-protocol/piv/fasc-n';
import { toPrintableAscii } from '@cardwright/card-protocol/piv/printed-information';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { contextOf } from '../card-work/batch-sender.js';
import { SagaRecords } from '../card-work/saga-records.js';
import { livingStates } from '../devices/device.repository.js';
import { DeviceService, type DevicePatch } from '../devices/device.service.js';
import { isFinished } from '../domain/request-lifecycle.js';
import { systemActor, type ChangeContext } from '../persistence/change-context.js';
import { CredentialEntity } from '../persistence/credential.entity.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import type { PersonEntity } from '../persistence/person.entity.js';
import type { RequestPatch } from '../requests/request-row.js';
import { RequestService } from '../requests/request.service.js';
import { RevocationService, type RevocationCause } from '../revocations/revocation.service.js';

/** A card that is wiped, or an issue that came to nothing (model.md section 5). */
const superseded: RevocationCause = { reason: 'superseded', urgent: false };
/** Whoever ended the card outranks a saga that was still at work on it. */
const endedStates: readonly DeviceState[] = ['SUSPENDED', 'TERMINATED'];

@Injectable()
export class IssueRecord {
  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcClient,
    private readonly records: SagaRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly revocations: RevocationService,
  ) {}

  /** True when the last activity of a saga is repeated, because its answer was lost after it had done its work. */
  async hasEnded(call: StageCall): Promise<boolean> {
    return isFinished((await this.requests.get(call.input.requestId)).state);
  }

  /** C15, C16: without the holder's PIN every certificate goes on hold before the device is Pending. */
  async commit(
    call: StageCall,
    outcome: 'active' | 'pending-activation',
    { heldAlready = false }: { heldAlready?: boolean } = {},
  ): Promise<void> {
    const active = outcome === 'active';
    const intent = await this.records.intent(call);
    const keptSecrets = intent.session?.kept;
    const keyset = keptSecrets ? keySetWith(keptSecrets) : keySetOf(await this.records.modelOf(intent));
    if (!active && !heldAlready) await this.forEachCertificate(call, 'certificates.hold');
    await this.settle(call, {
      device: active ? 'ACTIVE' : 'PENDING_ACTIVATION',
      patch: { pin: active ? 'set' : 'initial', keyset, custody: 'person', ...(keptSecrets && { keptSecrets }) },
      credentials: active ? 'ACTIVE' : 'HELD',
      request: {
        state: 'COMPLETED',
        stage: 'done',
        percent: 100,
        sentence: active ? 'The card is active' : 'The card is written and waits for its activation by an operator',
      },
      also: (manager, device) => this.announceIssued(manager, call, device, active),
    });
  }

  async activate(call: StageCall): Promise<void> {
    await this.forEachCertificate(call, 'certificates.unhold');
    await this.settle(call, {
      device: 'ACTIVE',
      // C17: the initial PIN stays in place and must be changed.
      patch: { pin: 'must-change' },
      credentials: 'ACTIVE',
      request: {
        state: 'COMPLETED',
        stage: 'done',
        percent: 100,
        sentence: 'The card is active; its initial PIN must be changed',
      },
      also: (manager, device) =>
        enqueueEvent(manager, {
          name: 'card.activated',
          ...changeContext(call),
          data: { deviceId: device.deviceId, requestId: call.input.requestId },
        }).then(() => undefined),
    });
  }

  /** Model.md section 4, compensation of an issue: this attempt's certificates are revoked, the card is recyclable. */
  async giveUp(call: StageCall, outcome: 'cancelled' | 'abandoned', reason: string | null): Promise<void> {
    await this.requests.mark(call.input.requestId, {
      state: 'CANCELLING',
      sentence: 'Revoking the certificates of this attempt',
      reason,
    });
    await this.settle(call, {
      device: 'ISSUE_FAILED',
      patch: { health: 'interrupted' },
      credentials: 'revoke',
      request: {
        state: 'CANCELLED',
        stage: 'done',
        stuckReason: null,
        sentence:
          outcome === 'cancelled'
            ? 'Cancelled. The card is left for recycling'
            : 'Given up after waiting too long. The card is left for recycling',
        reason,
      },
    });
  }

  /** Some of its certificates may have left their hold already: all of them are on hold before the request ends. */
  async giveUpActivation(call: StageCall): Promise<void> {
    const sentence = 'Putting the certificates on hold again';
    await this.requests.mark(call.input.requestId, { state: 'CANCELLING', sentence });
    await this.forEachCertificate(call, 'certificates.hold');
    await this.cancelOnly(call, 'Stopped. The card stays Pending');
  }

  /** State and revocation never wait for a card, nor for the CA: a job of its own asks it (F08). */
  async revokeAll(call: StageCall): Promise<void> {
    await inTransaction(this.database, (manager) => this.revokeIn(manager, call));
  }

  /** wasReset: what the objects of the card had been given of its memory is free again. */
  async finishRecycle(call: StageCall, { wasReset }: { wasReset: boolean }): Promise<void> {
    const {
      objectBytes: _freed,
      objectsTake: _taken,
      ...cardFacts
    } = (await this.records.device(call.input.deviceId)).cardFacts;
    await this.settle(call, {
      device: 'AVAILABLE',
      patch: {
        personId: null,
        profileName: null,
        profileVersion: null,
        expiresOn: null,
        cardUuid: null,
        fascNHex: null,
        cardholderUuid: null,
        printedInformation: null,
        pin: null,
        keyset: 'factory',
        keptSecrets: [],
        ...(wasReset && { cardFacts }),
        custody: 'stock',
        health: 'ok',
      },
      credentials: 'revoke',
      request: { state: 'COMPLETED', stage: 'done', percent: 100, sentence: 'The card is blank again' },
      also: (manager, device) =>
        enqueueEvent(manager, {
          name: 'card.recycled',
          ...changeContext(call),
          data: { deviceId: device.deviceId, requestId: call.input.requestId },
        }).then(() => undefined),
    });
  }

  /** Ends a request that changed nothing on the device. */
  async cancelOnly(call: StageCall, sentence: string): Promise<void> {
    await this.requests.mark(call.input.requestId, { state: 'CANCELLING', sentence });
    await inTransaction(this.database, async (manager) => {
      await this.devices.change(
        manager,
        call.input.deviceId,
        { operation: 'idle', activeRequestId: null },
        changeContext(call),
      );
      await this.requests.markIn(manager, call.input.requestId, {
        state: 'CANCELLED',
        stage: 'done',
        stuckReason: null,
        sentence,
      });
    });
  }

  private async settle(
    call: StageCall,
    end: {
      device: DeviceState;
      patch: DevicePatch;
      credentials: Extract<CredentialState, 'ACTIVE' | 'HELD'> | 'revoke';
      request: RequestPatch;
      also?: (manager: EntityManager, device: DeviceEntity) => Promise<void>;
    },
  ): Promise<void> {
    const context = changeContext(call);
    const { requestId, deviceId } = call.input;
    const progress = await inTransaction(this.database, async (manager) => {
      const { state } = await this.devices.lock(manager, deviceId);
      if (endedStates.includes(state) && state !== end.device) return this.overtaken(manager, call, state);
      if (end.credentials === 'revoke') await this.revokeIn(manager, call);
      else
        await manager.query(
          `UPDATE credential SET state = $2, updated_at = now()
           WHERE device_id = $1 AND state = ANY ($3) AND key_origin = 'card'`,
          [deviceId, end.credentials, livingStates],
        );
      const device = await this.devices.changeState(manager, deviceId, end.device, null, context, {
        health: 'ok',
        ...end.patch,
        operation: 'idle',
        activeRequestId: null,
      });
      await end.also?.(manager, device);
      return (await this.requests.markIn(manager, requestId, end.request)).progress;
    });
    this.requests.announce(progress);
  }

  /** The card was suspended or terminated while the saga was about to finish: it changes neither back. */
  private async overtaken(manager: EntityManager, call: StageCall, state: DeviceState): Promise<SagaProgress | null> {
    const { requestId, deviceId } = call.input;
    const sentence = `Ended without effect: the card is ${state.toLowerCase()}`;
    await this.devices.change(manager, deviceId, { operation: 'idle', activeRequestId: null }, changeContext(call));
    await this.requests.markIn(manager, requestId, { state: 'CANCELLING', sentence });
    const ended = { state: 'CANCELLED', stage: 'done', stuckReason: null, sentence } as const;
    return (await this.requests.markIn(manager, requestId, ended)).progress;
  }

  private async revokeIn(manager: EntityManager, call: StageCall): Promise<void> {
    const credentials = await manager.findBy(CredentialEntity, { deviceId: call.input.deviceId });
    await this.revocations.enqueueIn(manager, credentials, superseded, changeContext(call));
  }

  private async announceIssued(
    manager: EntityManager,
    call: StageCall,
    device: DeviceEntity,
    active: boolean,
  ): Promise<void> {
    const { requestId } = call.input;
    const { deviceId, profileName, profileVersion } = device;
    await enqueueEvent(manager, {
      name: 'card.issued',
      ...changeContext(call),
      data: { deviceId, requestId, profileName: profileName!, profileVersion: profileVersion! },
    });
    if (active)
      await enqueueEvent(manager, { name: 'card.activated', ...changeContext(call), data: { deviceId, requestId } });
  }

  /** Live certificates on keys of the card; archived keys are shared with other devices and never touched here. */
  private async certificates(call: StageCall): Promise<{ serialNumberHex: string }[]> {
    const rows = await this.records.credentialsOfDevice(call.input.deviceId);
    return rows.flatMap(({ serialNumberHex, state, keyOrigin }) =>
      serialNumberHex !== null && livingStates.includes(state) && keyOrigin === 'card' ? [{ serialNumberHex }] : [],
    );
  }

  private async forEachCertificate(call: StageCall, name: 'certificates.hold' | 'certificates.unhold'): Promise<void> {
    const context = contextOf(call);
    for (const certificate of await this.certificates(call))
      try {
        await this.rpc.pki(name, certificate, context);
      } catch (error) {
        // A repeated activity finds the hold already lifted; what was revoked at the CA needs no hold any more.
        const done = name === 'certificates.hold' ? 'PKI_ALREADY_REVOKED' : 'PKI_NOT_HELD';
        if (!isCardwrightError(error, done)) throw error;
      }
  }
}

export const changeContext = (call: Pick<StageCall, 'input'>): ChangeContext => ({
  ...contextOf(call),
  actor: systemActor,
});

/** FASC-N of a PIV-I card: 14 nines (requirements section E 9), the rest zero, one issue. */
const pivIFascN = {
  agencyCode: '9999',
  systemCode: '9999',
  credentialNumber: '999999',
  credentialSeries: '0',
  individualCredentialIssue: '1',
  personIdentifier: '0000000000',
  organizationalCategory: '3',
  organizationalIdentifier: '0000',
  associationCategory: '1',
} as const;

/**
 * What is fixed at bind and never changed by a later saga: expiry, card UUID, FASC-N, cardholder UUID, Printed Information
 * (requirements section E 9). A device that is bound already keeps what it has.
 */
export function bindCard(
  device: DeviceEntity,
  person: PersonEntity,
  profile: CredentialProfile,
  today: Date,
  /** The day on which the card expires; given for a card that replaces another one. */
  expiresOn = lifetimeEnd(profile, today),
): DevicePatch {
  return {
    personId: person.personId,
    expiresOn,
    cardUuid: randomUUID(),
    cardholderUuid: randomUUID(),
    fascNHex: Buffer.from(encodeFascN(pivIFascN)).toString('hex').toUpperCase(),
    printedInformation: {
      name: toPrintableAscii(person.displayName),
      employeeAffiliation: toPrintableAscii(person.organizationalUnit ?? 'Cardholder', 20),
      expirationDate: expiresOn,
      agencyCardSerialNumber: device.identityText.split(':')[1]!.slice(-20),
      issuerIdentification: 'CARDWRIGHT',
    },
  };
}

/** A card that keeps both PUK and management key has the values of its stock batch. */
export const keySetWith = (kept: readonly KeptSecret[]): 'factory' | 'customer-v1' =>
  kept.length < 2 ? 'customer-v1' : 'factory';

/** The key set after an attempt of an older service, which kept no list. */
const keySetOf = ({ capabilities }: CardModel): 'factory' | 'customer-v1' =>
  capabilities.changePuk === true || capabilities.setManagementKey ? 'customer-v1' : 'factory';

function lifetimeEnd({ cardLifetimeDays }: CredentialProfile, today: Date): string {
  const expiry = new Date(today);
  expiry.setUTCDate(expiry.getUTCDate() + cardLifetimeDays);
  return expiry.toISOString().slice(0, 10);
}
