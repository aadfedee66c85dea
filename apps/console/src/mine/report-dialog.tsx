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
/** Whether a card is lost for good an operator decides: what a holder may do is suspend it. */
const reasons: Record<Report, string> = {
  forgotten: 'FORGOTTEN',
  misplaced: 'MISPLACED',
  lost: 'REPORTED_LOST',
  stolen: 'REPORTED_STOLEN',
};

/** further: the card is suspended already, and it is lost or stolen after all. */
export function ReportMissing({
  device: { deviceId },
  further = false,
  onClose,
}: {
  device: Device;
  further?: boolean;
  onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const values = further ? reports.slice(2) : reports;
  const [what, setWhat] = useState<Report>(values[0]!);
  const { report } = text;
  const { title, text: explanation, confirm } = further ? report.further : report;
  const send = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/suspend', {
          params: { path: { deviceId } },
          body: { reason: reasons[what] },
        }),
      ),
    onSuccess: async () => {
      onClose();
      for (const key of ['device', 'devices']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={title}
      text={explanation}
      confirm={confirm}
      cancel={report.cancel}
      busy={send.isPending}
      error={null}
      onConfirm={() => send.mutate()}
    >
      <ChoiceField label={report.what} value={what} values={values} texts={report.whats} onChange={setWhat} />
      {send.isError && <ErrorOfHolder error={send.error} />}
    </DecisionDialog>
  );
}
