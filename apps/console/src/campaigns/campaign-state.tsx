/** The state of a campaign and of a card in one as badges, and why a campaign stands still in words. */
import { Badge, type MantineColor } from '@mantine/core';
import type { Campaign, CampaignCard } from '../api/types.js';
import { StandsStill } from '../ui/stands-still.js';
import { campaignStateText, cardBadgeText, text } from './campaigns.text.js';

const colours: Record<Campaign['state'], MantineColor> = {
  running: 'petrol',
  paused: 'yellow',
  stopped: 'red',
  finished: 'green',
};

/** Absent: neither done nor failed. */
export const cardColours: Partial<Record<CampaignCard['state'], MantineColor>> = {
  updated: 'green',
  'renewed-otherwise': 'petrol',
  failed: 'red',
  left: 'gray',
};

export const CampaignStateBadge = ({ state }: Pick<Campaign, 'state'>) => (
  <Badge color={colours[state]}>{campaignStateText[state]}</Badge>
);

export const CardStateBadge = ({ state }: Pick<CampaignCard, 'state'>) => (
  <Badge color={cardColours[state] ?? (state === 'open' ? 'yellow' : 'gray')}>{cardBadgeText[state]}</Badge>
);

export const whyStopped = (stop: NonNullable<Campaign['stop']>): string =>
  stop.cause === 'OPERATOR' ? text.stop.reason(stop.reasonText) : text.stop.failures(stop.failed, stop.attempted);

export function Standing({ campaign: { state, stop } }: { campaign: Campaign }) {
  if (state === 'paused') return <StandsStill kind="paused" title={text.paused} advice={text.stop.nothing} />;
  if (state !== 'stopped' || stop === null) return null;
  const byItself = stop.cause === 'FAILURES';
  return (
    <StandsStill
      kind="stopped"
      title={byItself ? text.stop.itself : text.stop.hand}
      why={whyStopped(stop)}
      codes={byItself ? stop.codes : []}
      advice={byItself ? text.stop.resume : text.stop.nothing}
    />
  );
}
