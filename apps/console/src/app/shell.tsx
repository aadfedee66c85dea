/**
 * The frame around every page: navigation by role, the signed-in person, colours. Shows the sign-in page instead while nobody is
 * signed in; a session that ends under a page is noticed by the first request that fails.
 */
import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useMatches } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { queries } from '../api/queries.js';
import { asProblem } from '../api/problem.js';
import { Loading } from '../ui/states.js';
import { text } from './app.text.js';
import { AccountMenu } from './account-menu.js';
import { Brand } from './brand.js';
import { MeProvider } from '../me/me.js';
import { Navigation } from './navigation.js';
import { PlainFrame } from './plain-frame.js';
import { SignInPage } from './sign-in-page.js';
import classes from './shell.module.css';

export function Shell() {
  const frame = useMatches({ select: (matches) => matches.at(-1)?.staticData.frame });
  const me = useQuery({ ...queries.me(), enabled: frame !== 'public' });
  const [wasIn, setWasIn] = useState(false);
  useEffect(() => {
    if (me.isSuccess) setWasIn(true);
  }, [me.isSuccess]);
  const [opened, menu] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(menu.close, [pathname]);
  if (frame === 'public')
    return (
      <PlainFrame>
        <Outlet />
      </PlainFrame>
    );

  if (me.isPending) return <Loading rows={3} />;
  if (me.isError && (asProblem(me.error).status === 401 || me.data === undefined))
    return <SignInPage error={asProblem(me.error)} ended={wasIn} />;
  if (frame === 'plain')
    return (
      <MeProvider value={me.data!}>
        <PlainFrame account={<AccountMenu />}>
          <Outlet />
        </PlainFrame>
      </MeProvider>
    );
  return (
    <MeProvider value={me.data!}>
      <a className={classes.skip} href="#content">
        {text.nav.skip}
      </a>
      <AppShell
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        <AppShell.Header hiddenFrom="sm" className={classes.header}>
          <Group h="100%" px="md" justify="space-between">
            <Brand />
            <Burger
              opened={opened}
              onClick={menu.toggle}
              size="sm"
              aria-label={opened ? text.nav.close : text.nav.open}
            />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar}>
          <Navigation />
        </AppShell.Navbar>
        {/* Operators' pages have no other language yet. */}
        <AppShell.Main id="content" tabIndex={-1} className={classes.main} lang="en">
          <Outlet />
        </AppShell.Main>
      </AppShell>
    </MeProvider>
  );
}
