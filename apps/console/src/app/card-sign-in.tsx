/** Sign-in with the card, where this installation has it. The browser itself asks for certificate and PIN; no PIN is ever typed into a page for it. */
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { text } from './card-sign-in.text.js';

export function CardSignIn({ returnTo }: { returnTo: string }) {
  const { data } = useQuery(queries.system());
  if (data?.cardSignIn !== true) return null;
  return (
    <>
      <Button component="a" href={`/auth/card?returnTo=${encodeURIComponent(returnTo)}`} variant="default" fullWidth>
        {text.button}
      </Button>
      <Text size="sm" c="dimmed">
        {text.hint}
      </Text>
    </>
  );
}

/** outcome: what the gateway has put into the address; null: nothing of a card. */
export function cardNoticeOf(outcome: string | null): string | null {
  const refusal = outcome?.startsWith('card-') ? outcome.slice('card-'.length) : null;
  return refusal !== null && Object.hasOwn(text.refused, refusal)
    ? text.refused[refusal as keyof typeof text.refused]
    : null;
}
