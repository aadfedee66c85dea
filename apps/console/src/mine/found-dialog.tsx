/** A card that its holder has reported as misplaced or forgotten, and has again: it works at once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import type { Device } from '../api/types.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { text } from './mine.text.js';

export function FoundAgain({ device: { deviceId }, onClose }: { device: Device; onClose: () => void }) {
  const queryClient = useQueryClient();
  const { found } = text;
  const resume = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/resume', { params: { path: { deviceId } }, body: { reason: 'FOUND' } }),
      ),
    onSuccess: async () => {
      onClose();
      for (const key of ['device', 'devices']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={found.title}
      text={found.text}
      confirm={found.confirm}
      cancel={found.cancel}
      busy={resume.isPending}
      error={null}
      onConfirm={() => resume.mutate()}
    >
      {resume.isError && <ErrorOfHolder error={resume.error} />}
    </DecisionDialog>
  );
}
