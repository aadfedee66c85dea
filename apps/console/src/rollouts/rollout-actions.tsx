/** What can be decided about a roll-out in its state: a button each, and a dialog that says how many cards it concerns. */
import { useState } from 'react';
import { Button, NumberInput } from '@mantine/core';
import { IconChevronsRight, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { decidedFrom, type RolloutDecision } from '@cardwright/contracts/update/rollout';
import type { RolloutDetail } from '../api/types.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { concerned, nextRing } from './rollout-figures.js';
import { text } from './rollouts.text.js';
import { useRolloutDecisions } from './use-rollout-decisions.js';

const icon = { size: 16, 'aria-hidden': true } as const;
const { decisions } = text;
const mostDays = 60;

interface DialogProps {
  rollout: RolloutDetail;
  onClose: () => void;
}

export function RolloutActions({ rollout }: { rollout: RolloutDetail }) {
  const [dialog, setDialog] = useState<RolloutDecision | null>(null);
  /** The ring that was asked about: another one may be next by the time of the answer. */
  const [asked, setAsked] = useState(0);
  const next = nextRing(rollout);
  const may = (decision: RolloutDecision): boolean => decidedFrom[decision].includes(rollout.state);
  const props = { rollout, onClose: () => setDialog(null) };
  return (
    <>
      {may('advance') && next !== undefined && (
        <Button
          leftSection={<IconChevronsRight {...icon} />}
          onClick={() => {
            setAsked(next.ring);
            setDialog('advance');
          }}
        >
          {decisions.advance.button(next.ring)}
        </Button>
      )}
      {may('resume') && (
        <Button leftSection={<IconPlayerPlay {...icon} />} onClick={() => setDialog('resume')}>
          {decisions.resume.button}
        </Button>
      )}
      {may('pause') && (
        <Button variant="default" leftSection={<IconPlayerPause {...icon} />} onClick={() => setDialog('pause')}>
          {decisions.pause.button}
        </Button>
      )}
      {may('stop') && (
        <Button variant="default" leftSection={<IconPlayerStop {...icon} />} onClick={() => setDialog('stop')}>
          {decisions.stop.button}
        </Button>
      )}
      {dialog === 'advance' && <Advance {...props} ring={asked} />}
      {dialog === 'pause' && <Pause {...props} />}
      {dialog === 'resume' && <Resume {...props} />}
      {dialog === 'stop' && <Stop {...props} />}
    </>
  );
}

function Advance({ rollout, ring, onClose }: DialogProps & { ring: number }) {
  const { advance } = useRolloutDecisions(rollout.rolloutId, onClose);
  const [spreadDays, setSpreadDays] = useState<number | string>(rollout.spreadDays);
  const { title, button, explanation, gone, spread, spreadHint } = decisions.advance;
  const isNext = nextRing(rollout)?.ring === ring && rollout.state === 'running';
  const cards = rollout.rings.find((each) => each.ring === ring)!.cards;
  return (
    <DecisionDialog
      onClose={onClose}
      title={title(ring)}
      text={isNext || advance.isPending ? explanation(ring, cards) : gone(ring)}
      confirm={button(ring)}
      cancel={decisions.cancel}
      ready={isNext && typeof spreadDays === 'number'}
      busy={advance.isPending}
      error={advance.error}
      onConfirm={() => typeof spreadDays === 'number' && advance.mutate({ ring, spreadDays })}
    >
      <NumberInput
        label={spread}
        description={spreadHint}
        min={0}
        max={mostDays}
        clampBehavior="strict"
        allowDecimal={false}
        value={spreadDays}
        onChange={setSpreadDays}
      />
    </DecisionDialog>
  );
}

function Pause({ rollout, onClose }: DialogProps) {
  const { pause } = useRolloutDecisions(rollout.rolloutId, onClose);
  return (
    <DecisionDialog
      onClose={onClose}
      title={decisions.pause.title}
      text={decisions.pause.explanation(concerned(rollout))}
      confirm={decisions.pause.button}
      cancel={decisions.cancel}
      busy={pause.isPending}
      error={pause.error}
      onConfirm={() => pause.mutate()}
    />
  );
}

function Resume({ rollout, onClose }: DialogProps) {
  const { resume } = useRolloutDecisions(rollout.rolloutId, onClose);
  const { explanation, failures } = decisions.resume;
  return (
    <DecisionDialog
      onClose={onClose}
      title={decisions.resume.title}
      text={`${explanation(concerned(rollout))}${rollout.stop?.cause === 'FAILURES' ? ` ${failures}` : ''}`}
      confirm={decisions.resume.button}
      cancel={decisions.cancel}
      busy={resume.isPending}
      error={resume.error}
      onConfirm={() => resume.mutate()}
    />
  );
}

function Stop({ rollout, onClose }: DialogProps) {
  const { stop } = useRolloutDecisions(rollout.rolloutId, onClose);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={decisions.stop.title}
      text={decisions.stop.explanation(concerned(rollout))}
      reasonLabel={decisions.stop.reason}
      reasonHint={decisions.stop.reasonHint}
      confirm={decisions.stop.button}
      cancel={decisions.cancel}
      colour="red"
      busy={stop.isPending}
      error={stop.error}
      onConfirm={(reason) => stop.mutate(reason)}
    />
  );
}
