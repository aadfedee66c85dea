/** What the stages in which a holder makes the passkey with another window have in common: why the try before came to nothing, and what to do now. */
import type { ComponentType, PropsWithChildren } from 'react';
import { Alert, Stack, Text } from '@mantine/core';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { Saga } from '../api/types.js';

export interface PasskeyStageProps {
  saga: Pick<Saga, 'requestId' | 'attempt' | 'type'>;
  asked: PinAsked | undefined;
  /** The card has one PIN for everything. */
  forPasskeysToo: boolean;
  onSent: () => void;
  Problem: ComponentType<{ error: unknown; retry?: () => unknown }>;
}

interface Said {
  /** null where nothing was tried before. */
  why: string | null;
  lead: string;
  /** Which PIN the other window wants. */
  pin: string;
}

export function PasskeyStage({ why, lead, pin, children }: PropsWithChildren<Said>) {
  return (
    <Stack gap="md" maw={560}>
      {why !== null && <PasskeyWarning>{why}</PasskeyWarning>}
      <Text c="dimmed">{lead}</Text>
      <Text c="dimmed">{pin}</Text>
      {children}
    </Stack>
  );
}

export const PasskeyWarning = ({ children }: PropsWithChildren) => (
  <Alert color="yellow" role="alert">
    {children}
  </Alert>
);
