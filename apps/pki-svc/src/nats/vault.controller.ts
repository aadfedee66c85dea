/** Card keys, PINs and archived keys over NATS: `cw.v1.pki.vault.*`, `archive.*`. Delegation only; the lease is checked first. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { pkiSubject } from '@cardwright/contracts/nats/subjects';
import { ArchivedKeys } from '../archive/archived-keys.js';
import { originOf } from '../call-origin.js';
import { BatchSecrets } from '../custody/batch-secrets.js';
import { CardBatches } from '../custody/card-batches.js';
import { CardAuthentication } from '../custody/card-authentication.js';
import { KeySets } from '../custody/key-sets.js';
import { LeaseGate } from '../custody/lease-gate.js';
import { OperationPins } from '../custody/operation-pins.js';
import { StockBatches } from '../custody/stock-batches.js';
import { VaultKeys } from '../custody/vault-keys.js';
import type { Answer, Ask } from './handler.js';

@Controller()
export class VaultController {
  constructor(
    private readonly leases: LeaseGate,
    private readonly vaultKeys: VaultKeys,
    private readonly authentication: CardAuthentication,
    private readonly keySets: KeySets,
    private readonly secrets: BatchSecrets,
    private readonly operationPins: OperationPins,
    private readonly stockBatches: StockBatches,
    private readonly archivedKeys: ArchivedKeys,
    private readonly batches: CardBatches,
  ) {}

  @MessagePattern(pkiSubject('vault.public-key'))
  async publicKey(): Answer<'vault.public-key'> {
    return this.vaultKeys.publicKey();
  }

  @MessagePattern(pkiSubject('vault.witness.answer'))
  async answerWitness(ask: Ask<'vault.witness.answer'>): Answer<'vault.witness.answer'> {
    const { deviceId } = await this.leases.requireOpen(ask.body.lease, originOf(ask));
    return this.authentication.answer({ ...ask.body, deviceId }, ask.body.witnessHex);
  }

  @MessagePattern(pkiSubject('vault.response.verify'))
  async verifyResponse(ask: Ask<'vault.response.verify'>): Answer<'vault.response.verify'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    await this.batches.settle(lease, { stockBatchId: ask.body.stockBatchId, response: ask.body }, origin);
    return { verified: true };
  }

  @MessagePattern(pkiSubject('vault.key-set.prepare'))
  async prepareKeySet(ask: Ask<'vault.key-set.prepare'>): Answer<'vault.key-set.prepare'> {
    const origin = originOf(ask);
    return this.keySets.prepare(await this.leases.requireOpen(ask.body.lease, origin), ask.body, origin);
  }

  @MessagePattern(pkiSubject('vault.key-set.get'))
  async getKeySet(ask: Ask<'vault.key-set.get'>): Answer<'vault.key-set.get'> {
    return this.keySets.get(ask.body.deviceId);
  }

  @MessagePattern(pkiSubject('vault.puk.confirm'))
  async confirmPuk(ask: Ask<'vault.puk.confirm'>): Answer<'vault.puk.confirm'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    await this.batches.settle(lease, { pukChanged: true }, origin);
    return { confirmed: true };
  }

  @MessagePattern(pkiSubject('vault.key-set.forget'))
  async forgetKeySet(ask: Ask<'vault.key-set.forget'>): Answer<'vault.key-set.forget'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    await this.batches.settle(lease, { stockValuesRestored: true }, origin);
    return { forgotten: true };
  }

  @MessagePattern(pkiSubject('vault.secrets.seal'))
  async sealSecrets(ask: Ask<'vault.secrets.seal'>): Answer<'vault.secrets.seal'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    return { sealedSecrets: await this.secrets.seal({ ...ask.body, lease }, origin) };
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

  @MessagePattern(pkiSubject('vault.operation-pin.store'))
  async storeOperationPin(ask: Ask<'vault.operation-pin.store'>): Answer<'vault.operation-pin.store'> {
    const origin = originOf(ask);
    const lease = await this.leases.requireOpen(ask.body.lease, origin);
    await this.batches.settle(lease, { sealedOperationPin: ask.body.sealedOperationPin }, origin);
    return { stored: true };
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

  @MessagePattern(pkiSubject('archive.list'))
  async listArchive(ask: Ask<'archive.list'>): Answer<'archive.list'> {
    return { keys: await this.archivedKeys.list(ask.body.personId, ask.body.limit) };
  }

  @MessagePattern(pkiSubject('archive.create'))
  async createArchived(ask: Ask<'archive.create'>): Answer<'archive.create'> {
    return { key: await this.archivedKeys.create(ask.body, originOf(ask)) };
  }
}
