/**
 * The vault's own long-lived keys: the master key that card keys are derived from, and the key pair that agents and the CLI seal to.
 * Made at the first start, encrypted at rest, named by `kid`; old ones stay for what was derived from or sealed to them.
 */
import { createPrivateKey, hkdfSync, randomBytes, webcrypto } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CryptoKey } from 'jose';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { makeKeyPair } from '@cardwright/sealing/jwe';
import { vaultKeyId } from '@cardwright/sealing/vault-box';
import { KeyEncryption } from './key-encryption.js';

type Purpose = 'card-master' | 'vault-box';
interface VaultKeyRow {
  kid: string;
  public_jwk: Record<string, unknown> | null;
  key_sealed: Buffer;
}

@Injectable()
export class VaultKeys {
  /** Rows by purpose and kid: they never change, and the key in them stays sealed here too. */
  private readonly known = new Map<string, VaultKeyRow>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly keyEncryption: KeyEncryption,
  ) {}

  /** Makes the keys that are missing; only one of several copies does it. */
  async ensure(): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await manager.query(`select pg_advisory_xact_lock(hashtextextended('cardwright-vault-keys', 0))`);
      if (!(await this.row('card-master', undefined, manager))) await this.makeMaster(manager);
      if (!(await this.row('vault-box', undefined, manager))) await this.makeBoxKey(manager);
    });
  }

  /** The vault's public key: what agents seal operation PINs to. */
  async publicKey(): Promise<{ publicJwk: Record<string, unknown>; kid: string }> {
    const row = await this.required('vault-box');
    return { publicJwk: row.public_jwk!, kid: row.kid };
  }

  /** Private half of the key that a box names. Throws VAULT_DECRYPT_FAILED when there is no such key. */
  async boxPrivateKey(kid: string): Promise<CryptoKey> {
    const row = await this.row('vault-box', kid);
    if (!row) throw new CardwrightError('VAULT_DECRYPT_FAILED', undefined, { reason: 'kid' });
    const pkcs8 = this.keyEncryption.open(row.key_sealed, sealPurpose('vault-box', kid));
    try {
      return await webcrypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDH', namedCurve: 'P-256' }, false, [
        'deriveBits',
      ]);
    } finally {
      pkcs8.fill(0);
    }
  }

  async currentMasterKid(manager?: EntityManager): Promise<string> {
    return (await this.required('card-master', undefined, manager)).kid;
  }

  /** Runs `use` with the master key and wipes it afterwards. */
  async withMasterKey<Result>(kid: string, use: (masterKey: Buffer) => Result): Promise<Result> {
    const row = await this.required('card-master', kid);
    const masterKey = this.keyEncryption.open(row.key_sealed, sealPurpose('card-master', kid));
    try {
      return use(masterKey);
    } finally {
      masterKey.fill(0);
    }
  }

  private async makeMaster(manager: EntityManager): Promise<void> {
    const key = randomBytes(32);
    // The kid is a one-way image of the key: a wrong key under a right name cannot go unnoticed.
    const kid = Buffer.from(hkdfSync('sha256', key, '', 'cardwright card-master kid', 12)).toString('base64url');
    await this.insert('card-master', kid, null, key, manager);
    key.fill(0);
  }

  private async makeBoxKey(manager: EntityManager): Promise<void> {
    const { publicJwk, privateKey } = await makeKeyPair(true);
    const kid = await vaultKeyId({ ...publicJwk });
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey as webcrypto.CryptoKey));
    createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    await this.insert('vault-box', kid, { ...publicJwk }, pkcs8, manager);
    pkcs8.fill(0);
  }

  private async insert(
    purpose: Purpose,
    kid: string,
    publicJwk: Record<string, unknown> | null,
    key: Buffer,
    manager: EntityManager,
  ): Promise<void> {
    await manager.query(
      'insert into vault_keys (kid, purpose, public_jwk, key_sealed, current) values ($1, $2, $3, $4, true)',
      [kid, purpose, publicJwk && JSON.stringify(publicJwk), this.keyEncryption.seal(key, sealPurpose(purpose, kid))],
    );
    await appendAudit(manager, {
      tenantId: defaultTenantId,
      actor: 'system:pki-svc',
      action: 'vault-key.created',
      object: `vault-key:${kid}`,
      correlationId: `vault-key/${kid}`,
      details: { purpose },
    });
  }

  private async row(purpose: Purpose, kid?: string, manager?: EntityManager): Promise<VaultKeyRow | undefined> {
    const name = `${purpose}/${kid ?? ''}`;
    const known = kid === undefined ? undefined : this.known.get(name);
    if (known !== undefined) return known;
    const [row]: VaultKeyRow[] = await (manager ?? this.dataSource.manager).query(
      `select kid, public_jwk, key_sealed from vault_keys where purpose = $1 and ${kid === undefined ? 'current' : 'kid = $2'}`,
      kid === undefined ? [purpose] : [purpose, kid],
    );
    if (row !== undefined && kid !== undefined) this.known.set(name, row);
    return row;
  }

  private async required(purpose: Purpose, kid?: string, manager?: EntityManager): Promise<VaultKeyRow> {
    const row = await this.row(purpose, kid, manager);
    if (!row) throw new CardwrightError('VAULT_SECRET_UNKNOWN', undefined, { purpose });
    return row;
  }
}

const sealPurpose = (purpose: Purpose, kid: string): string => `vault-key/${purpose}/${kid}`;
