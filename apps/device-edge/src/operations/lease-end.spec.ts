/** How long the agent may keep a card: as long as the lease is, counted by itself. Then PIN and 9B status are gone, and the reader is free. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';

const identityText = 'ykserial:10000001';
const opening = { open: { identityText }, steps: [{ kind: 'request-witness' as const }] };
let bench: Workbench;

afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});

const held = async (): Promise<string | undefined> => bench.operations.heldBy('Reader 0');
const resets = (): { count: number } => {
  const counted = { count: 0 };
  const card = bench.readers.cardIn('Reader 0')!;
  const reset = card.reset.bind(card);
  card.reset = () => {
    counted.count += 1;
    return reset();
  };
  return counted;
};

describe('the end of the lease', () => {
  it('resets the card and gives its reader back, although nobody says anything any more', async () => {
    bench = await makeWorkbench([{}]);
    const counted = resets();
    await bench.operations.execute(bench.batch({ ...opening, leaseMs: 200 }));
    expect([await held(), counted.count]).toEqual(['r-1', 0]);
    await eventually(held, undefined);
    expect(counted.count).toBe(1);
    const next = bench.batch({ batchId: 'r-1/1/2', steps: [{ kind: 'request-witness' }] });
    await expect(bench.operations.execute(next)).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
    expect((await bench.cards.inspect('Reader 0')).identity?.value).toBe('10000001');
  });

  it('moves with each batch that brings a longer one', async () => {
    bench = await makeWorkbench([{}]);
    await bench.operations.execute(bench.batch({ ...opening, leaseMs: 300 }));
    await bench.operations.execute(
      bench.batch({ batchId: 'r-1/1/2', steps: [{ kind: 'request-witness' }], leaseMs: 60_000 }),
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await held()).toBe('r-1');
  });

  it('comes in the middle of a batch too: no further step is begun', async () => {
    bench = await makeWorkbench([{}]);
    const card = bench.readers.cardIn('Reader 0')!;
    await bench.operations.execute(bench.batch({ ...opening, leaseMs: 60_000 }));
    const transmit = card.transmit.bind(card);
    card.transmit = async (command) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return transmit(command);
    };
    const steps = Array.from({ length: 12 }, () => ({ kind: 'read-image' as const }));
    const { results, failure } = await bench.operations.execute(
      bench.batch({ batchId: 'r-1/1/2', steps, leaseMs: 300 }),
    );
    expect(failure?.error.code).toBe('LIFECYCLE_LEASE_LOST');
    expect(results.length).toBeLessThan(12);
    expect(await held()).toBeUndefined();
  });

  it.each([0, -1, 90_000_000, Number.NaN])('refuses / a lease of %s ms', async (leaseMs) => {
    bench = await makeWorkbench([{}]);
    await expect(bench.operations.execute(bench.batch({ ...opening, leaseMs }))).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      details: { field: 'leaseMs' },
    });
  });

  it('the same batch with another rest of the lease is the same batch', async () => {
    bench = await makeWorkbench([{}]);
    const first = await bench.operations.execute(bench.batch({ ...opening, leaseMs: 60_000 }));
    const again = await bench.operations.execute(bench.batch({ ...opening, leaseMs: 50_000 }));
    expect(again).toEqual({ ...first, replayed: true });
  });
});

describe('a session that is closed while its card is being opened', () => {
  it('does not stay open for nobody', async () => {
    bench = await makeWorkbench([{}]);
    const card = bench.readers.cardIn('Reader 0')!;
    const transmit = card.transmit.bind(card);
    let closing: Promise<boolean> | undefined;
    card.transmit = (command) => {
      closing ??= bench.operations.close(bench.lease());
      return transmit(command);
    };
    await bench.operations.execute(bench.batch(opening));
    expect(await closing).toBe(true);
    expect(await held()).toBeUndefined();
  });
});
