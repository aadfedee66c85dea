/** What raises the fencing token that an agent remembers of a card, and what does not. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';

const open = { identityText: 'ykserial:10000001' };
const readOnly: CardStep[] = [{ kind: 'request-witness' }];
const forged = { requestId: 'r-forged', fencingToken: Number.MAX_SAFE_INTEGER };

let bench: Workbench;
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});
const poison = (): Promise<unknown> =>
  bench.operations.execute({
    ...bench.batch({ open, steps: readOnly }),
    lease: bench.lease(forged),
    batchId: 'r-forged/1/1',
  });

describe('the fence', () => {
  it('[E7] a batch that is not signed is refused before an APDU, and its token is not remembered', async () => {
    bench = await makeWorkbench([{}], {
      requireSigned: ({ lease }) =>
        lease.requestId === 'r-forged'
          ? Promise.reject(new CardwrightError('EDGE_SERVER_NOT_TRUSTED'))
          : Promise.resolve(),
    });
    await bench.operations.execute(bench.batch({ open, steps: readOnly }));
    const card = bench.readers.cardIn('Reader 0')!;
    const transmit = jest.spyOn(card, 'transmit');
    await expect(poison()).rejects.toMatchObject({ code: 'EDGE_SERVER_NOT_TRUSTED' });
    expect(transmit).not.toHaveBeenCalled();
    expect(bench.operations.heldBy('Reader 0')).toBe('r-1');
    await bench.operations.execute(bench.batch({ batchId: 'r-1/1/2', steps: readOnly }));
    expect(await bench.operations.resultOf(bench.lease(forged), 'r-forged/1/1')).toMatchObject({ state: 'unknown' });
  });

  it('[E7] what comes beside batches does not raise the fence: a session that somebody closes is opened again by the next batch', async () => {
    bench = await makeWorkbench([{}]);
    await bench.operations.execute(bench.batch({ open, steps: readOnly }));
    expect(() => bench.operations.requireAdmitted(bench.lease(forged))).toThrow(
      expect.objectContaining({ code: 'LIFECYCLE_LEASE_LOST' }),
    );
    bench.operations.requireAdmitted(bench.lease());
    expect(await bench.operations.close(bench.lease(forged))).toBe(true);
    expect(bench.operations.heldBy('Reader 0')).toBeUndefined();
    await bench.operations.execute(bench.batch({ open, batchId: 'r-1/2/1', steps: readOnly }));
    expect(bench.operations.heldBy('Reader 0')).toBe('r-1');
  });

  it('an older lease closes nothing, unless it is the one that is open', async () => {
    let isOpen = false;
    bench = await makeWorkbench([{}], { isLeaseOpen: () => Promise.resolve(isOpen) });
    await bench.operations.execute(bench.batch({ open, steps: readOnly }));
    const older = bench.lease({ fencingToken: 4 });
    await expect(bench.operations.close(older)).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
    expect(bench.operations.heldBy('Reader 0')).toBe('r-1');
    isOpen = true;
    expect(await bench.operations.close(older)).toBe(true);
  });
});
