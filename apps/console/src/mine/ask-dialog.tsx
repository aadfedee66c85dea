/** A new card in the place of one that is damaged, lost or stolen: its holder asks for it, an operator decides. */
import { useState } from 'react';
import { Textarea } from '@mantine/core';
import { api, unwrap } from '../api/client.js';
import type { Device, ReasonCode } from '../api/types.js';
import { ChoiceField } from '../ui/choice-field.js';
import { HolderDialog } from './holder-dialog.js';
import { isReportedGone } from './holder-state.js';
import { type AskFor, text } from './mine.text.js';

const asks: readonly AskFor[] = ['damaged', 'lost', 'stolen'];
const reasons: Record<AskFor, ReasonCode> = { damaged: 'DAMAGED', lost: 'LOST', stolen: 'STOLEN' };

export function AskForNew({ device, onClose }: { device: Device; onClose: () => void }) {
  const [why, setWhy] = useState<AskFor>(isReportedGone(device) ? 'lost' : 'damaged');
  const [words, setWords] = useState('');
  const { ask } = text;
  const said = words.trim();
  const send = () =>
    unwrap(
      api.POST('/api/v1/devices/{deviceId}/replacement-ask', {
        params: { path: { deviceId: device.deviceId } },
        body: { reason: reasons[why], ...(said !== '' && { reasonText: said }) },
      }),
    );
  return (
    <HolderDialog words={ask} send={send} onClose={onClose}>
      <ChoiceField label={ask.why} value={why} values={asks} texts={ask.whys} onChange={setWhy} />
      <Textarea
        label={ask.words}
        description={ask.wordsHint}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        maxLength={500}
        autosize
        minRows={2}
      />
    </HolderDialog>
  );
}
