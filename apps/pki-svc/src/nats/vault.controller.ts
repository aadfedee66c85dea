/** Card keys, PINs and archived keys over NATS: `cw.v1.pki.vault.*`, `archive.*`. Delegation only; the lease is checked first. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { pkiSubject } from '@cardwright/contracts/nats/subjects';
import { ArchivedKeys } from '../archive/archived-keys.js';
import { originOf } from '../audit/call-origin.js';
import { CardBatches } from '../custody/card-batches.js';
import { KeySets } from '../custody/key-sets.js';
import { LeaseGate } from '../custody/lease-gate.js';
import { OperationPins } from '../custody/operation-pins.js';
import { StockBatches } from '../custody/stock-batches.js';
import { VaultKeys } from '../keys/vault-keys.js';
import type { Answer, Ask } from './handler.js';

@Controller()
export class VaultController {
  constructor(
    private readonly leases: LeaseGate,
    private readonly vaultKeys: VaultKeys,
    private readonly keySets: KeySets,
    private readonly operationPins: OperationPins,
    private readonly stockBatches: StockBatches,
    private readonly archivedKeys: ArchivedKeys,
    private readonly batches: CardBatches,
  ) {}

  @MessagePattern(pkiSubject('vault.public-key'))
  async publicKey(): Answer<'vault.public-key'> {
    return this.vaultKeys.publicKey();
  }

  @MessagePattern(pkiSubject('vault.key-set.get'))
  async getKeySet(ask: Ask<'vault.key-set.get'>): Answer<'vault.key-set.get'> {
    return this.keySets.get(ask.body.deviceId, ask.body.managementKeyAlgorithm);
  }

  @MessagePattern(pkiSubject('vault.key-set.forget'))
  async forgetKeySet(ask: Ask<'vault.key-set.forget'>): Answer<'vault.key-set.forget'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    await this.batches.settle(lease, { stockValuesRestored: true }, origin);
    return { forgotten: true };
  }

  @MessagePattern(pkiSubject('vault.batch.open'))
  async openBatch(ask: Ask<'vault.batch.open'>): Answer<'vault.batch.open'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    return this.batches.open({ ...ask.body, lease }, origin);
  }

  @MessagePattern(pkiSubject('vault.batch.settle'))
  async settleBatch(ask: Ask<'vault.batch.settle'>): Answer<'vault.batch.settle'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    await this.batches.settle(lease, ask.body, origin);
    return { settled: true };
  }

  @MessagePattern(pkiSubject('vault.operation-pin.forget'))
  async forgetOperationPin(ask: Ask<'vault.operation-pin.forget'>): Answer<'vault.operation-pin.forget'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    await this.batches.settle(lease, { operationPinReplaced: true }, origin);
    return { forgotten: true };
  }

  @MessagePattern(pkiSubject('vault.initial-pin.reveal'))
  async revealInitialPin(ask: Ask<'vault.initial-pin.reveal'>): Answer<'vault.initial-pin.reveal'> {
    const { deviceId, recipientJwk, requestId } = ask.body;
    return { jwe: await this.operationPins.reveal(deviceId, recipientJwk, requestId, originOf(ask)) };
  }

  @MessagePattern(pkiSubject('vault.stock-batch.import'))
  async importStockBatch(ask: Ask<'vault.stock-batch.import'>): Answer<'vault.stock-batch.import'> {
    await this.stockBatches.import(ask.body.stockBatchId, ask.body.jwe, originOf(ask));
    return { imported: true };
  }

  @MessagePattern(pkiSubject('vault.stock-batch.describe'))
  async describeStockBatch(ask: Ask<'vault.stock-batch.describe'>): Answer<'vault.stock-batch.describe'> {
    return this.stockBatches.describe(ask.body.stockBatchId);
  }

  @MessagePattern(pkiSubject('archive.list'))
  async listArchive(ask: Ask<'archive.list'>): Answer<'archive.list'> {
    return { keys: await this.archivedKeys.list(ask.body.personId, ask.body.limit) };
  }

  @MessagePattern(pkiSubject('archive.create'))
  async createArchived(ask: Ask<'archive.create'>): Answer<'archive.create'> {
    return { key: await this.archivedKeys.create(ask.body, originOf(ask)) };
  }
}
