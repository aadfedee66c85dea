/** Where the Temporal UI shows a saga; undefined where there is no such UI, or not for this person. */
import { temporalNamespace } from '@cardwright/contracts/workflow/names';
import type { Saga } from '../api/types.js';
import { useMe } from '../me/me.js';

export function useTemporalLink({ workflowId }: Pick<Saga, 'workflowId'>): string | undefined {
  const me = useMe();
  if (me.temporalUiUrl === null || !me.can('saga.inspect')) return undefined;
  return `${me.temporalUiUrl}/namespaces/${temporalNamespace}/workflows/${encodeURIComponent(workflowId)}`;
}
