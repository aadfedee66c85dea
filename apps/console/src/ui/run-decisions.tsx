/** What can be decided about something that runs for days (a roll-out, a campaign): a button each, and a dialog that says how many cards it concerns. */
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { DecisionDialog } from './decision-dialog.js';
import { ReasonDialog } from './reason-dialog.js';

export type RunDecision = 'pause' | 'resume' | 'stop';

interface Words {
  button: string;
  title: string;
  explanation: (cards: number) => string;
}
interface Change<Variables> {
  mutate: (variables: Variables) => void;
  reset: () => void;
  isPending: boolean;
  error: unknown;
}

interface RunDecisionsProps {
  may: (decision: RunDecision) => boolean;
  /** The dialog that is open. */
  open: RunDecision | null;
  onOpen: (decision: RunDecision | null) => void;
  changes: { pause: Change<void>; resume: Change<void>; stop: Change<string> };
  words: {
    pause: Words;
    resume: Words & { failures: string };
    stop: Words & { reason: string; reasonHint: string };
    cancel: string;
  };
  /** How many cards it concerns. */
  cards: number;
  /** It has stopped itself. */
  failed: boolean;
}

const icon = { size: 16, 'aria-hidden': true } as const;
const buttons = [
  ['resume', IconPlayerPlay, 'filled'],
  ['pause', IconPlayerPause, 'default'],
  ['stop', IconPlayerStop, 'default'],
] as const;

export function RunDecisions({ may, open, onOpen, changes, words, cards, failed }: RunDecisionsProps) {
  const ask = (decision: RunDecision): void => {
    changes[decision].reset();
    onOpen(decision);
  };
  const props = (decision: RunDecision) => ({
    onClose: () => onOpen(null),
    title: words[decision].title,
    confirm: words[decision].button,
    cancel: words.cancel,
    busy: changes[decision].isPending,
    error: changes[decision].error,
  });
  return (
    <>
      {buttons.map(
        ([decision, Icon, variant]) =>
          may(decision) && (
            <Button key={decision} variant={variant} leftSection={<Icon {...icon} />} onClick={() => ask(decision)}>
              {words[decision].button}
            </Button>
          ),
      )}
      {(open === 'pause' || open === 'resume') && (
        <DecisionDialog
          {...props(open)}
          text={`${words[open].explanation(cards)}${open === 'resume' && failed ? ` ${words.resume.failures}` : ''}`}
          onConfirm={() => changes[open].mutate()}
        />
      )}
      {open === 'stop' && (
        <ReasonDialog
          opened
          {...props('stop')}
          text={words.stop.explanation(cards)}
          reasonLabel={words.stop.reason}
          reasonHint={words.stop.reasonHint}
          colour="red"
          onConfirm={(reason) => changes.stop.mutate(reason)}
        />
      )}
    </>
  );
}
