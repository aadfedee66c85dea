/** A card that is not at hand is reported by its holder: it stops working at once, and an operator decides what becomes of it. */
import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import type { Device } from '../api/types.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { ChoiceField } from '../ui/choice-field.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { type Report, text } from './mine.text.js';

const reports: readonly Report[] = ['misplaced', 'forgotten', 'lost', 'stolen'];
/** Words go into the audit trail, which is English. Whether a card is lost for good an operator decides: what a holder may do is suspend it. */
const bodies: Record<Report, { reason: string; reasonText?: string }> = {
  forgotten: { reason: 'FORGOTTEN' },
  misplaced: { reason: 'MISPLACED' },
  lost: { reason: 'OTHER', reasonText: 'The holder reports the card as lost' },
  stolen: { reason: 'OTHER', reasonText: 'The holder reports the card as stolen' },
};

export function ReportMissing({ device: { deviceId }, onClose }: { device: Device; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [what, setWhat] = useState<Report>('misplaced');
  const { report } = text;
  const send = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v1/devices/{deviceId}/suspend', { params: { path: { deviceId } }, body: bodies[what] })),
    onSuccess: async () => {
      onClose();
      for (const key of ['device', 'devices']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={report.title}
      text={report.text}
      confirm={report.confirm}
      cancel={report.cancel}
      busy={send.isPending}
      error={null}
      onConfirm={() => send.mutate()}
    >
      <ChoiceField label={report.what} value={what} values={reports} texts={report.whats} onChange={setWhat} />
      {send.isError && <ErrorOfHolder error={send.error} />}
    </DecisionDialog>
  );
}
