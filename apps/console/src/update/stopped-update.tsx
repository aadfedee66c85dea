/** It stopped for a reason that the holder can remove: what to do, go on, or stop it for good. Closing the window decides nothing. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import type { Saga } from '../api/types.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ForgottenPin } from './forgotten-pin.js';
import { ErrorOfHolder, HolderProblem } from './holder-problem.js';
import { giveUpText, stoppedText, text } from './update.text.js';

/** A new PIN helps. */
const ofPin: readonly string[] = ['CARD_PIN_BLOCKED', 'CARD_PIN_LAST_TRY', 'CARD_PIN_INCORRECT'];

export function StoppedUpdate({ saga }: { saga: Saga }) {
  const [asking, setAsking] = useState(false);
  const { retry, cancel } = useSagaActions(saga.requestId, () => setAsking(false));
  const { stopped } = text;
  const { giveUp, giveUpTitle } = stoppedText(saga.type);
  const code = saga.errorCode ?? saga.stuckReason;
  return (
    <>
      <HolderProblem code={code} programs={saga.busyPrograms} freed={stopped.byItself}>
        {saga.actions.includes('retry') && code !== 'CARD_PIN_BLOCKED' && (
          <Button size="sm" loading={retry.isPending} onClick={() => retry.mutate()}>
            {stopped.again}
          </Button>
        )}
        {code !== null && ofPin.includes(code) && (
          <ForgottenPin
            saga={saga}
            label={text.forgotten.confirm}
            // The way on where there is no other.
            variant={code === 'CARD_PIN_BLOCKED' ? 'filled' : 'default'}
          />
        )}
        {saga.actions.includes('cancel') && (
          <Button size="sm" variant="default" onClick={() => setAsking(true)}>
            {giveUp}
          </Button>
        )}
      </HolderProblem>
      {retry.isError && <ErrorOfHolder error={retry.error} />}
      {asking && (
        <DecisionDialog
          onClose={() => setAsking(false)}
          title={giveUpTitle}
          text={giveUpText(saga.type)}
          confirm={giveUp}
          cancel={stopped.keep}
          busy={cancel.isPending}
          error={null}
          onConfirm={() => cancel.mutate(stopped.reason)}
        >
          {cancel.isError && <ErrorOfHolder error={cancel.error} />}
        </DecisionDialog>
      )}
    </>
  );
}
