/** How a proposed version stands, as a badge. */
import { Badge, type MantineColor } from '@mantine/core';
import type { ProfileProposal } from '../api/types.js';
import { proposalStateText } from './profiles.text.js';

const colours: Record<ProfileProposal['state'], MantineColor> = {
  open: 'yellow',
  outdated: 'gray',
  approved: 'green',
  declined: 'red',
};

export const ProposalState = ({ state }: Pick<ProfileProposal, 'state'>) => (
  <Badge color={colours[state]}>{proposalStateText[state]}</Badge>
);
