/**
 * 9B authentication for the agent: the vault answers the card's witness and checks the card's answer, with the key of the set that is
 * named. With the pending set that check is the proof that the card has it. Governing document: SP 800-73-5 Part 2 section 3.2.4.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { KeySetName } from '@cardwright/contracts/nats/pki.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { deriveManagementKey } from './key-derivation.js';
import { KeySets } from './key-sets.js';
import { StockBatches } from './stock-batches.js';
import { VaultKeys } from '../keys/vault-keys.js';
import { answerWitness, verifyResponse, witnessLength } from './witness.js';

export interface KeyChoice {
  deviceId: string;
  keySet: KeySetName;
  /** The algorithm of 9B as the card reports it. */
  algorithm: ManagementKeyAlgorithm;
  stockBatchId: string;
}

@Injectable()
export class CardAuthentication {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keySets: KeySets,
    private readonly vaultKeys: VaultKeys,
    private readonly stockBatches: StockBatches,
  ) {}

  /** Throws VAULT_SECRET_UNKNOWN (no such key for this card and algorithm), REQUEST_INVALID. */
  async answer(choice: KeyChoice, witnessHex: string): Promise<{ witnessAnswerHex: string; challengeHex: string }> {
    const witness = this.block(choice.algorithm, witnessHex);
    const { answer, challenge } = await this.withKey(choice, (key) => answerWitness(choice.algorithm, key, witness));
    return { witnessAnswerHex: hex(answer), challengeHex: hex(challenge) };
  }

  /** If this proved a pending key set, the caller confirms it. Throws CARD_KEY_REJECTED when the card does not have the key. */
  async verify(choice: KeyChoice, challengeHex: string, responseHex: string, origin: CallOrigin): Promise<void> {
    const challenge = this.block(choice.algorithm, challengeHex);
    const response = this.block(choice.algorithm, responseHex);
    const right = await this.withKey(choice, (key) => verifyResponse(choice.algorithm, key, challenge, response));
    if (!right) {
      await appendAudit(this.dataSource.manager, {
        ...origin,
        actor: actorOf(origin),
        action: 'management-key.rejected',
        object: `device:${choice.deviceId}`,
        details: { keySet: choice.keySet, algorithm: choice.algorithm },
      });
      throw new CardwrightError('CARD_KEY_REJECTED', undefined, { keySet: choice.keySet });
    }
  }

  private async withKey<Result>(choice: KeyChoice, use: (key: Buffer) => Result): Promise<Result> {
    const key = await this.key(choice);
    try {
      return use(key);
    } finally {
      key.fill(0);
    }
  }

  private async key({ deviceId, keySet, algorithm, stockBatchId }: KeyChoice): Promise<Buffer> {
    if (keySet === 'stock') {
      const { managementKey, pin, puk } = await this.stockBatches.open(stockBatchId, algorithm);
      pin.fill(0);
      puk.fill(0);
      return managementKey;
    }
    const set = await this.keySets.holding(deviceId, 'management-key', keySet, algorithm);
    if (!set || set.managementKeyAlgorithm !== algorithm)
      throw new CardwrightError('VAULT_SECRET_UNKNOWN', undefined, { deviceId, keySet, algorithm });
    return this.vaultKeys.withMasterKey(set.masterKid, (masterKey) =>
      deriveManagementKey(masterKey, algorithm, { deviceId, keySetVersion: set.version }),
    );
  }

  private block(algorithm: ManagementKeyAlgorithm, text: string): Buffer {
    const bytes = Buffer.from(text ?? '', 'hex');
    if (bytes.length * 2 !== text?.length || bytes.length !== witnessLength(algorithm))
      throw new CardwrightError(
        'REQUEST_INVALID',
        onlyInEnglish('a witness, challenge or response is one block in hex'),
      );
    return bytes;
  }
}

const hex = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();
