/** Two requests at one workstation: what the second is told while the first has a reader. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';

const readOnly: CardStep[] = [{ kind: 'request-witness' }];

let bench: Workbench;
beforeEach(async () => {
  bench = await makeWorkbench([{}, {}]);
  await bench.operations.execute(bench.batch({ open: { identityText: 'ykserial:10000002' }, steps: readOnly }));
});
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});
const second = (readerName: string): Promise<unknown> =>
  bench.operations.execute(
    bench.batch({
      open: { identityText: 'ykserial:10000001', readerName },
      lease: bench.lease({ requestId: 'r-2', deviceId: 'd-2' }),
      batchId: 'r-2/1/1',
      steps: readOnly,
    }),
  );

it('[F03] its card is out: that, and not that anybody else has it', async () => {
  await bench.readers.remove('Reader 0');
  await expect(second('Reader 0')).rejects.toMatchObject({
    code: 'CARD_ABSENT',
    details: { readerName: 'Reader 0', elsewhere: [{ readerName: 'Reader 1', identityText: 'ykserial:10000002' }] },
  });
  expect(bench.operations.heldBy('Reader 1')).toBe('r-1');
});

it('[F03] its card is out, and it belongs into the reader that the first has: the first is waited for, and untouched', async () => {
  await bench.readers.remove('Reader 0');
  await expect(second('Reader 1')).rejects.toMatchObject({
    code: 'CARD_IN_WORK',
    details: { readerName: 'Reader 1', heldBy: 'r-1' },
  });
  expect(bench.operations.heldBy('Reader 1')).toBe('r-1');
});

it('[F03] its card is in the other reader: it works', async () => {
  await expect(second('Reader 1')).resolves.toMatchObject({ image: { readerName: 'Reader 0' } });
});
