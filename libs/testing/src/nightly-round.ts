/** The nightly round of the reconciler, now: its Temporal schedule is triggered, as an administrator may do. Specs only. */
import { reconciliationScheduleId } from '@cardwright/contracts/workflow/names';
import { waitFor } from '@cardwright/embedded-servers/process';
import type { TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';

/** Resolves with the workflow's id once it has begun. Throws where there is no such schedule, or nothing begins within 30 s. */
export async function nightlyRound({ client }: TemporalClient): Promise<string> {
  const schedule = client.schedule.getHandle(reconciliationScheduleId);
  const begun = async (): Promise<string | undefined> => {
    const action = (await schedule.describe()).info.recentActions.at(-1)?.action;
    return action?.type === 'startWorkflow' ? action.workflow.workflowId : undefined;
  };
  const before = await begun();
  await schedule.trigger();
  if (!(await waitFor(async () => (await begun()) !== before, 30_000))) throw new Error('the schedule starts nothing');
  return (await begun())!;
}
