/** Stops for good what was begun on a card, once its holder has said so twice. Nothing where it cannot be stopped now. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import type { Saga } from '../api/types.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ErrorOfHolder } from './holder-problem.js';
import { giveUpText, stoppedText, text } from './update.text.js';

export function GiveUp({ saga }: { saga: Saga }) {
  const [asking, setAsking] = useState(false);
  const { cancel } = useSagaActions(saga.requestId, () => setAsking(false));
  if (!saga.actions.includes('cancel')) return null;
  const { giveUp, giveUpTitle } = stoppedText(saga.type);
  return (
    <>
      <Button size="sm" variant="default" onClick={() => setAsking(true)}>
        {giveUp}
      </Button>
      {asking && (
        <DecisionDialog
          onClose={() => setAsking(false)}
          title={giveUpTitle}
          text={giveUpText(saga.type)}
          confirm={giveUp}
          cancel={text.stopped.keep}
          busy={cancel.isPending}
          error={null}
          onConfirm={() => cancel.mutate(text.stopped.reason)}
        >
          {cancel.isError && <ErrorOfHolder error={cancel.error} />}
        </DecisionDialog>
      )}
    </>
  );
}
