import { describe, expect, it } from '@jest/globals';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import { KeptTraces } from './kept-traces.js';

const trace = (apdus: number) => ({ apdus: Array.from({ length: apdus }, () => '00A40400 5 0 9000 0.1'), dropped: 0 });
const answer = (batchId: string): BatchResult => ({ batchId, results: [], apdus: 0, durationMs: 0, replayed: true });

describe('[F05] traces that are kept', () => {
  it('forgets the oldest when there are too many APDUs, and never the newest', () => {
    const traces = new KeptTraces();
    for (const batchId of ['a', 'b', 'c']) traces.keep(batchId, trace(2_000));
    expect(['a', 'b', 'c'].map((id) => traces.addTo(answer(id)).trace?.apdus.length)).toEqual([undefined, 2000, 2000]);
    traces.keep('d', trace(9_000));
    expect(['b', 'c', 'd'].map((id) => traces.addTo(answer(id)).trace?.apdus.length)).toEqual([
      undefined,
      undefined,
      9000,
    ]);
  });

  it('counts a batch that is kept again once', () => {
    const traces = new KeptTraces();
    traces.keep('a', trace(1_000));
    for (let times = 0; times < 10; times++) traces.keep('b', trace(2_000));
    expect(traces.addTo(answer('a')).trace?.apdus).toHaveLength(1_000);
  });
});
