/** What everybody sees who is not signed in: one button, or up to three. The sign-in itself happens at the issuer; no password is ever typed here. */
import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { here } from '../api/here.js';
import type { ApiProblem } from '../api/problem.js';
import { product } from '../ui/ui.text.js';
import { text } from './app.text.js';
import { Mark } from './brand.js';
import { CardSignIn, cardNoticeOf } from './card-sign-in.js';
import classes from './shell.module.css';

/** Most people are signed in when they come. */
const PasskeySignIn = lazy(() => import('./passkey-sign-in.js').then((it) => ({ default: it.PasskeySignIn })));
const retryMs = 3_000;

export function SignInPage({ error, ended }: { error: ApiProblem; ended: boolean }) {
  const queryClient = useQueryClient();
  const signedOut = error.status === 401;
  useEffect(() => {
    document.title = product;
    if (signedOut) return;
    const timer = setInterval(() => void queryClient.invalidateQueries({ queryKey: ['me'] }), retryMs);
    return () => clearInterval(timer);
  }, [signedOut, queryClient]);
  const notice = noticeOf(signedOut, ended);
  return (
    <main className={classes.signIn}>
      <Stack className={classes.signInCard} gap="md">
        <Mark size={40} />
        <div>
          <Title order={1}>{text.signIn.title}</Title>
          <Text c="dimmed">{text.signIn.lead}</Text>
        </div>
        {notice && (
          <Alert color={signedOut ? 'petrol' : 'red'} variant="light" role="status">
            {notice}
          </Alert>
        )}
        {signedOut && (
          <Button component="a" href={`/auth/login?returnTo=${encodeURIComponent(here())}`} fullWidth>
            {text.signIn.button}
          </Button>
        )}
        {signedOut && <CardSignIn returnTo={here()} />}
        {signedOut && (
          <Suspense>
            <PasskeySignIn />
          </Suspense>
        )}
      </Stack>
    </main>
  );
}

function noticeOf(signedOut: boolean, ended: boolean): string | null {
  if (!signedOut) return text.signIn.offline;
  if (ended) return text.signIn.again;
  const outcome = new URLSearchParams(location.search).get('signIn');
  if (outcome === 'expired') return text.signIn.expired;
  if (outcome === 'unrecorded') return text.signIn.unrecorded;
  return outcome === 'failed' ? text.signIn.failed : cardNoticeOf(outcome);
}
