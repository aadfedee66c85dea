/** That a list is narrowed to one card, which is linked. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { text } from './revocations.text.js';

export const OfDevice = ({ deviceId }: { deviceId: string }) => (
  <Text size="sm">
    {text.ofDevice}{' '}
    <Link to="/devices/$deviceId" params={{ deviceId }} title={deviceId}>
      {text.card(deviceId.slice(0, 8))}
    </Link>
  </Text>
);
