/**
 * Encrypts every Temporal payload: AES-256-GCM, one random nonce each, the key named by id so that keys can rotate. New
 * payloads use `current`; old ones open as long as their key stays in the file. PINs and keys must not come here anyway.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Payload, PayloadCodec } from '@temporalio/common';
// CommonJS whose names Node cannot see: jest would, so only the default import works in both.
import proto from '@temporalio/proto';

const PayloadProto = proto.temporal.api.common.v1.Payload;
const encoding = 'binary/encrypted';
const nonceLength = 12;
const tagLength = 16;

export interface CodecKeys {
  current: string;
  /** 32 bytes each. */
  keys: ReadonlyMap<string, Buffer>;
}

/**
 * PAYLOAD_CODEC_KEYS_FILE: JSON `{"current": "<id>", "keys": {"<id>": "<32 bytes base64>"}}`. Throws TypeError when the
 * file is not that (its content is not repeated).
 */
export function readCodecKeys(file: string): CodecKeys {
  const parsed = parseJson(readFileSync(file, 'utf8')) as { current?: unknown; keys?: unknown } | null;
  if (parsed === null) throw new TypeError('the payload codec key file is not a JSON object');
  const { current, keys } = parsed;
  if (typeof current !== 'string' || typeof keys !== 'object' || keys === null)
    throw new TypeError('the payload codec key file has no current key');
  const map = new Map(Object.entries(keys).map(([id, text]) => [id, Buffer.from(String(text), 'base64')]));
  for (const [id, key] of map) if (key.length !== 32) throw new TypeError(`payload codec key ${id} is not 32 bytes`);
  if (!map.has(current)) throw new TypeError('the current payload codec key is not in the file');
  return { current, keys: map };
}

/** null for what is not JSON. The parser's own error is not kept: it quotes the text, and the text is keys. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export class EncryptionCodec implements PayloadCodec {
  constructor(private readonly keys: CodecKeys) {}

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => this.encrypt(payload));
  }

  /** Plain payloads (the Temporal UI's updates send them) pass through. Throws Error when a key is gone or bytes were changed. */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) =>
      textOf(payload.metadata?.['encoding']) === encoding ? this.decrypt(payload) : payload,
    );
  }

  private encrypt(payload: Payload): Payload {
    const id = this.keys.current;
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.key(id), nonce);
    cipher.setAAD(associated(id));
    const body = Buffer.concat([cipher.update(PayloadProto.encode(payload).finish()), cipher.final()]);
    return {
      metadata: { encoding: bytes(encoding), 'encryption-key-id': bytes(id) },
      data: new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body])),
    };
  }

  private decrypt(payload: Payload): Payload {
    const id = textOf(payload.metadata?.['encryption-key-id']);
    const data = Buffer.from(payload.data ?? []);
    const decipher = createDecipheriv('aes-256-gcm', this.key(id), data.subarray(0, nonceLength), {
      authTagLength: tagLength,
    });
    decipher.setAAD(associated(id));
    decipher.setAuthTag(data.subarray(nonceLength, nonceLength + tagLength));
    const plain = Buffer.concat([decipher.update(data.subarray(nonceLength + tagLength)), decipher.final()]);
    const decoded = PayloadProto.decode(new Uint8Array(plain));
    return { metadata: decoded.metadata, data: decoded.data };
  }

  private key(id: string): Buffer {
    const key = this.keys.keys.get(id);
    if (!key) throw new Error(`payload codec key ${id} is not in the key file`);
    return key;
  }
}

const associated = (id: string): Buffer => Buffer.from(`cardwright-payload.v1/${id}`);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (value: Uint8Array | null | undefined): string => (value ? Buffer.from(value).toString('utf8') : '');
