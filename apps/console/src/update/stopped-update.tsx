/** It stopped for a reason that the holder can remove: what to do, go on, or stop it for good. Closing the window decides nothing. */
import { Button } from '@mantine/core';
import type { Saga } from '../api/types.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { ForgottenPin } from './forgotten-pin.js';
import { GiveUp } from './give-up.js';
import { ErrorOfHolder, HolderProblem } from './holder-problem.js';
import { text } from './update.text.js';

/** A new PIN helps. */
const ofPin: readonly string[] = ['CARD_PIN_BLOCKED', 'CARD_PIN_LAST_TRY', 'CARD_PIN_INCORRECT'];

export function StoppedUpdate({ saga }: { saga: Saga }) {
  const { retry } = useSagaActions(saga.requestId);
  const { stopped } = text;
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
        <GiveUp saga={saga} />
      </HolderProblem>
      {retry.isError && <ErrorOfHolder error={retry.error} />}
    </>
  );
}
