/**
 * All journals of an agent, one file per operation, below `<home>/journal`; old operations are pruned. Not shared: one
 * agent per home (home/agent-lock.ts). Governing documents: design.md 2, faults.md 26.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAppendFile } from './json-lines-file.js';
import { OperationJournal } from './operation-journal.js';

/** A parked saga is abandoned after 72 h; a month leaves room for a look at what happened. */
const journalKeepMs = 30 * 24 * 3600 * 1000;

export class Journal {
  private readonly operations = new Map<string, Promise<OperationJournal>>();

  constructor(
    private readonly folder: string,
    private readonly openFile?: OpenAppendFile,
  ) {}

  /** Throws EDGE_JOURNAL_UNAVAILABLE; a failed opening is tried anew the next time. */
  operation(requestId: string): Promise<OperationJournal> {
    const open = this.operations.get(requestId);
    if (open !== undefined) return open;
    const opening = OperationJournal.open(join(this.folder, fileName(requestId)), this.openFile);
    this.operations.set(requestId, opening);
    opening.catch(() => this.operations.delete(requestId));
    return opening;
  }

  /** Gives the file handle back when an operation rests; a later batch opens it again. */
  async release(requestId: string): Promise<void> {
    const open = this.operations.get(requestId);
    this.operations.delete(requestId);
    await (await open?.catch(() => undefined))?.close();
  }

  async closeAll(): Promise<void> {
    for (const requestId of [...this.operations.keys()]) await this.release(requestId);
  }

  /** Removes operations that nobody touched for a month; answers how many. */
  async prune(nowMs: number): Promise<number> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    let removed = 0;
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      if (!name.endsWith('.jsonl') || nowMs - (await stat(path)).mtimeMs < journalKeepMs) continue;
      await rm(path, { force: true });
      removed++;
    }
    return removed;
  }
}

/** A request id is a UUID; anything else must not choose a path. */
function fileName(requestId: string): string {
  const safe = /^[A-Za-z0-9_-]{1,64}$/.test(requestId);
  return `${safe ? requestId : createHash('sha256').update(requestId).digest('hex')}.jsonl`;
}
