/** Before the click: what will be done and why, how long it takes, until when, and what not to do meanwhile (A14, A15). */
import { Alert, Button, Group, List, Stack, Text, Title } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { UpdateOffer } from '../api/types.js';
import { Panel } from '../ui/page.js';
import { dayOf } from '../ui/time.js';
import { ErrorOfHolder } from './holder-problem.js';
import { asksOf, causesOf, durationText } from './offer-face.js';
import { causeText, startText, text } from './update.text.js';

interface OfferAskedProps {
  offer: UpdateOffer;
  busy: boolean;
  error: unknown;
  onStart: () => void;
}

export function OfferAsked({ offer, busy, error, onStart }: OfferAskedProps) {
  const { now, after } = causesOf(offer);
  const asks = asksOf(offer);
  const { deadline } = offer;
  return (
    <Panel>
      <Stack gap="md">
        <Causes title={text.what} sentences={now.map(causeText)} />
        <Text>
          {asks !== null && `${text.asks[asks]} `}
          {durationText(offer.record)}
        </Text>
        {deadline !== null && (
          <Text fw={600}>{(Date.parse(deadline) < Date.now() ? text.how.late : text.how.until)(dayOf(deadline))}</Text>
        )}
        <Alert color="yellow" icon={<IconHandStop aria-hidden />} title={text.meanwhile.title}>
          <List size="md" mb="xs">
            {text.meanwhile.list.map((item) => (
              <List.Item key={item}>{item}</List.Item>
            ))}
          </List>
          <Text size="sm">{text.meanwhile.safe}</Text>
        </Alert>
        {error !== null && <ErrorOfHolder error={error} freed={text.startAgain(startText(offer.kind))} />}
        <Group gap="md">
          <Button size="md" loading={busy} onClick={onStart}>
            {startText(offer.kind)}
          </Button>
          <Text size="sm" c="dimmed">
            {text.nothingYet}
          </Text>
        </Group>
        {after.length > 0 && <Causes title={text.after} sentences={after.map(causeText)} />}
      </Stack>
    </Panel>
  );
}

const Causes = ({ title, sentences }: { title: string; sentences: readonly string[] }) => (
  <div>
    <Title order={2} size="h4" mb={4}>
      {title}
    </Title>
    <List>
      {[...new Set(sentences)].map((sentence) => (
        <List.Item key={sentence}>{sentence}</List.Item>
      ))}
    </List>
  </div>
);
