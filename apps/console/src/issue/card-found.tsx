/** The card that was read: what it is, and whether it can be issued; where not, why. */
import { Alert, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Inspection } from '../api/types.js';
import { DeviceStateBadge } from '../devices/state-badges.js';
import { Facts } from '../ui/facts.js';
import { text } from './issue.text.js';
import classes from './issue.module.css';

export function CardFound({ inspection }: { inspection: Inspection }) {
  const { device, image, model, actions } = inspection;
  const { facts, tries } = text.card;
  const issue = actions.find(({ action }) => action === 'issue');
  return (
    <section className={classes.found} role="status">
      <Group gap="sm" mb="md">
        <Text fw={600} size="lg">
          {device.label}
        </Text>
        <DeviceStateBadge state={device.state} />
      </Group>
      <Facts
        facts={[
          [facts.model, model.title],
          [facts.version, image.version],
          [facts.pin, tries(image.pin.retriesRemaining, image.pin.retriesTotal)],
          [facts.puk, tries(image.puk.retriesRemaining, image.puk.retriesTotal)],
          [facts.management, managementKey(inspection)],
          device.personName !== null && [facts.holder, device.personName],
        ]}
      />
      {issue && !issue.possible && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.card.cannot} mt="md">
          {issue.reason}{' '}
          <Link to="/devices/$deviceId" params={{ deviceId: device.deviceId }}>
            {text.card.openDevice}
          </Link>
        </Alert>
      )}
    </section>
  );
}

function managementKey({ image: { managementKey } }: Inspection): string | null {
  if (managementKey.algorithm === null) return null;
  const whose = managementKey.factory === null ? '' : `, ${managementKey.factory ? text.card.factory : text.card.own}`;
  return `${managementKey.algorithm}${whose}`;
}
