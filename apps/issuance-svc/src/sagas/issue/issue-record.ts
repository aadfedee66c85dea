/**
 * The record side of an issue and of an activation. Holds are asked of the CA before the end, by calls that may be repeated; revocations
 * are enqueued in its transaction.
 */
import { Injectable } from '@nestjs/common';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { contextOf } from '../../card/batch-sender.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { livingStates } from '../../records/devices/due-facts.js';
import { keySetOf, keySetWith } from '../../domain/kept-secrets.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import { PasskeyRecords } from '../../records/passkeys/passkey-records.js';
import { RequestService } from '../../records/requests/request.service.js';
import { RevocationService } from '../../records/credentials/revocation.service.js';
import { SagaEnd, type Ending } from '../run/saga-end.js';

@Injectable()
export class IssueRecord {
  constructor(
    private readonly rpc: RpcClient,
    private readonly records: SagaRecords,
    private readonly requests: RequestService,
    private readonly revocations: RevocationService,
    private readonly sagaEnd: SagaEnd,
    private readonly passkeys: PasskeyRecords,
  ) {}

  /** C15, C16: if the holder has set no PIN, every certificate goes on hold before the device becomes Pending. */
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
    await this.sagaEnd.end(call, {
      to: { state: active ? 'ACTIVE' : 'PENDING_ACTIVATION' },
      patch: () => ({
        ...({ health: 'ok', pin: active ? 'set' : 'initial', keyset, custody: 'person' } as const),
        ...(keptSecrets && { keptSecrets }),
      }),
      credentials: (ending) => setLiving(ending, active ? 'ACTIVE' : 'HELD'),
      also: async ({ manager, context, device, request: { requestId } }) => {
        const { deviceId, profileName, profileVersion } = device;
        const data = { deviceId, requestId, profileName: profileName!, profileVersion: profileVersion! };
        await enqueueEvent(manager, { name: 'card.issued', ...context, data });
        if (active) await enqueueEvent(manager, { name: 'card.activated', ...context, data: { deviceId, requestId } });
      },
      state: 'COMPLETED',
      sentence: say(active ? 'issue.active' : 'issue.pending'),
    });
  }

  async activate(call: StageCall): Promise<void> {
    const { deviceId, requestId } = call.input;
    await this.forEachCertificate(call, 'certificates.unhold');
    await this.sagaEnd.end(call, {
      // C17: the initial PIN stays in place and must be changed.
      to: { state: 'ACTIVE', patch: { pin: 'must-change', health: 'ok' } },
      credentials: (ending) => setLiving(ending, 'ACTIVE'),
      also: async ({ manager, context }) => {
        await enqueueEvent(manager, { name: 'card.activated', ...context, data: { deviceId, requestId } });
      },
      state: 'COMPLETED',
      sentence: say('issue.activated'),
    });
  }

  /** Model.md section 4, compensation of an issue: this attempt's certificates are revoked, the card is recyclable. */
  async giveUp(call: StageCall, outcome: 'cancelled' | 'abandoned', reason: string | null): Promise<void> {
    await this.requests.mark(call.input.requestId, {
      state: 'CANCELLING',
      sentence: say('issue.revoking'),
      reason,
    });
    await this.sagaEnd.end(call, {
      to: { state: 'ISSUE_FAILED' },
      patch: () => ({ health: 'interrupted' }),
      credentials: async ({ manager, context, request: { deviceId } }) => {
        const credentials = await manager.findBy(CredentialEntity, { deviceId });
        await this.revocations.enqueueIn(manager, credentials, { reason: 'superseded', urgent: false }, context);
        await this.passkeys.giveUpIn(manager, call.input.requestId);
      },
      state: 'CANCELLED',
      sentence: say(outcome === 'cancelled' ? 'saga.cancelled' : 'saga.given-up', { left: say('issue.left') }),
      reason,
    });
  }

  /** Some of its certificates may have left their hold already: all of them are on hold before the request ends. */
  async giveUpActivation(call: StageCall): Promise<void> {
    const sentence = say('issue.holding-again');
    await this.requests.mark(call.input.requestId, { state: 'CANCELLING', sentence });
    await this.forEachCertificate(call, 'certificates.hold');
    await this.sagaEnd.cancelOnly(call, say('issue.stays-pending'));
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
        // A repeated activity finds the hold already lifted. A certificate that was revoked at the CA needs no hold any more.
        const done = name === 'certificates.hold' ? 'PKI_ALREADY_REVOKED' : 'PKI_NOT_HELD';
        if (!isCardwrightError(error, done)) throw error;
      }
  }
}

/** The certificates that this card holds keys of its own for. */
async function setLiving({ manager, request: { deviceId } }: Ending, state: 'ACTIVE' | 'HELD'): Promise<void> {
  await manager.query(
    `UPDATE credential SET state = $2, updated_at = now()
     WHERE device_id = $1 AND state = ANY ($3) AND key_origin = 'card'`,
    [deviceId, state, livingStates],
  );
}
