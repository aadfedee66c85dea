/** What can be decided about a campaign in its state. */
import { useState } from 'react';
import { decidedFrom } from '@cardwright/contracts/update/campaign';
import type { CampaignDetail } from '../api/types.js';
import { type RunDecision, RunDecisions } from '../ui/run-decisions.js';
import { text } from './campaigns.text.js';
import { useCampaignDecisions } from './use-campaign-decisions.js';

export function CampaignActions({ campaign }: { campaign: CampaignDetail }) {
  const [open, setOpen] = useState<RunDecision | null>(null);
  const changes = useCampaignDecisions(campaign.campaignId, () => setOpen(null));
  return (
    <RunDecisions
      may={(decision) => decidedFrom[decision].includes(campaign.state)}
      open={open}
      onOpen={setOpen}
      changes={changes}
      words={text.decisions}
      cards={notDone(campaign)}
      failed={campaign.stop?.cause === 'FAILURES'}
    />
  );
}

/** Cards that an offer may still be made for. */
const notDone = ({ counts }: CampaignDetail): number => counts.waiting + counts.open + counts.failed;
