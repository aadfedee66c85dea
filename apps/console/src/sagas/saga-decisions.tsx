/** The two decisions about a saga that are asked for once more: cancel, with its effect said first, and move to another workstation. */
import { useWorkstationPick, WorkstationField } from '../workstations/workstation-field.js';
import type { Saga } from '../api/types.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { text } from './sagas.text.js';
import { useSagaActions } from '../api/use-saga-actions.js';

interface SagaDecisionProps {
  saga: Saga;
  onClose: () => void;
}

/** onDone: the server has taken it; default: onClose. */
export function CancelSaga({ saga, onClose, onDone = onClose }: SagaDecisionProps & { onDone?: () => void }) {
  const { cancel } = useSagaActions(saga.requestId, onDone);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={text.cancel.title}
      text={saga.cancelEffect ?? text.cancel.over}
      reasonLabel={text.cancel.reason}
      reasonHint={text.cancel.reasonHint}
      confirm={text.cancel.button}
      cancel={text.cancel.keep}
      colour="red"
      ready={saga.cancelEffect !== null}
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={(reason) => cancel.mutate(reason)}
    />
  );
}

export function MoveSaga({ saga, onClose, onDone = onClose }: SagaDecisionProps & { onDone?: () => void }) {
  const { move } = useSagaActions(saga.requestId, onDone);
  const pick = useWorkstationPick({ except: saga.workstationId });
  return (
    <DecisionDialog
      onClose={onClose}
      title={text.move.title}
      text={text.move.text}
      confirm={text.move.confirm}
      cancel={text.move.cancel}
      ready={pick.workstationId !== ''}
      busy={move.isPending}
      error={move.error}
      onConfirm={() => move.mutate(pick.workstationId)}
    >
      <WorkstationField pick={pick} none={text.move.none} />
    </DecisionDialog>
  );
}
