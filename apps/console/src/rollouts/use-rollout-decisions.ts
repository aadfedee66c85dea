/** What somebody decides about a roll-out; the page shows the answer at once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { RolloutDetail } from '../api/types.js';

export function useRolloutDecisions(rolloutId: string, onDone: () => void) {
  const queryClient = useQueryClient();
  const params = { path: { rolloutId } };
  const onSuccess = async ({ rollout }: { rollout: RolloutDetail }): Promise<void> => {
    // An answer that is still on its way is of before.
    await queryClient.cancelQueries({ queryKey: queries.rollout(rolloutId).queryKey });
    queryClient.setQueryData(queries.rollout(rolloutId).queryKey, rollout);
    onDone();
    await queryClient.invalidateQueries({ queryKey: queries.rollouts().queryKey });
  };
  return {
    advance: useMutation({
      mutationFn: (body: { ring: number; spreadDays: number }) =>
        unwrap(api.POST('/api/v1/rollouts/{rolloutId}/advance', { params, body })),
      onSuccess,
    }),
    pause: useMutation({
      mutationFn: () => unwrap(api.POST('/api/v1/rollouts/{rolloutId}/pause', { params })),
      onSuccess,
    }),
    resume: useMutation({
      mutationFn: () => unwrap(api.POST('/api/v1/rollouts/{rolloutId}/resume', { params })),
      onSuccess,
    }),
    stop: useMutation({
      mutationFn: (reasonText: string) =>
        unwrap(api.POST('/api/v1/rollouts/{rolloutId}/stop', { params, body: { reasonText } })),
      onSuccess,
    }),
  };
}
