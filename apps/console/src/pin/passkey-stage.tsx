/** What the stages in which a holder makes the passkey with another window have in common: why the try before came to nothing, and what to do now. */
import type { ComponentType, PropsWithChildren } from 'react';
import { Alert, Stack, Text } from '@mantine/core';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { Saga } from '../api/types.js';

export interface PasskeyStageProps {
  saga: Pick<Saga, 'requestId' | 'attempt'>;
  asked: PinAsked | undefined;
  onSent: () => void;
  Problem: ComponentType<{ error: unknown; retry?: () => unknown }>;
}

/** why: null where nothing was tried before. */
export function PasskeyStage({ why, lead, children }: PropsWithChildren<{ why: string | null; lead: string }>) {
  return (
    <Stack gap="md" maw={560}>
      {why !== null && <PasskeyWarning>{why}</PasskeyWarning>}
      <Text c="dimmed">{lead}</Text>
      {children}
    </Stack>
  );
}

export const PasskeyWarning = ({ children }: PropsWithChildren) => (
  <Alert color="yellow" role="alert">
    {children}
  </Alert>
);
