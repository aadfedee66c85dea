/** A card that is not at hand is reported by its holder: it stops working at once, and an operator decides what becomes of it. */
import { useState } from 'react';
import { api, unwrap } from '../api/client.js';
import type { Device, ReasonCode } from '../api/types.js';
import { ChoiceField } from '../ui/choice-field.js';
import { HolderDialog } from './holder-dialog.js';
import { type Report, text } from './mine.text.js';

const reports: readonly Report[] = ['misplaced', 'forgotten', 'lost', 'stolen'];
/** Whether a card is lost for good an operator decides: what a holder may do is suspend it. */
const reasons: Record<Report, ReasonCode> = {
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
  const values = further ? reports.slice(2) : reports;
  const [what, setWhat] = useState<Report>(values[0]!);
  const { report } = text;
  const { title, text: explanation, confirm } = further ? report.further : report;
  const send = () =>
    unwrap(
      api.POST('/api/v1/devices/{deviceId}/suspend', {
        params: { path: { deviceId } },
        body: { reason: reasons[what] },
      }),
    );
  return (
    <HolderDialog words={{ title, text: explanation, confirm, cancel: report.cancel }} send={send} onClose={onClose}>
      <ChoiceField label={report.what} value={what} values={values} texts={report.whats} onChange={setWhat} />
    </HolderDialog>
  );
}
