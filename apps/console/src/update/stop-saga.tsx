/** Stops for good what was begun on a card, once its holder has said so twice. No button where it cannot be stopped now. */
import { useState } from 'react';
import { Button, type ButtonProps } from '@mantine/core';
import type { Saga } from '../api/types.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ErrorOfHolder } from './holder-problem.js';

interface StopWords {
  button: string;
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  /** Goes into the audit trail. */
  reason: string;
}

export function StopSaga({ saga, words, ...look }: { saga: Saga; words: StopWords } & Pick<ButtonProps, 'size'>) {
  const [asking, setAsking] = useState(false);
  const { cancel } = useSagaActions(saga.requestId, () => setAsking(false));
  const { title, text, confirm } = words;
  return (
    <>
      {saga.actions.includes('cancel') && (
        <Button {...look} variant="default" onClick={() => setAsking(true)}>
          {words.button}
        </Button>
      )}
      {asking && (
        <DecisionDialog
          onClose={() => setAsking(false)}
          {...{ title, text, confirm, cancel: words.cancel }}
          busy={cancel.isPending}
          error={null}
          onConfirm={() => cancel.mutate(words.reason)}
        >
          {cancel.isError && <ErrorOfHolder error={cancel.error} />}
        </DecisionDialog>
      )}
    </>
  );
}
