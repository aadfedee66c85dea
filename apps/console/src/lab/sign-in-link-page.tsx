/**
 * `/try`: where the link of `npm start` leads (tools/start/sign-in-link.mjs), with what is secret in the fragment. Signs the visitor in as a cardholder, and goes
 * to the page on which they add a card. Where the gateway has no such links it says the same as for a link that is over.
 */
import { useEffect, useState } from 'react';
import { Code, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { asProblem } from '../api/problem.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Loading } from '../ui/states.js';
import { takeFragment } from '../ui/take-fragment.js';
import { PlainProblem } from '../ui/plain-problem.js';
import { signInByLink } from './lab-api.js';
import { text } from './sign-in-link.text.js';

const takeToken = () => takeFragment(/^[A-Za-z0-9_-]{22}$/);
/** A link that is used up, and a gateway that knows of none. */
const overStatus = [401, 404];

export function SignInLinkPage() {
  const [token, setToken] = useState(takeToken);
  useEffect(() => {
    // Another link that is opened in this window changes the fragment alone.
    const take = () => setToken(takeToken());
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  const { isSuccess, error, refetch } = useQuery(signInByLink(token));
  if (isSuccess) return <Navigate to="/mine/add" replace />;
  const isOver = token === null || (error !== null && overStatus.includes(asProblem(error).status));
  return (
    <Page title={text.title} width="narrow">
      <Panel>
        {isOver && <Empty icon={<IconInfoCircle size={22} aria-hidden />} title={text.refused.title} hint={<Hint />} />}
        {error !== null && !isOver && <PlainProblem error={error} retry={refetch} />}
        {error === null && !isOver && <Loading rows={2} label={text.working} />}
      </Panel>
    </Page>
  );
}

const Hint = () => (
  <Stack gap={4} component="span">
    <Text span>{text.refused.hint}</Text>
    <Code>npm run lab link</Code>
  </Stack>
);
