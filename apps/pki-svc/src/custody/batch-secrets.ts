/**
 * Secrets for one batch of card steps, each found by its name and sealed together to the agent's session key, whose signature is
 * verified first. In clear they exist only inside `seal`. Governed by design.md section 3.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { LeaseToken, SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import { sealBag } from '@cardwright/sealing/sealed-bag';
import { verifySessionKey } from '@cardwright/sealing/session-key';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { verifyEd25519 } from '@cardwright/service-kit/ed25519';
import { AgentIdentities } from '../agents/agent-identities.js';
import { ArchivedKeys } from '../archive/archived-keys.js';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { Clock } from '../config/clock.js';
import { deriveManagementKey, derivePuk } from './key-derivation.js';
import { KeySets, type Half } from './key-sets.js';
import { OperationPins } from './operation-pins.js';
import { StockBatches, type OpenedStockBatch } from './stock-batches.js';
import { VaultKeys } from '../keys/vault-keys.js';

export interface SealRequest {
  lease: LeaseToken;
  sessionKey: SignedSessionKey;
  agentNkey: string;
  names: readonly SecretName[];
  stockBatchId: string;
  batchId: string;
  personId?: string;
  /** Of the pending management key that the batch sets. Several may be pending, each of another algorithm. */
  managementKeyAlgorithm?: ManagementKeyAlgorithm | undefined;
}

@Injectable()
export class BatchSecrets {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keySets: KeySets,
    private readonly vaultKeys: VaultKeys,
    private readonly stockBatches: StockBatches,
    private readonly operationPins: OperationPins,
    private readonly archivedKeys: ArchivedKeys,
    private readonly clock: Clock,
    private readonly agents: AgentIdentities,
  ) {}

  /** Compact JWE (sealing/sealed-bag). Throws EDGE_SESSION_KEY_INVALID, PIN_KEY_EXPIRED, VAULT_SECRET_UNKNOWN. */
  async seal(request: SealRequest, origin: CallOrigin): Promise<string> {
    const { lease, sessionKey, names } = request;
    const { requestId, deviceId, workstationId } = lease;
    verifySessionKey(sessionKey, {
      agentNkey: request.agentNkey,
      requestId,
      deviceId,
      workstationId,
      now: this.clock.now(),
      verifyEd25519,
    });
    await this.agents.requireEnrolled(request.agentNkey, workstationId);
    if (!Array.isArray(names) || names.length > 64 || typeof request.batchId !== 'string')
      throw new CardwrightError('REQUEST_INVALID');
    const secrets: [SecretName, Buffer][] = [];
    try {
      for (const name of new Set(names)) secrets.push([name, await this.find(name, request)]);
      const sealed = await sealBag({ secrets, sessionKey, batchId: request.batchId });
      await appendAudit(this.dataSource.manager, {
        ...origin,
        actor: actorOf(origin),
        action: 'secrets.sealed',
        object: `device:${deviceId}`,
        details: { names: [...new Set(names)], batchId: request.batchId, workstationId },
      });
      return sealed;
    } finally {
      for (const [, value] of secrets) value.fill(0);
    }
  }

  private async find(name: SecretName, request: SealRequest): Promise<Buffer> {
    const { deviceId } = request.lease;
    switch (name) {
      case 'pin.factory':
        return this.stock(request.stockBatchId, 'pin');
      case 'puk.factory':
        return this.stock(request.stockBatchId, 'puk');
      case 'management-key.factory':
        return this.stock(request.stockBatchId, 'managementKey');
      case 'pin.current':
      case 'pin.operation':
        return this.cardPin(name, request);
      case 'puk.current':
        return (await this.derived(deviceId, 'puk', 'current')) ?? this.stock(request.stockBatchId, 'puk');
      case 'puk.pending':
        return (await this.derived(deviceId, 'puk', 'pending')) ?? unknown(name, deviceId);
      case 'management-key.pending':
        return (
          (await this.derived(deviceId, 'management-key', 'pending', request.managementKeyAlgorithm)) ??
          unknown(name, deviceId)
        );
      default:
        return this.privateKey(name, request);
    }
  }

  /** The vault does not know a PIN that the holder chose. In that case there is no `pin.current`. */
  private async cardPin(name: SecretName, { lease, stockBatchId }: SealRequest): Promise<Buffer> {
    const pin = await this.operationPins.open(lease.deviceId);
    if (Buffer.isBuffer(pin)) return pin;
    if (pin === 'replaced' || name === 'pin.operation') return unknown(name, lease.deviceId);
    return this.stock(stockBatchId, 'pin');
  }

  private async privateKey(name: SecretName, { personId, lease }: SealRequest): Promise<Buffer> {
    const archiveRef = /^private-key\.([0-9a-f-]{36})$/.exec(name)?.[1];
    if (archiveRef === undefined || !personId) return unknown(name, lease.deviceId);
    return (await this.archivedKeys.openPrivateKey(archiveRef, personId)) ?? unknown(name, lease.deviceId);
  }

  private async stock(stockBatchId: string, wanted: keyof OpenedStockBatch): Promise<Buffer> {
    const batch = await this.stockBatches.open(stockBatchId);
    for (const [name, value] of Object.entries(batch)) if (name !== wanted) (value as Buffer).fill(0);
    return batch[wanted];
  }

  private async derived(
    deviceId: string,
    half: Half,
    which: 'current' | 'pending',
    algorithm?: ManagementKeyAlgorithm,
  ): Promise<Buffer | undefined> {
    const set = await this.keySets.holding(deviceId, half, which, algorithm);
    if (!set) return undefined;
    const card = { deviceId, keySetVersion: set.version };
    return this.vaultKeys.withMasterKey(set.masterKid, (masterKey) =>
      half === 'puk' ? derivePuk(masterKey, card) : deriveManagementKey(masterKey, set.managementKeyAlgorithm, card),
    );
  }
}

function unknown(name: SecretName, deviceId: string): never {
  throw new CardwrightError('VAULT_SECRET_UNKNOWN', undefined, { name, deviceId });
}
