/**
 * Keys and secrets at rest: AES-256-GCM under the key-encryption keys of a file, each value bound to what it is. A rotation adds a
 * key to the file; old values open with the old key. Envelope: version, key id, IV, tag, ciphertext.
 * Governing documents: SP 800-38D, design.md section 3 (bootstrap).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 1;
const ivLength = 12;
const tagLength = 16;

export class KeyEncryption {
  private readonly keys: ReadonlyMap<string, Buffer>;

  /** ring: text of `{ "current": id, "keys": { id: base64 of 32 bytes } }`. Throws TypeError when it is not that. */
  static fromRing(ring: string): KeyEncryption {
    const parsed = JSON.parse(ring) as { current?: unknown; keys?: Record<string, string> };
    const keys = new Map(
      Object.entries(parsed.keys ?? {}).map(([id, base64]) => [id, Buffer.from(base64, 'base64')] as const),
    );
    if (
      typeof parsed.current !== 'string' ||
      !keys.has(parsed.current) ||
      [...keys.values()].some((k) => k.length !== 32)
    )
      throw new TypeError('the key-encryption keys are not a ring of 32-byte keys with a current one');
    return new KeyEncryption(parsed.current, keys);
  }

  private constructor(
    private readonly current: string,
    keys: ReadonlyMap<string, Buffer>,
  ) {
    this.keys = keys;
  }

  /** purpose: what the value is and whose, e.g. `operation-pin/<deviceId>`; opening asks for the same. */
  seal(plaintext: Uint8Array, purpose: string): Buffer {
    const iv = randomBytes(ivLength);
    const header = Buffer.concat([Buffer.of(version, this.current.length), Buffer.from(this.current, 'ascii')]);
    const cipher = createCipheriv('aes-256-gcm', this.keys.get(this.current)!, iv);
    cipher.setAAD(Buffer.concat([header, Buffer.from(purpose, 'utf8')]));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([header, iv, cipher.getAuthTag(), ciphertext]);
  }

  /** The caller wipes what it gets. Throws Error when the key is gone, the value was changed or it is of another purpose. */
  open(sealed: Buffer, purpose: string): Buffer {
    const idEnd = 2 + (sealed[1] ?? 0);
    const id = sealed.subarray(2, idEnd).toString('ascii');
    const key = this.keys.get(id);
    if (sealed[0] !== version || !key) throw new Error('the key-encryption key of a stored value is not in the ring');
    const iv = sealed.subarray(idEnd, idEnd + ivLength);
    const tag = sealed.subarray(idEnd + ivLength, idEnd + ivLength + tagLength);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength });
    decipher.setAAD(Buffer.concat([sealed.subarray(0, idEnd), Buffer.from(purpose, 'utf8')])).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(idEnd + ivLength + tagLength)), decipher.final()]);
  }
}
