/** What can be decided about a roll-out in its state: what every run allows, and to open the next ring. */
import { useState } from 'react';
import { Button, NumberInput } from '@mantine/core';
import { IconChevronsRight } from '@tabler/icons-react';
import { decidedFrom, type RolloutDecision } from '@cardwright/contracts/update/rollout';
import type { RolloutDetail } from '../api/types.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { RunDecisions } from '../ui/run-decisions.js';
import { concerned, nextRing } from './rollout-figures.js';
import { text } from './rollouts.text.js';
import { useRolloutDecisions } from './use-rollout-decisions.js';

const { decisions } = text;
const mostDays = 60;

export function RolloutActions({ rollout }: { rollout: RolloutDetail }) {
  const [open, setOpen] = useState<RolloutDecision | null>(null);
  /** The ring that was asked about: another one may be next by the time of the answer. */
  const [asked, setAsked] = useState(0);
  const changes = useRolloutDecisions(rollout.rolloutId, () => setOpen(null));
  const next = nextRing(rollout);
  const may = (decision: RolloutDecision): boolean => decidedFrom[decision].includes(rollout.state);
  return (
    <>
      {may('advance') && next !== undefined && (
        <Button
          leftSection={<IconChevronsRight size={16} aria-hidden />}
          onClick={() => {
            setAsked(next.ring);
            setOpen('advance');
          }}
        >
          {decisions.advance.button(next.ring)}
        </Button>
      )}
      <RunDecisions
        may={may}
        open={open === 'advance' ? null : open}
        onOpen={setOpen}
        changes={changes}
        words={decisions}
        cards={concerned(rollout)}
        failed={rollout.stop?.cause === 'FAILURES'}
      />
      {open === 'advance' && <Advance rollout={rollout} ring={asked} onClose={() => setOpen(null)} />}
    </>
  );
}

function Advance({ rollout, ring, onClose }: { rollout: RolloutDetail; ring: number; onClose: () => void }) {
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
