import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, readFile, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StepResult } from '@cardwright/contracts/card/card-step';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { Journal } from './journal.js';
import { openAppendFile, parseJsonLines } from './json-lines-file.js';
import { batchPayloadSha256 } from './operation-journal.js';

const lease = { requestId: 'r-1', deviceId: 'd-1', workstationId: 'w-1', fencingToken: 3 };
const batch: BatchRequest = { lease, batchId: 'r-1/1/1', ttlMs: 1000, steps: [{ kind: 'read-image' }] };
const sha256 = batchPayloadSha256(batch);
const key = { payloadSha256: sha256, deviceId: 'd-1' };
const step: StepResult = { index: 0, kind: 'read-image', outcome: 'done', durationMs: 4, apdus: 7 };
const answer: BatchResult = { batchId: batch.batchId, results: [step], apdus: 7, durationMs: 4, replayed: false };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function written(answered: boolean): Promise<void> {
  const journal = new Journal(folder);
  const operation = await journal.operation('r-1');
  await operation.beginBatch(batch, sha256, '2030-01-01T00:00:00Z');
  await operation.beginStep(batch.batchId, 0, 'set-pin', 'sealed.to.the.vault');
  await operation.endStep(batch.batchId, 0, { result: step });
  if (answered) await operation.answer(answer);
  await journal.closeAll();
}

describe('journal', () => {
  it('[fault 17] replays the answer of a batch after a restart', async () => {
    await written(true);
    const operation = await new Journal(folder).operation('r-1');
    expect(operation.history(batch.batchId, key)).toEqual({ state: 'done', result: { ...answer, replayed: true } });
    expect(operation.history('r-1/1/2', key)).toEqual({ state: 'unknown' });
  });

  it('[fault 11] answers the finished steps and the sealed PIN of an interrupted batch', async () => {
    await written(false);
    const history = (await new Journal(folder).operation('r-1')).history(batch.batchId, key);
    expect(history).toMatchObject({
      state: 'interrupted',
      result: { results: [step], sealedOperationPin: 'sealed.to.the.vault', apdus: 7 },
    });
  });

  it('[fault 18] refuses the same batch id with another payload or device', async () => {
    await written(true);
    const operation = await new Journal(folder).operation('r-1');
    const conflict = expect.objectContaining({ code: 'EDGE_BATCH_CONFLICT' });
    expect(() => operation.history(batch.batchId, { ...key, payloadSha256: '00' })).toThrow(conflict);
    expect(() => operation.history(batch.batchId, { ...key, deviceId: 'd-2' })).toThrow(conflict);
  });

  it('hashes what a batch does, not how it was sealed or when it was sent', () => {
    const again = { ...batch, sealedSecrets: 'other', ttlMs: 5, lease: { ...lease, fencingToken: 4 } };
    expect(batchPayloadSha256(again)).toBe(sha256);
    expect(batchPayloadSha256({ ...batch, close: true })).not.toBe(sha256);
    expect(batchPayloadSha256({ ...batch, lease: { ...lease, deviceId: 'd-2' } })).not.toBe(sha256);
  });

  it('[fault 26] forgets a torn last line and writes on after it', async () => {
    await written(false);
    const path = join(folder, 'r-1.jsonl');
    await appendFile(path, '{"row":"end","batchId":"r-1/1');
    const journal = new Journal(folder);
    await (await journal.operation('r-1')).answer(answer);
    await journal.closeAll();
    const { rows, length } = parseJsonLines<{ row: string }>(await readFile(path));
    expect(rows.map(({ row }) => row)).toEqual(['batch', 'begin', 'end', 'answer']);
    expect((await readFile(path)).length).toBe(length);
  });

  it('[fault 26] a full disk refuses before the step and leaves no torn line', async () => {
    let full = false;
    const journal = new Journal(folder, async (path) => {
      const opened = await openAppendFile(path);
      const { file } = opened;
      return {
        ...opened,
        file: {
          length: file.length,
          write: async (bytes, position) => {
            if (!full) return file.write(bytes, position);
            await file.write(bytes.subarray(0, 5), position);
            throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          },
          sync: () => file.sync(),
          truncate: (length) => file.truncate(length),
          close: () => file.close(),
        },
      };
    });
    const operation = await journal.operation('r-1');
    await operation.beginBatch(batch, sha256, '2030-01-01T00:00:00Z');
    const before = await readFile(join(folder, 'r-1.jsonl'), 'utf8');
    full = true;
    await expect(operation.beginStep(batch.batchId, 0, 'set-pin')).rejects.toMatchObject({
      code: 'EDGE_JOURNAL_UNAVAILABLE',
      details: { reason: 'ENOSPC' },
    });
    expect(await readFile(join(folder, 'r-1.jsonl'), 'utf8')).toBe(before);
    full = false;
    await operation.beginStep(batch.batchId, 0, 'set-pin');
    await journal.closeAll();
  });

  it('has everything on the disk before the next thing is done to the card, with one sync per step', async () => {
    const disk: string[] = [];
    const journal = new Journal(folder, async (path) => {
      const opened = await openAppendFile(path);
      const { write, sync } = { write: opened.file.write.bind(opened.file), sync: opened.file.sync };
      opened.file.write = (bytes, position) => {
        disk.push((JSON.parse(bytes.toString()) as { row: string }).row);
        return write(bytes, position);
      };
      opened.file.sync = () => {
        disk.push('sync');
        return sync();
      };
      return opened;
    });
    const operation = await journal.operation('r-1');
    await operation.beginBatch(batch, sha256, '2030-01-01T00:00:00Z');
    await operation.beginStep(batch.batchId, 0, 'set-pin');
    await operation.endStep(batch.batchId, 0, { result: step });
    await operation.beginStep(batch.batchId, 1, 'set-puk');
    await operation.endStep(batch.batchId, 1, { result: { ...step, index: 1 } });
    await operation.answer(answer);
    await journal.closeAll();
    expect(disk.join(' ')).toBe('batch sync begin sync end begin sync end answer sync');
  });

  it('prunes operations that rest for a month and keeps the others', async () => {
    await written(true);
    const other = new Journal(folder);
    await (await other.operation('../../evil')).beginBatch(batch, sha256, '2030-01-01T00:00:00Z');
    await other.closeAll();
    const old = new Date(Date.now() - 40 * 24 * 3600 * 1000);
    await utimes(join(folder, 'r-1.jsonl'), old, old);
    expect(await other.prune(Date.now())).toBe(1);
    const names = await readdir(folder);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^[0-9a-f]{64}\.jsonl$/);
  });
});
