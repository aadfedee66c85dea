/**
 * Which vault key this agent seals to: the one that its JWT names, else the one received at enrolment. A batch that brings another is
 * refused before anything of it is done; a new vault key comes with a renewed JWT, asked for at once. Governing document:
 * docs/decisions/0004.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { vaultKeyId } from '@cardwright/sealing/vault-box';
import { vaultKeyIdIn } from './credentials.js';

export interface VaultPinOptions {
  /** The JWT of this moment. */
  jwt: () => string;
  enrolledJwk: Record<string, unknown> | undefined;
  /** A JWT of now, if the server gives one; its refusal or absence is no error here. */
  renew: () => Promise<unknown>;
}

/** Throws EDGE_VAULT_KEY_UNTRUSTED {pinned, offered}; VAULT_DECRYPT_FAILED for what is no P-256 public key. */
export async function assertVaultKey(publicJwk: Record<string, unknown>, options: VaultPinOptions): Promise<void> {
  const offered = await vaultKeyId(publicJwk);
  if (offered === (await pinnedKid(options))) return;
  await options.renew();
  const pinned = await pinnedKid(options);
  if (offered !== pinned) throw new CardwrightError('EDGE_VAULT_KEY_UNTRUSTED', undefined, { pinned, offered });
}

async function pinnedKid({ jwt, enrolledJwk }: VaultPinOptions): Promise<string | null> {
  return vaultKeyIdIn(jwt()) ?? (enrolledJwk === undefined ? null : await vaultKeyId(enrolledJwk));
}
