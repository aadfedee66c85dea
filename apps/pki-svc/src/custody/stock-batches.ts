/**
 * What a batch of blank cards came with: initial management key, PIN and PUK. They arrive sealed to the vault's key and are kept
 * encrypted; the vendors' published factory values are a batch of their own that needs no import.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { managementKeyBytes } from '@cardwright/contracts/card/card-identity';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import {
  isWellKnownManagementKey,
  isWellKnownReferenceData,
  type StockSecret,
} from '@cardwright/contracts/card/well-known-secrets';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PkiApi } from '@cardwright/contracts/nats/pki.api';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { openVaultBox, vaultBoxKeyId, type StockBatchSecrets } from '@cardwright/sealing/vault-box';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { KeyEncryption } from '../keys/key-encryption.js';
import { factoryManagementKey, factoryPuk } from './key-derivation.js';
import { VaultKeys } from '../keys/vault-keys.js';

export interface OpenedStockBatch {
  managementKey: Buffer;
  pin: Buffer;
  puk: Buffer;
}

/** The built-in batch, also as `factory/<model id>`: 24 bytes that cards take as 3DES or as AES-192. */
const isFactory = (stockBatchId: string): boolean => /^factory([/:-].*)?$/.test(stockBatchId);
const factoryAlgorithms: readonly ManagementKeyAlgorithm[] = ['3DES', 'AES192'];
const factoryPin = '123456';

@Injectable()
export class StockBatches {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyEncryption: KeyEncryption,
    private readonly vaultKeys: VaultKeys,
  ) {}

  /** Throws VAULT_DECRYPT_FAILED, STOCK_BATCH_INVALID {problems}, REQUEST_CONFLICT when the id holds other secrets. */
  async import(stockBatchId: string, jwe: string, origin: CallOrigin): Promise<void> {
    if (isFactory(stockBatchId)) throw new CardwrightError('REQUEST_CONFLICT', say('record.built-in-batch'));
    const privateKey = await this.vaultKeys.boxPrivateKey(vaultBoxKeyId(jwe));
    const header = { purpose: 'stock-batch', requestId: '', deviceId: '' } as const;
    const plaintext = Buffer.from(await openVaultBox(jwe, privateKey, header));
    try {
      const secrets = readSecrets(plaintext);
      const canonical = Buffer.from(JSON.stringify(secrets), 'utf8');
      await inTransaction(this.dataSource, async (manager) => {
        const [, inserted] = await insertOnce(
          manager.query(
            `insert into stock_batches (stock_batch_id, tenant_id, management_key_algorithm, secrets_sealed)
             values ($1, $2, $3, $4) on conflict (stock_batch_id) do nothing returning 1`,
            [
              stockBatchId,
              origin.tenantId,
              secrets.managementKeyAlgorithm,
              this.keyEncryption.seal(canonical, purpose(stockBatchId)),
            ],
          ),
        );
        if (!inserted) {
          const stored = await this.stored(stockBatchId);
          if (!stored?.equals(canonical))
            throw new CardwrightError('REQUEST_CONFLICT', say('record.batch-other-secrets'));
          return;
        }
        await appendAudit(manager, {
          ...origin,
          actor: actorOf(origin),
          action: 'stock-batch.imported',
          object: `stock-batch:${stockBatchId}`,
          details: { managementKeyAlgorithm: secrets.managementKeyAlgorithm },
        });
      });
      canonical.fill(0);
    } finally {
      plaintext.fill(0);
    }
  }

  /**
   * The batch's secrets; the caller wipes them. algorithm: what the card says its 9B is; the batch's key must be one of it.
   * Throws VAULT_SECRET_UNKNOWN.
   */
  async open(stockBatchId: string, algorithm?: ManagementKeyAlgorithm): Promise<OpenedStockBatch> {
    if (isFactory(stockBatchId)) {
      if (algorithm && !factoryAlgorithms.includes(algorithm)) throw unknown(stockBatchId, algorithm);
      return {
        managementKey: Buffer.from(factoryManagementKey),
        pin: Buffer.from(factoryPin),
        puk: Buffer.from(factoryPuk),
      };
    }
    const stored = await this.stored(stockBatchId);
    if (!stored) throw unknown(stockBatchId);
    try {
      const secrets = JSON.parse(stored.toString('utf8')) as StockBatchSecrets;
      // A key of 24 bytes works as 3DES and as AES-192, and cards are sold with such keys.
      if (algorithm && managementKeyBytes[algorithm] !== managementKeyBytes[secrets.managementKeyAlgorithm])
        throw unknown(stockBatchId, algorithm);
      return {
        managementKey: Buffer.from(secrets.managementKeyHex, 'hex'),
        pin: Buffer.from(secrets.pin, 'utf8'),
        puk: Buffer.from(secrets.puk, 'utf8'),
      };
    } finally {
      stored.fill(0);
    }
  }

  /** The facts about a batch's values that are not secret (contracts, `vault.stock-batch.describe`). Throws VAULT_SECRET_UNKNOWN. */
  async describe(stockBatchId: string): Promise<ReplyOf<PkiApi, 'vault.stock-batch.describe'>> {
    const { managementKey, pin, puk } = await this.open(stockBatchId);
    try {
      const algorithm = isFactory(stockBatchId) ? null : await this.algorithmOf(stockBatchId);
      const known: [StockSecret | 'pin', boolean][] = [
        ['management-key', isWellKnownManagementKey(managementKey.toString('hex'), algorithm ?? '3DES')],
        ['pin', isWellKnownReferenceData(pin.toString('utf8'))],
        ['puk', isWellKnownReferenceData(puk.toString('utf8'))],
      ];
      return {
        managementKeyAlgorithm: algorithm,
        wellKnown: known.flatMap(([secret, everybodyKnows]) => (everybodyKnows ? [secret] : [])),
      };
    } finally {
      for (const value of [managementKey, pin, puk]) value.fill(0);
    }
  }

  private async algorithmOf(stockBatchId: string): Promise<ManagementKeyAlgorithm> {
    const [row]: { algorithm: ManagementKeyAlgorithm }[] = await this.dataSource.query(
      'select management_key_algorithm as algorithm from stock_batches where stock_batch_id = $1',
      [stockBatchId],
    );
    return row!.algorithm;
  }

  private async stored(stockBatchId: string): Promise<Buffer | undefined> {
    const [row]: { secrets_sealed: Buffer }[] = await this.dataSource.query(
      'select secrets_sealed from stock_batches where stock_batch_id = $1',
      [stockBatchId],
    );
    return row && this.keyEncryption.open(row.secrets_sealed, purpose(stockBatchId));
  }
}

const purpose = (stockBatchId: string): string => `stock-batch/${stockBatchId}`;
const unknown = (stockBatchId: string, algorithm?: string): CardwrightError =>
  new CardwrightError('VAULT_SECRET_UNKNOWN', undefined, { stockBatchId, ...(algorithm ? { algorithm } : {}) });

async function insertOnce(rows: Promise<unknown[]>): Promise<[undefined, boolean]> {
  return [undefined, (await rows).length > 0];
}

/** Throws STOCK_BATCH_INVALID {problems}; the problems never repeat a value. */
function readSecrets(plaintext: Buffer): StockBatchSecrets {
  const invalid = (...problems: string[]): CardwrightError =>
    new CardwrightError('STOCK_BATCH_INVALID', undefined, { problems });
  let given: Partial<Record<keyof StockBatchSecrets, unknown>>;
  try {
    given = JSON.parse(plaintext.toString('utf8')) as typeof given;
  } catch {
    throw invalid('not JSON');
  }
  const { managementKeyHex, managementKeyAlgorithm, pin, puk } = given ?? {};
  const problems: string[] = [];
  const length = managementKeyBytes[managementKeyAlgorithm as ManagementKeyAlgorithm];
  if (length === undefined) problems.push('managementKeyAlgorithm is none of 3DES, AES128, AES192, AES256');
  else if (typeof managementKeyHex !== 'string' || !new RegExp(`^[0-9A-Fa-f]{${length * 2}}$`).test(managementKeyHex))
    problems.push(`managementKeyHex is not ${length} bytes in hex`);
  if (typeof pin !== 'string' || !/^[\x20-\x7e]{4,8}$/.test(pin)) problems.push('pin is not 4 to 8 ASCII characters');
  if (typeof puk !== 'string' || !/^[\x20-\x7e]{4,8}$/.test(puk)) problems.push('puk is not 4 to 8 ASCII characters');
  if (problems.length > 0) throw invalid(...problems);
  return {
    managementKeyHex: (managementKeyHex as string).toUpperCase(),
    managementKeyAlgorithm: managementKeyAlgorithm as ManagementKeyAlgorithm,
    pin: pin as string,
    puk: puk as string,
  };
}
