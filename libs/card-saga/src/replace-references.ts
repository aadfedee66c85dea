/**
 * Replaces one key reference after the other; reprovision and update share it. A cancel takes effect between two key references, after the
 * new key has its certificate. If the certificate cannot be written now (CA or agent away), the cancel takes effect at once. Workflow
 * sandbox: no Node, no Nest.
 */
import type { KeyReplacementActivities, RewriteCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { CancellationScope, patched } from '@temporalio/workflow';
import type { CardProxies } from './activity-proxies.js';
import type { CardSaga } from './card-saga.js';

/** count: the number of key references in the plan of this attempt. */
export async function replaceReferences(
  saga: CardSaga,
  { cards, finishing }: Pick<CardProxies<KeyReplacementActivities>, 'cards' | 'finishing'>,
  call: RewriteCall,
  count: number,
): Promise<void> {
  // The cancel has ended the scope of the stage, so the remaining work runs outside of that scope.
  const finish = (index: number): Promise<void> =>
    CancellationScope.nonCancellable(() => finishing.finishReference({ ...call, index }));
  for (let index = 0; index < count; index++) {
    // Between two key references the card is at rest but for the certificate of the last one.
    if (saga.cancelRequested) return finish(index);
    try {
      await cards.replaceReference({ ...call, index });
    } catch (error) {
      // The activity was being repeated when the cancel came: the previous key reference may still lack its certificate.
      if (saga.cancelRequested && patched('finish-after-cancel-2026-11')) await finish(index);
      throw error;
    }
  }
  if (saga.cancelRequested) await finish(count);
}
