/** A passkey that is registered on another service's own page: a link opens it, and a button says that it is done. */
import { type ComponentType } from 'react';
import { Alert, Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconExternalLink } from '@tabler/icons-react';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { Saga } from '../api/types.js';
import { Loading } from '../ui/states.js';
import { passkeyPageUrl, sayRegistered } from './make-passkey.js';
import { passkeyPageText as text } from './passkey-page.text.js';

interface PasskeyPageProps {
  saga: Pick<Saga, 'requestId' | 'attempt'>;
  asked: PinAsked | undefined;
  onSent: () => void;
  Problem: ComponentType<{ error: unknown; retry?: () => unknown }>;
}

export function PasskeyPage({ saga: { requestId, attempt }, asked, onSent, Problem }: PasskeyPageProps) {
  const address = useQuery({
    queryKey: ['passkey-page', requestId, attempt],
    queryFn: () => passkeyPageUrl(requestId),
    gcTime: 0,
    staleTime: Infinity,
  });
  const done = useMutation({ mutationFn: () => sayRegistered(requestId), onSuccess: onSent });
  if (address.isPending) return <Loading rows={3} />;
  if (address.isError) return <Problem error={address.error} retry={address.refetch} />;
  const why = text.refused(asked?.refusedWith ?? null);
  return (
    <Stack gap="md" maw={560}>
      {why !== null && (
        <Alert color="yellow" role="alert">
          {why}
        </Alert>
      )}
      <Text c="dimmed">{text.lead}</Text>
      <Group gap="sm">
        <Button
          component="a"
          href={address.data}
          target="_blank"
          rel="noopener"
          rightSection={<IconExternalLink size={16} aria-hidden />}
          autoFocus
        >
          {text.open} <VisuallyHidden>{text.newTab}</VisuallyHidden>
        </Button>
        <Button variant="default" loading={done.isPending} onClick={() => done.mutate()}>
          {text.registered}
        </Button>
      </Group>
      {done.isError && <Problem error={done.error} retry={() => done.mutate()} />}
    </Stack>
  );
}
