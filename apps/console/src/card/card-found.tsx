/** The card that was read: what it is, and whether it can be used for what it is wanted for; where not, why, in one sentence (D16). */
import { Alert, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { Inspection } from '../api/types.js';
import { DeviceStateBadge } from '../devices/state-badges.js';
import { Facts } from '../ui/facts.js';
import { sentence } from '../ui/sentence.js';
import { HolderProblem } from '../update/holder-problem.js';
import type { Verdict } from './card-choice.js';
import { type CardAction, text } from './card.text.js';
import classes from './card.module.css';

interface CardFoundProps {
  inspection: Inspection;
  action: CardAction;
  verdict: Verdict;
  own: boolean;
}

export function CardFound(props: CardFoundProps) {
  const { inspection, own } = props;
  const { device, image, model } = inspection;
  const { facts, tries } = text.card;
  const unreadable = image.dataObjects.flatMap((object) => (object.unreadable === true ? [object.tagHex] : []));
  const { unanswered = [] } = image;
  return (
    <section className={classes.found} role="status">
      <Group gap="sm" mb="md">
        <Text fw={600} size="lg">
          {device.label}
        </Text>
        {!own && <DeviceStateBadge device={device} />}
      </Group>
      {!own && (
        <Facts
          facts={[
            device.personName !== null && [facts.holder, device.personName],
            [facts.model, model.title],
            [facts.version, image.version],
            [facts.pin, tries(image.pin.retriesRemaining, image.pin.retriesTotal)],
            [facts.puk, tries(image.puk.retriesRemaining, image.puk.retriesTotal)],
            [facts.management, managementKey(inspection)],
            unreadable.length > 0 && [facts.unreadable, unreadable.join(', ')],
            unanswered.length > 0 && [facts.unanswered, unanswered.map(({ subject }) => subject).join(', ')],
          ]}
        />
      )}
      <Possible {...props} />
    </section>
  );
}

function Possible({ inspection, action, verdict, own }: CardFoundProps) {
  if (verdict.possible)
    return (
      text.card.can[action] !== null && (
        <Group gap={6} mt="md" wrap="nowrap" className={classes.good}>
          <IconCircleCheck size={18} aria-hidden />
          <Text fw={500}>{text.card.can[action]}</Text>
        </Group>
      )
    );
  const ownState = text.card.ownNotActive[inspection.device.state];
  if (own && verdict.code === 'LIFECYCLE_NOT_ACTIVE' && ownState !== undefined)
    return (
      <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.card.cannot[action]} mt="md">
        {ownState}
      </Alert>
    );
  if (own && verdict.code !== undefined) return <HolderProblem code={verdict.code} />;
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.card.cannot[action]} mt="md">
      {verdict.message && sentence(verdict.message)}{' '}
      {!own && (
        <Link to="/devices/$deviceId" params={{ deviceId: inspection.device.deviceId }}>
          {text.card.openDevice}
        </Link>
      )}
    </Alert>
  );
}

function managementKey({ image: { managementKey } }: Inspection): string | null {
  if (managementKey.algorithm === null) return null;
  const whose = managementKey.factory === null ? '' : `, ${managementKey.factory ? text.card.factory : text.card.own}`;
  return `${managementKey.algorithm}${whose}`;
}
