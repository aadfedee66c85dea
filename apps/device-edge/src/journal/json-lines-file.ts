/**
 * An append-only file of JSON lines: with `append` a record and all before it are on the disk (fsync) when it returns, with
 * `note` the next `append` takes it there. A torn last line, left by a cut in the middle of one, is forgotten when the file is read. Not a lock: one process writes one file.
 * Governing document: design.md 2 (the agent journals each step before and after), faults.md 11 and 26.
 */
import { constants, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

const newline = 0x0a;

/** Whole lines that parse, in order; a line that does not (torn) ends the reading. `length`: bytes that they take. */
export function parseJsonLines<Row>(bytes: Buffer): { rows: Row[]; length: number } {
  const rows: Row[] = [];
  let length = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, length)) {
    try {
      rows.push(JSON.parse(bytes.toString('utf8', length, end)) as Row);
    } catch {
      break;
    }
    length = end + 1;
  }
  return { rows, length };
}

/** What the journal needs of the file system: the seam for the specs that fill the disk. */
export interface AppendFile {
  readonly length: number;
  write(bytes: Buffer, position: number): Promise<void>;
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}
export type OpenAppendFile = (path: string) => Promise<{ file: AppendFile; content: Buffer }>;

export const openAppendFile: OpenAppendFile = async (path) => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  if (process.platform !== 'win32') await syncFolder(dirname(path));
  const content = await handle.readFile();
  return { content, file: new HandleFile(handle, content.length) };
};

/** The name must be as durable as the content: a new file needs its folder synced too. Windows syncs names with their files, and no folder (EPERM). */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

class HandleFile implements AppendFile {
  constructor(
    private readonly handle: FileHandle,
    readonly length: number,
  ) {}

  async write(bytes: Buffer, position: number): Promise<void> {
    let written = 0;
    // The record only reaches the kernel's memory, which is faster than a turn of the thread pool.
    while (written < bytes.length)
      written += writeSync(this.handle.fd, bytes, written, bytes.length - written, position + written);
  }
  sync = (): Promise<void> => this.handle.datasync();
  truncate = (length: number): Promise<void> => this.handle.truncate(length);
  close = (): Promise<void> => this.handle.close();
}

export class JsonLinesFile<Row> {
  private tail: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly file: AppendFile,
    private position: number,
    readonly rows: Row[],
  ) {}

  /** Throws EDGE_JOURNAL_UNAVAILABLE. */
  static async open<Row>(path: string, openFile: OpenAppendFile = openAppendFile): Promise<JsonLinesFile<Row>> {
    return unavailable(async () => {
      const { file, content } = await openFile(path);
      const { rows, length } = parseJsonLines<Row>(content);
      if (length < content.length) await file.truncate(length);
      return new JsonLinesFile<Row>(file, length, rows);
    });
  }

  /** On the disk when it returns. A record that could not be written whole is cut off again. Throws EDGE_JOURNAL_UNAVAILABLE. */
  append(row: Row): Promise<void> {
    return this.inTurn(row, true);
  }

  /** Written, but not yet proof against a power cut: a killed process leaves it behind all the same. */
  note(row: Row): Promise<void> {
    return this.inTurn(row, false);
  }

  private inTurn(row: Row, sync: boolean): Promise<void> {
    const next = this.tail.then(() => this.write(row, sync));
    this.tail = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    await this.tail;
    await this.file.close();
  }

  private write(row: Row, sync: boolean): Promise<void> {
    return unavailable(async () => {
      const bytes = Buffer.from(`${JSON.stringify(row)}\n`);
      try {
        await this.file.write(bytes, this.position);
        if (sync) await this.file.sync();
      } catch (error) {
        await this.file.truncate(this.position).catch(() => undefined);
        throw error;
      }
      this.position += bytes.length;
      this.rows.push(row);
    });
  }
}

async function unavailable<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CardwrightError('EDGE_JOURNAL_UNAVAILABLE', undefined, { reason: code ?? 'unknown' }, error);
  }
}
