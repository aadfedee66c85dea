/** What was counted: cards, those that cannot be updated now and why, and what would be made anew. */
import { List, Stack, Text } from '@mantine/core';
import type { CampaignCount } from '../api/types.js';
import { countText } from '../ui/counts.js';
import { errorTitle } from '../ui/error-title.js';
import { Facts } from '../ui/facts.js';
import { text } from './campaigns.text.js';

export function CountedCards({ count }: { count: CampaignCount }) {
  const hindered = count.hindered.reduce((sum, { cards }) => sum + cards, 0);
  return (
    <Stack gap="md">
      <Text size="lg" fw={600} role="status">
        {text.count.ready(count.cards, count.certificates)}
      </Text>
      {hindered > 0 && (
        <div>
          <Text fw={600}>{text.count.hindered(hindered)}</Text>
          <List size="md">
            {count.hindered.map(({ code, cards }) => (
              <List.Item key={code}>{text.count.each(errorTitle(code), cards)}</List.Item>
            ))}
          </List>
          <Text c="dimmed">{text.count.hinderedHint}</Text>
        </div>
      )}
      <Facts
        facts={[
          [
            text.count.byKey,
            count.keyReferences
              .map(({ keyReference, certificates }) => text.count.each(keyReference, certificates))
              .join(', '),
          ],
          [
            text.count.byIssuer,
            count.issuers.map(({ issuerId, certificates }) => `${issuerId}: ${countText(certificates)}`).join(', '),
          ],
        ]}
      />
    </Stack>
  );
}
