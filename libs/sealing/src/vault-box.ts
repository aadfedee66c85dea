/**
 * Things sealed to the vault's public key: the operation PIN that an agent made, and the initial secrets of a stock batch.
 * The vault's private half lives in pki-svc only. Governing document: design.md section 3.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { calculateJwkThumbprint } from 'jose';
import type { CryptoKey } from 'jose';
import { asEcPublicJwk, openBytes, readHeader, sealBytes } from './jwe.js';
import { utf8, wipe } from './text.js';

export type VaultBoxPurpose = 'operation-pin' | 'stock-batch';
/** Bound to the ciphertext. A stock batch has no device yet: both are empty there. */
export interface VaultBoxHeader {
  purpose: VaultBoxPurpose;
  requestId: string;
  deviceId: string;
}
/** Initial secrets of every card of one stock batch. */
export interface StockBatchSecrets {
  managementKeyHex: string;
  managementKeyAlgorithm: ManagementKeyAlgorithm;
  pin: string;
  puk: string;
}

/** `kid` of a vault key: its JWK thumbprint (RFC 7638), so that it cannot name another key. */
export async function vaultKeyId(publicJwk: Record<string, unknown>): Promise<string> {
  return calculateJwkThumbprint(requireJwk(publicJwk));
}

/** Compact JWE of the bytes to the vault. Throws VAULT_DECRYPT_FAILED when the key given is no P-256 public key. */
export async function sealToVault(
  plaintext: Uint8Array,
  vaultPublicJwk: Record<string, unknown>,
  header: VaultBoxHeader,
): Promise<string> {
  const publicJwk = requireJwk(vaultPublicJwk);
  const kid = await calculateJwkThumbprint(publicJwk);
  return (await sealBytes(plaintext, publicJwk, { ...header, kid })) ?? refuseKey();
}

/** The stock batch's secrets, as `stock-batches.import` takes them. */
export async function sealStockBatch(
  secrets: StockBatchSecrets,
  vaultPublicJwk: Record<string, unknown>,
): Promise<string> {
  const plaintext = utf8(JSON.stringify(secrets));
  try {
    return await sealToVault(plaintext, vaultPublicJwk, { purpose: 'stock-batch', requestId: '', deviceId: '' });
  } finally {
    wipe(plaintext);
  }
}

/** `kid` of the vault key that a box was sealed to (not authenticated yet). Throws VAULT_DECRYPT_FAILED. */
export function vaultBoxKeyId(jwe: string): string {
  const kid = readHeader(jwe)?.['kid'];
  if (typeof kid !== 'string') throw new CardwrightError('VAULT_DECRYPT_FAILED', undefined, { reason: 'form' });
  return kid;
}

/** Opens a box in the vault; the caller wipes the bytes. Throws VAULT_DECRYPT_FAILED {reason}. */
export async function openVaultBox(jwe: string, privateKey: CryptoKey, expected: VaultBoxHeader): Promise<Uint8Array> {
  const refuse = (reason: string): never => {
    throw new CardwrightError('VAULT_DECRYPT_FAILED', undefined, { reason });
  };
  const header = readHeader(jwe) ?? refuse('form');
  for (const field of ['purpose', 'requestId', 'deviceId'] as const)
    if (header[field] !== expected[field]) refuse(field);
  return (await openBytes(jwe, privateKey)) ?? refuse('decrypt');
}

const requireJwk = (jwk: Record<string, unknown>) => asEcPublicJwk(jwk) ?? refuseKey();

function refuseKey(): never {
  throw new CardwrightError('VAULT_DECRYPT_FAILED', undefined, { reason: 'key' });
}
