/** How far the work on a holder's card is, in their words, and whether the page has lost its connection. */
import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';
import type { Progress } from '../sagas/progress.js';
import { SagaProgressView } from '../sagas/saga-progress.js';
import { progressText } from '../sagas/sagas.text.js';
import { isStopped } from './is-stopped.js';
import { stageLabel } from './update.text.js';

interface HolderProgressProps {
  saga: Saga;
  progress: Progress;
  away: boolean;
  words: { stopping: string; stopped: string; stage: (stage: Progress['stage']) => string };
}

export function HolderProgress({ saga, progress, away, words }: HolderProgressProps) {
  const sentence =
    saga.state === 'CANCELLING' ? words.stopping : isStopped(saga) ? words.stopped : words.stage(progress.stage);
  return (
    <>
      <SagaProgressView
        progress={progress}
        type={saga.type}
        over={saga.finishedAt !== null}
        labelOf={stageLabel}
        sentence={sentence}
      />
      {away && (
        <Alert color="yellow" icon={<IconPlugConnectedX aria-hidden />} role="status">
          {progressText.away}
        </Alert>
      )}
    </>
  );
}
