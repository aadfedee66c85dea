/**
 * The PIN that an agent drew when it took a card over: the initial PIN of a device until its holder has set an own one. Arrives sealed
 * to the vault's key, is kept encrypted, and leaves sealed only. Governed by design.md section 3, requirements C15-C17.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { sealInitialPin } from '@cardwright/sealing/initial-pin';
import { openVaultBox, vaultBoxKeyId } from '@cardwright/sealing/vault-box';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import { KeyEncryption } from '../keys/key-encryption.js';
import { VaultKeys } from '../keys/vault-keys.js';

@Injectable()
export class OperationPins {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyEncryption: KeyEncryption,
    private readonly vaultKeys: VaultKeys,
  ) {}

  /** Opens a box and encrypts the PIN for storage. Throws VAULT_DECRYPT_FAILED. */
  async receive({ requestId, deviceId }: LeaseToken, sealedOperationPin: string): Promise<Buffer> {
    const privateKey = await this.vaultKeys.boxPrivateKey(vaultBoxKeyId(sealedOperationPin));
    const header = { purpose: 'operation-pin', requestId, deviceId } as const;
    const pin = await openVaultBox(sealedOperationPin, privateKey, header);
    try {
      if (pin.length < 4 || pin.length > 8)
        throw new CardwrightError('VAULT_DECRYPT_FAILED', undefined, { reason: 'plaintext' });
      return this.keyEncryption.seal(pin, purpose(deviceId));
    } finally {
      pin.fill(0);
    }
  }

  /** Replaces what was there: the newest operation PIN is the card's. In the caller's transaction, behind the fence. */
  async store(manager: EntityManager, lease: LeaseToken, received: Buffer, origin: CallOrigin): Promise<void> {
    const { requestId, deviceId } = lease;
    await preparedIn(
      manager,
      'store-operation-pin',
      `insert into operation_pins (device_id, tenant_id, request_id, pin_sealed) values ($1, $2, $3, $4)
       on conflict (device_id) do update
         set request_id = excluded.request_id, pin_sealed = excluded.pin_sealed, stored_at = clock_timestamp()`,
      [deviceId, origin.tenantId, requestId, received],
    );
    await appendAudit(manager, {
      ...origin,
      actor: actorOf(origin),
      action: 'initial-pin.stored',
      object: `device:${deviceId}`,
      details: { requestId },
    });
  }

  /**
   * The holder's own PIN replaced it. The row stays as a mark that the card's PIN is not the stock batch's either. In the caller's
   * transaction, behind the fence.
   */
  async forget(manager: EntityManager, deviceId: string, origin: CallOrigin): Promise<void> {
    const [, changed]: [unknown, number] = await manager.query(
      'update operation_pins set pin_sealed = null where device_id = $1 and pin_sealed is not null',
      [deviceId],
    );
    if (changed > 0)
      await appendAudit(manager, {
        ...origin,
        actor: actorOf(origin),
        action: 'initial-pin.forgotten',
        object: `device:${deviceId}`,
      });
  }

  /** Sealed to the requester's own key; issuance-svc has authorised it. Throws VAULT_SECRET_UNKNOWN, REQUEST_INVALID. */
  async reveal(
    deviceId: string,
    recipientJwk: Record<string, unknown>,
    requestId: string,
    origin: CallOrigin,
  ): Promise<string> {
    // Only the PIN that this saga set is answered: an older PIN of the same card belonged to another holder.
    const pin = await this.open(deviceId, requestId);
    if (pin === undefined || pin === 'replaced')
      throw new CardwrightError('VAULT_SECRET_UNKNOWN', undefined, { deviceId });
    try {
      const jwe = await sealInitialPin(pin, recipientJwk, { requestId, deviceId });
      // Audited before it is shown: an audit row too many is better than a reveal without one.
      await appendAudit(this.dataSource.manager, {
        ...origin,
        actor: actorOf(origin),
        action: 'initial-pin.revealed',
        object: `device:${deviceId}`,
        details: { requestId },
      });
      return jwe;
    } finally {
      pin.fill(0);
    }
  }

  /**
   * requestId: answers the PIN only if this request set it. Answers the PIN (the caller wipes it), `replaced` if the holder has set another
   * one, undefined if there never was one.
   */
  async open(deviceId: string, requestId?: string): Promise<Buffer | 'replaced' | undefined> {
    const [row]: { pin_sealed: Buffer | null }[] = await this.dataSource.query(
      'select pin_sealed from operation_pins where device_id = $1 and ($2::text is null or request_id = $2)',
      [deviceId, requestId ?? null],
    );
    if (!row) return undefined;
    return row.pin_sealed ? this.keyEncryption.open(row.pin_sealed, purpose(deviceId)) : 'replaced';
  }
}

const purpose = (deviceId: string): string => `operation-pin/${deviceId}`;
