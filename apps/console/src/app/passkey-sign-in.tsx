/** Sign-in with a passkey, where this installation has it. The browser itself asks for the PIN; none is ever typed into a page for it. */
import { Alert, Button, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { here } from '../api/here.js';
import { asProblem, isProblem } from '../api/problem.js';
import { queries } from '../api/queries.js';
import { canAskForPasskey, signInWithPasskey } from './passkey-assertion.js';
import { text } from './passkey-sign-in.text.js';

export function PasskeySignIn() {
  const { data } = useQuery(queries.system());
  const signIn = useMutation({ mutationFn: signInWithPasskey, onSuccess: () => location.assign(here()) });
  if (data?.passkeySignIn !== true || !canAskForPasskey()) return null;
  return (
    <>
      {signIn.isError && (
        <Alert color="petrol" variant="light" role="status">
          {refusalOf(signIn.error)}
        </Alert>
      )}
      <Button variant="default" fullWidth loading={signIn.isPending} onClick={() => signIn.mutate()}>
        {text.button}
      </Button>
      <Text size="sm" c="dimmed">
        {text.hint}
      </Text>
    </>
  );
}

function refusalOf(error: Error): string {
  if (error instanceof DOMException) return text.cancelled;
  const cause = isProblem(error, 'AUTH_PASSKEY_REFUSED') ? error.problem.details?.['cause'] : undefined;
  if (typeof cause === 'string' && Object.hasOwn(text.refused, cause))
    return text.refused[cause as keyof typeof text.refused];
  const { detail, fix } = asProblem(error).problem;
  return `${detail} ${fix}`;
}
