import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { EncryptionCodec, readCodecKeys, type CodecKeys } from './payload-codec.js';

const directory = mkdtempSync(join(tmpdir(), 'cardwright-codec-'));
afterAll(() => rmSync(directory, { recursive: true }));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array | null | undefined): string => Buffer.from(data ?? []).toString('utf8');
const payload = (content: string) => ({ metadata: { encoding: utf8('json/plain') }, data: utf8(content) });
const ring = (current: string, ids: string[]): CodecKeys => ({
  current,
  keys: new Map(ids.map((id) => [id, keyOf(id)])),
});
const keys = new Map<string, Buffer>();
const keyOf = (id: string): Buffer => {
  const key = keys.get(id) ?? randomBytes(32);
  keys.set(id, key);
  return key;
};

describe('EncryptionCodec', () => {
  it('gives back what it was given, and shows nothing of it on the way', async () => {
    const codec = new EncryptionCodec(ring('a', ['a']));
    const [first, second] = await codec.encode([payload('"the content"'), payload('"the content"')]);
    expect(text(first?.metadata?.['encoding'])).toBe('binary/encrypted');
    expect(Buffer.from(first?.data ?? []).includes('content')).toBe(false);
    expect(first?.data).not.toEqual(second?.data);
    const [back] = await codec.decode([first ?? {}]);
    expect(text(back?.data)).toBe('"the content"');
    expect(text(back?.metadata?.['encoding'])).toBe('json/plain');
  });

  it('opens old payloads after a rotation, and says which key is missing once it is gone', async () => {
    const [old] = await new EncryptionCodec(ring('a', ['a'])).encode([payload('1')]);
    const [back] = await new EncryptionCodec(ring('b', ['a', 'b'])).decode([old ?? {}]);
    expect(text(back?.data)).toBe('1');
    await expect(new EncryptionCodec(ring('b', ['b'])).decode([old ?? {}])).rejects.toThrow(
      'payload codec key a is not in the key file',
    );
  });

  it('refuses changed bytes and a changed key id', async () => {
    const codec = new EncryptionCodec({
      current: 'a',
      keys: new Map([
        ['a', keyOf('a')],
        ['c', keyOf('a')],
      ]),
    });
    const [sealed] = await codec.encode([payload('1')]);
    const data = Buffer.from(sealed?.data ?? []);
    for (const index of [0, 12, data.length - 1]) {
      const changed = Buffer.from(data);
      changed[index] = (changed[index] ?? 0) ^ 1;
      await expect(codec.decode([{ ...sealed, data: changed }])).rejects.toThrow();
    }
    const renamed = { ...sealed, metadata: { ...sealed?.metadata, 'encryption-key-id': utf8('c') } };
    await expect(codec.decode([renamed])).rejects.toThrow();
    await expect(codec.decode([{ ...sealed, data: data.subarray(0, 20) }])).rejects.toThrow();
  });

  it('lets plain payloads through: updates from the Temporal UI are not encrypted', async () => {
    const [back] = await new EncryptionCodec(ring('a', ['a'])).decode([payload('2')]);
    expect(text(back?.data)).toBe('2');
  });
});

describe('readCodecKeys', () => {
  const file = (content: string): string => {
    const path = join(directory, 'keys.json');
    writeFileSync(path, content);
    return path;
  };

  it('reads a key ring', () => {
    const key = randomBytes(32).toString('base64');
    expect(readCodecKeys(file(JSON.stringify({ current: 'k', keys: { k: key } }))).keys.get('k')).toHaveLength(32);
  });

  it.each([
    ['no JSON', 'secret text'],
    ['no current key', '{"keys":{}}'],
    ['a short key', '{"current":"k","keys":{"k":"c2hvcnQ="}}'],
    ['a current key that is not there', '{"current":"k","keys":{}}'],
  ])('refuses %s without repeating it', (_title, content) => {
    expect(() => readCodecKeys(file(content))).toThrow(TypeError);
    expect(() => readCodecKeys(file(content))).toThrow(/^(?!.*(secret|c2hvcnQ))/);
  });
});
