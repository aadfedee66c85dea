/** A new card in the place of one that is damaged, lost or stolen: its holder asks for it, an operator decides. */
import { useState } from 'react';
import { Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import type { Device } from '../api/types.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { ChoiceField } from '../ui/choice-field.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { isReportedGone } from './holder-state.js';
import { type AskFor, text } from './mine.text.js';

const asks: readonly AskFor[] = ['damaged', 'lost', 'stolen'];
const reasons: Record<AskFor, string> = { damaged: 'DAMAGED', lost: 'LOST', stolen: 'STOLEN' };

export function AskForNew({ device, onClose }: { device: Device; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [why, setWhy] = useState<AskFor>(isReportedGone(device) ? 'lost' : 'damaged');
  const [words, setWords] = useState('');
  const { ask } = text;
  const said = words.trim();
  const send = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/replacement-ask', {
          params: { path: { deviceId: device.deviceId } },
          body: { reason: reasons[why], ...(said !== '' && { reasonText: said }) },
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
      title={ask.title}
      text={ask.text}
      confirm={ask.confirm}
      cancel={ask.cancel}
      busy={send.isPending}
      error={null}
      onConfirm={() => send.mutate()}
    >
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
      {send.isError && <ErrorOfHolder error={send.error} />}
    </DecisionDialog>
  );
}
