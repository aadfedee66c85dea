/** What was begun, live, in a holder's words: progress, the PIN, what stopped it, and what to do at the end (A15, A16). */
import { type ReactNode, useState } from 'react';
import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck, IconX } from '@tabler/icons-react';
import { isCardSaga, sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import type { ToldStep } from '@cardwright/contracts/access/wizard-step';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { useOffered } from '../me/offered-actions.js';
import { PinForm } from '../pin/pin-form.js';
import { asksPin, passkeyStage, pinOf } from '../pin/pin-stage.js';
import { text as pinText } from '../pin/pin.text.js';
import { type Progress, waitsOf } from '../sagas/progress.js';
import { TouchNow } from '../sagas/touch-now.js';
import { useSagaProgress } from '../sagas/use-saga-progress.js';
import { Panel } from '../ui/page.js';
import { Loading } from '../ui/states.js';
import { useToldStep } from '../wizard/use-told-step.js';
import { ForgottenPin } from './forgotten-pin.js';
import { GiveUp } from './give-up.js';
import { ErrorOfHolder } from './holder-problem.js';
import { HolderProgress } from './holder-progress.js';
import { isStopped, stoppedBy } from './is-stopped.js';
import { ReinsertionSteps } from './reinsertion-steps.js';
import { StoppedUpdate } from './stopped-update.js';
import { cancelledText, cancelledTitle, finishedText, isOfPin, stageText, stoppedText, text } from './update.text.js';
import classes from '../sagas/saga-live.module.css';

/** afterwards: what to do once it is finished, where that is more than its kind says. */
export function UpdateRun({ requestId, afterwards }: { requestId: string; afterwards?: string }) {
  const saga = useQuery(queries.saga(requestId));
  if (saga.isPending) return <Loading rows={3} />;
  if (saga.data === undefined) return <ErrorOfHolder error={saga.error} />;
  return <Run key={requestId} found={saga.data} {...(afterwards !== undefined && { afterwards })} />;
}

function Run({ found, afterwards }: { found: Saga; afterwards?: string }) {
  const saga = useOffered(found);
  const { progress, away } = useSagaProgress(saga.requestId);
  const over = saga.finishedAt !== null;
  useToldStep(useMe().owns(saga) ? toldOf(saga) : null);
  const words = { stopping: text.run.stopping, stopped: stoppedText(saga.type).title, stage: stageText };
  return (
    <Panel>
      <Stack gap="lg">
        <HolderProgress {...{ saga, progress, away }} words={words} />
        <TouchNow progress={progress} />
        <Pin saga={saga} progress={progress} />
        {isStopped(saga) && <StoppedUpdate saga={saga} />}
        {over && <Finished saga={saga} {...(afterwards !== undefined && { afterwards })} />}
      </Stack>
    </Panel>
  );
}

/** For whoever helps. */
function toldOf(saga: Saga): ToldStep {
  const problem = stoppedBy(saga);
  return {
    wizard: isOfPin(saga.type) ? 'pin' : saga.type === 'REPROVISION' ? 'reprovision' : 'update',
    step: saga.finishedAt !== null ? 'done' : asksPin(saga) ? 'pin' : 'work',
    requestId: saga.requestId,
    ...(problem !== null && { problem }),
  };
}

function Pin({ saga, progress }: { saga: Saga; progress: Progress }) {
  // Which of the waits was answered: the record says that it waits until the PIN has reached the card.
  const waits = waitsOf(progress);
  const [sentFor, setSentFor] = useState(0);
  if (!asksPin(saga)) return null;
  if (sentFor > 0 && sentFor === waits) return <Text role="status">{pinText.waiting}</Text>;
  const asks = pinOf(saga.type)?.asks;
  const ofPasskey = saga.stage === passkeyStage;
  const title = { 'new-pin': pinText.title, 'card-pin': pinText.cardPin, 'pin-change': pinText.changeTitle };
  return (
    <section className={classes.box} aria-labelledby="pin-title">
      <Title order={2} id="pin-title" mb="xs">
        {ofPasskey ? pinText.fido.title : title[asks ?? 'new-pin']}
      </Title>
      <PinForm saga={saga} onSent={() => setSentFor(waits)} mayLeave={false} Problem={ErrorOfHolder} />
      <Group mt="md" gap="sm">
        {/* A new PIN of the card is not what a passkey asks for. */}
        {asks !== 'new-pin' && !ofPasskey && <ForgottenPin saga={saga} label={text.run.forgotten} variant="default" />}
        <GiveUp saga={saga} />
      </Group>
    </section>
  );
}

function Finished({ saga, afterwards }: { saga: Saga; afterwards?: string }) {
  const { finished } = text;
  // A new card whose PIN nobody chose in time: its initial PIN stands.
  if (saga.actions.includes('reveal-initial-pin'))
    return (
      <Outcome good={false} title={finished.pending.title}>
        <Text>{finished.pending.hint}</Text>
      </Outcome>
    );
  if (saga.state !== 'COMPLETED')
    return (
      <Outcome good={false} title={cancelledTitle(saga.type)}>
        <Text>{cancelledText(saga.type)}</Text>
      </Outcome>
    );
  // New certificates are seen by programs only after the card was put in again.
  const reinsert = isCardSaga(saga.type) && ['card', 'keys'].includes(sagaKind(saga.type).writes);
  return (
    <Outcome good title={finishedText(saga.type)}>
      {afterwards !== undefined && <Text>{afterwards}</Text>}
      {afterwards === undefined && !reinsert && <Text>{finished.closeNow}</Text>}
      {reinsert && <ReinsertionSteps reinsertion={saga.reinsertion} />}
    </Outcome>
  );
}

function Outcome({ good, title, children }: { good: boolean; title: string; children: ReactNode }) {
  const Icon = good ? IconCheck : IconX;
  return (
    <section className={classes.outcome} role="status">
      <span className={classes.mark} data-tone={good ? 'green' : 'gray'} aria-hidden>
        <Icon size={20} />
      </span>
      <div>
        <Text fw={600} size="lg">
          {title}
        </Text>
        {children}
      </div>
    </section>
  );
}
