/**
 * Where a card's state lives between powers: in memory, or in a file that is replaced atomically. A process that dies at
 * any moment leaves the old state or the new one, never half. Not a lock: two processes with one file is a caller's mistake.
 * Governing document: design.md 5.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { CardState } from './card/card-state.js';

export interface StateStore {
  load(): Promise<CardState | undefined>;
  /** Returns once the state is where `load` will find it. */
  save(state: CardState): Promise<void>;
}

export class MemoryStore implements StateStore {
  private text: string | undefined;

  load(): Promise<CardState | undefined> {
    return Promise.resolve(this.text === undefined ? undefined : (JSON.parse(this.text) as CardState));
  }

  save(state: CardState): Promise<void> {
    this.text = JSON.stringify(state);
    return Promise.resolve();
  }
}

export class FileStore implements StateStore {
  private written: string | undefined;

  constructor(
    private readonly file: string,
    private readonly options: { fsync?: boolean } = {},
  ) {}

  async load(): Promise<CardState | undefined> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const state = JSON.parse(text) as CardState;
    if (state.format !== 1) throw new Error(`${this.file}: not a state file of a simulated card`);
    this.written = text;
    return state;
  }

  async save(state: CardState): Promise<void> {
    const text = `${JSON.stringify(state, null, 1)}\n`;
    if (text === this.written) return;
    const temporary = `${this.file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await this.write(temporary, text);
      renameSync(temporary, this.file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    this.written = text;
  }

  /** Written synchronously: a card saves at every write, and writing a page of memory takes less time than a turn of the thread pool. */
  private async write(file: string, text: string): Promise<void> {
    const handle = this.create(file);
    try {
      writeFileSync(handle, text);
      // Only a power cut of the whole machine needs it: a killed process leaves its writes to the kernel.
      if (this.options.fsync === true) await promisify(fsync)(handle);
    } finally {
      closeSync(handle);
    }
  }

  /** The folder is made when it turns out to be missing. */
  private create(file: string): number {
    try {
      return openSync(file, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(file), { recursive: true });
      return openSync(file, 'wx', 0o600);
    }
  }
}
