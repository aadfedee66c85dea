/**
 * Secrets for one batch of card steps, sealed by the vault to the agent's session key and bound to the batch id. The agent
 * opens it for that batch only. Plaintext is binary (name length, name, value length, value), not JSON: strings cannot be wiped.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import type { CryptoKey } from 'jose';
import { openBytes, readHeader, sealBytes } from './jwe.js';
import { utf8, wipe } from './text.js';

const purpose = 'batch-secrets';

/** Compact JWE of the secrets (raw bytes; a PIN or PUK without padding). `sessionKey` was verified by the caller. */
export async function sealBag(options: {
  secrets: Iterable<readonly [SecretName, Uint8Array]>;
  sessionKey: SignedSessionKey;
  batchId: string;
}): Promise<string> {
  const { sessionKey, batchId } = options;
  const plaintext = encode([...options.secrets]);
  try {
    const { requestId, deviceId, kid } = sessionKey;
    const sealed = await sealBytes(plaintext, sessionKey.publicJwk, { requestId, deviceId, batchId, purpose, kid });
    if (sealed === undefined) throw new CardwrightError('EDGE_SESSION_KEY_INVALID', undefined, { reason: 'form' });
    return sealed;
  } finally {
    wipe(plaintext);
  }
}

/**
 * Opens it at the agent; the caller wipes every value after the batch. Throws VAULT_DECRYPT_FAILED {reason}: another batch,
 * request, device or key, or altered.
 */
export async function openBag(options: {
  jwe: string;
  sessionKey: SignedSessionKey;
  privateKey: CryptoKey;
  batchId: string;
}): Promise<Map<SecretName, Uint8Array>> {
  const { sessionKey, batchId } = options;
  const refuse = (reason: string): never => {
    throw new CardwrightError('VAULT_DECRYPT_FAILED', undefined, { reason });
  };
  const header = readHeader(options.jwe) ?? refuse('form');
  const { requestId, deviceId, kid } = sessionKey;
  for (const [field, value] of Object.entries({ requestId, deviceId, kid, batchId, purpose }))
    if (header[field] !== value) refuse(field);
  const plaintext = (await openBytes(options.jwe, options.privateKey)) ?? refuse('decrypt');
  try {
    return decode(plaintext) ?? refuse('plaintext');
  } finally {
    wipe(plaintext);
  }
}

function encode(secrets: readonly (readonly [SecretName, Uint8Array])[]): Uint8Array {
  const names = secrets.map(([name]) => utf8(name));
  const size = secrets.reduce((sum, [, value], index) => sum + 3 + names[index]!.length + value.length, 0);
  const out = new Uint8Array(size);
  let offset = 0;
  secrets.forEach(([, value], index) => {
    const name = names[index]!;
    if (name.length > 0xff || value.length > 0xffff) throw new TypeError('secret too long for a bag');
    out[offset] = name.length;
    out.set(name, offset + 1);
    offset += 1 + name.length;
    out[offset] = value.length >> 8;
    out[offset + 1] = value.length & 0xff;
    out.set(value, offset + 2);
    offset += 2 + value.length;
  });
  return out;
}

function decode(bytes: Uint8Array): Map<SecretName, Uint8Array> | undefined {
  const secrets = new Map<SecretName, Uint8Array>();
  let offset = 0;
  while (offset < bytes.length) {
    const nameEnd = offset + 1 + bytes[offset]!;
    const length = ((bytes[nameEnd] ?? 0) << 8) | (bytes[nameEnd + 1] ?? 0);
    const end = nameEnd + 2 + length;
    if (end > bytes.length) return undefined;
    secrets.set(
      new TextDecoder().decode(bytes.subarray(offset + 1, nameEnd)) as SecretName,
      bytes.slice(nameEnd + 2, end),
    );
    offset = end;
  }
  return secrets;
}
