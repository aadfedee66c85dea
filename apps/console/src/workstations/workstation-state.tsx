/** Whether a workstation is there, as a badge. */
import { Badge } from '@mantine/core';
import type { Workstation } from '../api/types.js';
import { text } from './workstations.text.js';

export function WorkstationState({
  workstation: { revokedAt, enrolledAt, online },
}: {
  workstation: Pick<Workstation, 'revokedAt' | 'enrolledAt' | 'online'>;
}) {
  if (revokedAt !== null) return <Badge color="red">{text.revoked}</Badge>;
  if (enrolledAt === null) return <Badge color="yellow">{text.notEnrolled}</Badge>;
  return <Badge color={online ? 'green' : 'gray'}>{online ? text.online : text.away}</Badge>;
}
