/**
 * A request for another card in the place of this one: for a time or for good, and why. What the reason means to this card is done when
 * the dialog closes; the new card is issued afterwards, for the request.
 */
import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reasonEffects, replacementKindOf } from '@cardwright/contracts/card/reasons';
import { api, unwrap } from '../api/client.js';
import type { Device, ReasonCode, ReplacementKind } from '../api/types.js';
import { ReasonField } from '../reasons/reason-field.js';
import { type GivenReason, useReasonChoice } from '../reasons/use-reason-choice.js';
import { ChoiceField } from '../ui/choice-field.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { toast } from '../ui/toast.js';
import { text } from './devices.text.js';

const kinds: readonly ReplacementKind[] = ['temporary', 'permanent'];

/** before: the reason that is chosen to begin with; the holder's, where the holder asked. */
export function Replace({ device, before, onClose }: { device: Device; before?: ReasonCode; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<ReplacementKind>(before === undefined ? 'temporary' : replacementKindOf(before));
  const all = useReasonChoice('replace', before === undefined ? undefined : { reason: before });
  const choice = { ...all, offered: all.offered?.filter(({ code }) => replacementKindOf(code) === kind) };
  const { replacement } = text;
  const replace = useMutation({
    mutationFn: (given: GivenReason) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/replace', {
          params: { path: { deviceId: device.deviceId } },
          body: { kind, ...given },
        }),
      ),
    onSuccess: async ({ saga: { requestId } }, { reason }) => {
      onClose();
      const again = async (): Promise<void> => {
        for (const key of ['device', 'devices', 'sagas', 'revocations'])
          await queryClient.invalidateQueries({ queryKey: [key] });
      };
      const undo = async (): Promise<void> => {
        await unwrap(
          api.POST('/api/v1/sagas/{requestId}/cancel', {
            params: { path: { requestId } },
            body: { reasonText: text.undone },
          }),
        );
        await again();
      };
      // A card that it has ended stays so, and a holder who asked has been told.
      const may = reasonEffects(reason).oldCard !== 'terminate' && before === undefined;
      toast({ title: device.label, message: replacement.done[kind], ...(may && { undo }) });
      await again();
    },
  });
  const change = (value: ReplacementKind): void => {
    setKind(value);
    // A reason belongs to one kind.
    all.choose('');
  };
  return (
    <DecisionDialog
      onClose={onClose}
      title={replacement.title}
      text={replacement.explanation}
      confirm={replacement.confirm}
      cancel={text.actions.cancel}
      ready={choice.given !== undefined}
      busy={replace.isPending}
      error={replace.error}
      onConfirm={() => choice.given && replace.mutate(choice.given)}
    >
      <ChoiceField label={replacement.kind} value={kind} values={kinds} texts={replacement.kinds} onChange={change} />
      <ReasonField label={text.actions.reason} choice={choice} effects={kind === 'permanent'} />
    </DecisionDialog>
  );
}
