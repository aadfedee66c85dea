/** What can be decided about a campaign in its state: a button each, and a dialog that says how many cards it concerns. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { type CampaignDecision, decidedFrom } from '@cardwright/contracts/update/campaign';
import type { CampaignDetail } from '../api/types.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { text } from './campaigns.text.js';
import { useCampaignDecisions } from './use-campaign-decisions.js';

const icon = { size: 16, 'aria-hidden': true } as const;
const { decisions } = text;

interface DialogProps {
  campaign: CampaignDetail;
  onClose: () => void;
}

/** Cards that an offer may still be made for. */
const notDone = ({ counts }: CampaignDetail): number => counts.waiting + counts.open + counts.failed;

export function CampaignActions({ campaign }: { campaign: CampaignDetail }) {
  const [dialog, setDialog] = useState<CampaignDecision | null>(null);
  const may = (decision: CampaignDecision): boolean => decidedFrom[decision].includes(campaign.state);
  const props = { campaign, onClose: () => setDialog(null) };
  return (
    <>
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
      {(dialog === 'pause' || dialog === 'resume') && <PauseOrResume {...props} decision={dialog} />}
      {dialog === 'stop' && <Stop {...props} />}
    </>
  );
}

function PauseOrResume({ campaign, decision, onClose }: DialogProps & { decision: 'pause' | 'resume' }) {
  const change = useCampaignDecisions(campaign.campaignId, onClose)[decision];
  const { title, button, explanation } = decisions[decision];
  const again = decision === 'resume' && campaign.stop?.cause === 'FAILURES';
  return (
    <DecisionDialog
      onClose={onClose}
      title={title}
      text={`${explanation(notDone(campaign))}${again ? ` ${decisions.resume.failures}` : ''}`}
      confirm={button}
      cancel={decisions.cancel}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
    />
  );
}

function Stop({ campaign, onClose }: DialogProps) {
  const { stop } = useCampaignDecisions(campaign.campaignId, onClose);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={decisions.stop.title}
      text={decisions.stop.explanation(notDone(campaign))}
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
