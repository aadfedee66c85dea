/** What somebody decides about a campaign; the page shows the answer at once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { CampaignDetail } from '../api/types.js';

export function useCampaignDecisions(campaignId: string, onDone: () => void) {
  const queryClient = useQueryClient();
  const params = { path: { campaignId } };
  const onSuccess = async ({ campaign }: { campaign: CampaignDetail }): Promise<void> => {
    // An answer that is still on its way is of before.
    await queryClient.cancelQueries({ queryKey: queries.campaign(campaignId).queryKey });
    queryClient.setQueryData(queries.campaign(campaignId).queryKey, campaign);
    onDone();
    await queryClient.invalidateQueries({ queryKey: queries.campaigns().queryKey });
    await queryClient.invalidateQueries({ queryKey: ['campaign-cards', campaignId] });
  };
  return {
    pause: useMutation({
      mutationFn: () => unwrap(api.POST('/api/v1/campaigns/{campaignId}/pause', { params })),
      onSuccess,
    }),
    resume: useMutation({
      mutationFn: () => unwrap(api.POST('/api/v1/campaigns/{campaignId}/resume', { params })),
      onSuccess,
    }),
    stop: useMutation({
      mutationFn: (reasonText: string) =>
        unwrap(api.POST('/api/v1/campaigns/{campaignId}/stop', { params, body: { reasonText } })),
      onSuccess,
    }),
  };
}
