/**
 * What the vault does for an agent, in a spec: answers witnesses with the card's 9B key, seals secrets to the session key,
 * opens the operation PIN. Real cryptography, no custody: keys are the spec's.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { CardStep, SecretName } from '@cardwright/contracts/card/card-step';
import type { SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import { makeKeyPair } from '@cardwright/sealing/jwe';
import { sealBag } from '@cardwright/sealing/sealed-bag';
import { openVaultBox } from '@cardwright/sealing/vault-box';

const cipherName: Record<ManagementKeyAlgorithm, string> = {
  '3DES': 'des-ede3-ecb',
  AES128: 'aes-128-ecb',
  AES192: 'aes-192-ecb',
  AES256: 'aes-256-ecb',
};
const stockManagementKey = Buffer.from('010203040506070801020304050607080102030405060708', 'hex');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export class SpecVault {
  algorithm: ManagementKeyAlgorithm = 'AES192';
  key: Uint8Array = stockManagementKey;
  readonly secrets = new Map<SecretName, Uint8Array>([
    ['pin.factory', bytes('123456')],
    ['puk.factory', bytes('12345678')],
    ['puk.pending', bytes('24681357')],
    ['management-key.pending', randomBytes(32)],
  ]);

  private constructor(private readonly pair: Awaited<ReturnType<typeof makeKeyPair>>) {}

  static async create(): Promise<SpecVault> {
    return new SpecVault(await makeKeyPair());
  }

  get publicJwk(): Record<string, unknown> {
    return { ...this.pair.publicJwk };
  }

  /** The step that answers a witness. */
  answer(witnessHex: string): CardStep {
    const decipher = createDecipheriv(cipherName[this.algorithm], this.key, null).setAutoPadding(false);
    const witnessAnswerHex = decipher.update(witnessHex, 'hex', 'hex');
    const challengeHex = randomBytes(this.algorithm === '3DES' ? 8 : 16).toString('hex');
    return { kind: 'authenticate-management-key', algorithm: this.algorithm, witnessAnswerHex, challengeHex };
  }

  verifies(step: CardStep, responseHex: string | undefined): boolean {
    if (step.kind !== 'authenticate-management-key') return false;
    const encipher = createCipheriv(cipherName[step.algorithm], this.key, null).setAutoPadding(false);
    return encipher.update(step.challengeHex, 'hex', 'hex') === responseHex;
  }

  /** For the next card, which has the stock key. */
  reset(): void {
    this.algorithm = 'AES192';
    this.key = stockManagementKey;
  }

  /** The pending management key is the card's now. */
  takePendingKey(): void {
    this.algorithm = 'AES256';
    this.key = this.secrets.get('management-key.pending')!;
  }

  seal(sessionKey: SignedSessionKey, batchId: string, names: readonly SecretName[]): Promise<string> {
    const secrets = names.map((name) => [name, Uint8Array.from(this.secrets.get(name)!)] as const);
    return sealBag({ secrets, sessionKey, batchId });
  }

  async openPin(jwe: string, lease: { requestId: string; deviceId: string }): Promise<string> {
    const { requestId, deviceId } = lease;
    const pin = await openVaultBox(jwe, this.pair.privateKey, { purpose: 'operation-pin', requestId, deviceId });
    return new TextDecoder().decode(pin);
  }
}
