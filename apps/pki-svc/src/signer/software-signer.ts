/**
 * CA keys in software: PKCS#8 in the table `signing_keys`, encrypted under the key-encryption keys, opened once per process.
 * Key generation and signatures run on Node's thread pool, never on the event loop (design.md 7).
 */
import {
  constants,
  createPrivateKey,
  createSign,
  generateKeyPair,
  sign,
  type KeyObject,
  type SignKeyObjectInput,
} from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { signatureAlgorithm, type SignatureAlgorithm } from './signature-algorithm.js';
import { KeyEncryption } from '../keys/key-encryption.js';
import { Signer, type SignerKey } from './signer.port.js';

const generate = promisify(generateKeyPair) as (
  type: string,
  options: object,
) => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>;

/** A key pair of any card or CA algorithm, made off the event loop. */
export function generateSoftwareKey(algorithm: KeyAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  if (algorithm.startsWith('RSA')) return generate('rsa', { modulusLength: Number(algorithm.slice(3)) });
  if (algorithm.startsWith('ECCP')) return generate('ec', { namedCurve: `P-${algorithm.slice(4)}` });
  return generate(algorithm.toLowerCase(), {});
}

@Injectable()
export class SoftwareSigner extends Signer {
  private readonly keys = new Map<string, { key: KeyObject; algorithm: SignatureAlgorithm }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly keyEncryption: KeyEncryption,
  ) {
    super();
  }

  override async generate(
    keyId: string,
    algorithm: KeyAlgorithm,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<SignerKey> {
    const { publicKey, privateKey } = await generateSoftwareKey(algorithm);
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    try {
      await manager.query(
        'insert into signing_keys (key_id, algorithm, spki, private_key_sealed) values ($1, $2, $3, $4)',
        [keyId, algorithm, spki, this.keyEncryption.seal(pkcs8, purpose(keyId))],
      );
    } finally {
      pkcs8.fill(0);
    }
    return { keyId, algorithm, spki };
  }

  override async check(keyId: string): Promise<void> {
    await this.opened(keyId);
  }

  override async sign(keyId: string, message: Buffer, manager?: EntityManager): Promise<Buffer> {
    const { key, algorithm } = await this.opened(keyId, manager);
    return signature(keyId, algorithm.hash, message, key);
  }

  override async signPss(keyId: string, message: Buffer): Promise<Buffer> {
    const { key } = await this.opened(keyId);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return signature(keyId, 'sha256', message, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
  }

  override async signPieces(keyId: string, pieces: AsyncIterable<Buffer>, manager?: EntityManager): Promise<Buffer> {
    const { key, algorithm } = await this.opened(keyId, manager);
    // node:crypto hashes pieces on the event loop only: a millisecond each, as long as they have half a megabyte.
    const signing = createSign(algorithm.hash);
    for await (const piece of pieces) signing.update(piece);
    try {
      return signing.sign(key);
    } catch (error) {
      throw new CardwrightError('PKI_SIGNER_UNAVAILABLE', undefined, { keyId }, error);
    }
  }

  private async opened(keyId: string, manager: EntityManager = this.dataSource.manager) {
    return this.keys.get(keyId) ?? (await this.load(keyId, manager));
  }

  private async load(
    keyId: string,
    manager: EntityManager,
  ): Promise<{ key: KeyObject; algorithm: SignatureAlgorithm }> {
    const [row]: { algorithm: KeyAlgorithm; private_key_sealed: Buffer }[] = await manager.query(
      'select algorithm, private_key_sealed from signing_keys where key_id = $1',
      [keyId],
    );
    if (!row) throw new CardwrightError('PKI_SIGNER_UNAVAILABLE', undefined, { keyId });
    let pkcs8: Buffer | undefined;
    try {
      pkcs8 = this.keyEncryption.open(row.private_key_sealed, purpose(keyId));
      const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
      const opened = { key, algorithm: signatureAlgorithm(row.algorithm) };
      this.keys.set(keyId, opened);
      return opened;
    } catch (error) {
      throw new CardwrightError('PKI_SIGNER_UNAVAILABLE', undefined, { keyId }, error);
    } finally {
      pkcs8?.fill(0);
    }
  }
}

const signature = (
  keyId: string,
  hash: string,
  message: Buffer,
  key: KeyObject | SignKeyObjectInput,
): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    sign(hash, message, key, (error, made) =>
      error ? reject(new CardwrightError('PKI_SIGNER_UNAVAILABLE', undefined, { keyId }, error)) : resolve(made),
    ),
  );

const purpose = (keyId: string): string => `signing-key/${keyId}`;
