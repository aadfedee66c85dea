/** A passkey that is registered on another service's own page: a link opens it, and a button says that it is done. */
import { Button, Group, VisuallyHidden } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconExternalLink } from '@tabler/icons-react';
import { Loading } from '../ui/states.js';
import { passkeyPageUrl, sayRegistered } from './make-passkey.js';
import { passkeyPageText as text } from './passkey-page.text.js';
import { pinThere } from './pin.text.js';
import { PasskeyStage, type PasskeyStageProps } from './passkey-stage.js';

export function PasskeyPage({
  saga: { requestId, attempt, type },
  asked,
  forPasskeysToo,
  onSent,
  Problem,
}: PasskeyStageProps) {
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
    <PasskeyStage why={why} lead={text.lead} pin={pinThere(type, forPasskeysToo)}>
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
    </PasskeyStage>
  );
}
