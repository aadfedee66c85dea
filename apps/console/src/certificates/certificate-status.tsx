/** What the CA says of a certificate, as a badge: green counts, amber waits, red is taken back, grey is over. */
import { Badge, type MantineColor } from '@mantine/core';
import type { CertificateStatus } from '../api/types.js';
import { statusText } from './status.text.js';

const colours: Record<CertificateStatus, MantineColor> = {
  planned: 'gray',
  good: 'green',
  held: 'yellow',
  revoked: 'red',
  expired: 'gray',
};

export const CertificateStatusBadge = ({ status }: { status: CertificateStatus }) => (
  <Badge color={colours[status]}>{statusText[status]}</Badge>
);
