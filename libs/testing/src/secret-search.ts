/**
 * The canary's search: a secret in every form in which it could lie about, in any number of bytes. Finding nothing says nothing
 * about forms that are not listed here; compressed files must be unpacked first. Specs only; governing document: design.md 3.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Secret {
  name: string;
  bytes: Uint8Array;
}

/** A PIN or PUK: its characters, and the 8 bytes padded with FF that a card gets (SP 800-73-5 Part 2 section 3.2.1). */
export function pinSecrets(name: string, pin: string): Secret[] {
  const bytes = Buffer.from(pin, 'ascii');
  return [{ name, bytes }, ...(pin.length < 8 ? [{ name: `${name}, padded`, bytes: padded(bytes) }] : [])];
}
const padded = (pin: Buffer): Buffer => Buffer.concat([pin, Buffer.alloc(8 - pin.length, 0xff)]);

interface Needle {
  name: string;
  bytes: Buffer;
}

/** Plain, hex in both cases, base64 and base64url wherever in a longer text it begins. Throws TypeError for a secret too short to search. */
function needlesOf({ name, bytes }: Secret): Needle[] {
  if (bytes.length < 6) throw new TypeError(`${name} is too short: it would occur by chance`);
  const plain = Buffer.from(bytes);
  const hex = plain.toString('hex');
  const forms: Needle[] = [
    { name, bytes: plain },
    { name: `${name} in hex`, bytes: Buffer.from(hex) },
    { name: `${name} in upper-case hex`, bytes: Buffer.from(hex.toUpperCase()) },
  ];
  for (const offset of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(offset), plain]).toString('base64');
    // Characters that mix the secret's bits with its neighbours' are left out on both sides.
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + plain.length) * 8) / 6);
    const middle = shifted.slice(start, end);
    forms.push({ name: `${name} in base64 at offset ${offset}`, bytes: Buffer.from(middle) });
    const url = middle.replaceAll('+', '-').replaceAll('/', '_');
    if (url !== middle) forms.push({ name: `${name} in base64url at offset ${offset}`, bytes: Buffer.from(url) });
  }
  return forms;
}

export class SecretSearch {
  private readonly needles: Needle[];
  /** How many bytes were looked through. */
  bytes = 0;
  readonly hits: string[] = [];

  constructor(secrets: readonly Secret[]) {
    this.needles = secrets.flatMap(needlesOf);
  }

  /** Says where and which, never the value. */
  look(where: string, content: Uint8Array | string): void {
    const haystack =
      typeof content === 'string'
        ? Buffer.from(content)
        : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    this.bytes += haystack.length;
    for (const { name, bytes } of this.needles) if (haystack.includes(bytes)) this.hits.push(`${where}: ${name}`);
  }

  /** Every file below a folder but those that `skip` names (relative path). */
  async lookInFolder(folder: string, skip: (path: string) => boolean): Promise<void> {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || skip(path.slice(folder.length + 1))) continue;
      // A file that went away meanwhile holds nothing any more.
      const content = await readFile(path).catch(() => Buffer.alloc(0));
      this.look(path, content);
    }
  }
}
