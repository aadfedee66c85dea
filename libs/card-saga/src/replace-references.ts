/**
 * One key reference after the other, as reprovision and update share it. A cancel takes effect between two of them, once the one that
 * was made has its certificate; where that cannot be had (CA or agent away), at once. Workflow sandbox: no Node, no Nest.
 */
import type { KeyReplacementActivities, RewriteCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { CancellationScope, patched } from '@temporalio/workflow';
import type { CardProxies } from './activity-proxies.js';
import type { CardSaga } from './card-saga.js';

/** count: of the plan of this attempt. */
export async function replaceReferences(
  saga: CardSaga,
  { cards, finishing }: Pick<CardProxies<KeyReplacementActivities>, 'cards' | 'finishing'>,
  call: RewriteCall,
  count: number,
): Promise<void> {
  // The cancel has ended the scope of the stage: what is still to be done is done outside of it.
  const finish = (index: number): Promise<void> =>
    CancellationScope.nonCancellable(() => finishing.finishReference({ ...call, index }));
  for (let index = 0; index < count; index++) {
    // Between two key references the card is at rest but for the certificate of the last one.
    if (saga.cancelRequested) return finish(index);
    try {
      await cards.replaceReference({ ...call, index });
    } catch (error) {
      // It was repeating when the cancel came: the reference before it may still lack its certificate.
      if (saga.cancelRequested && patched('finish-after-cancel-2026-11')) await finish(index);
      throw error;
    }
  }
  if (saga.cancelRequested) await finish(count);
}
