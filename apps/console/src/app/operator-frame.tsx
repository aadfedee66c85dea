/** The frame of everybody who is more than a cardholder: navigation by role, and the signed-in person. */
import '@mantine/notifications/styles.layer.css';
import { type ReactNode, useEffect } from 'react';
import type { Role } from '@cardwright/contracts/access/role';
import { rolesWith } from '@cardwright/contracts/access/role-table';
import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { useLocation, useMatches } from '@tanstack/react-router';
import { useMe } from '../me/me.js';
import { MaySee, OnlyFor } from '../ui/page.js';
import { text } from './app.text.js';
import { Brand } from './brand.js';
import { Navigation } from './navigation.js';
import { ShortcutsDoor } from './shortcuts-door.js';
import classes from './shell.module.css';

/** A page that the navigation has for some, opened by its address by somebody else: the answer of the server says who may. */
function useMaySee(): boolean {
  const { can } = useMe();
  const may = useMatches({ select: (matches) => matches.at(-1)?.staticData.navigation?.may });
  return may === undefined || may.some(can);
}

/** The roles with which one may do what the page is for, where none is there. */
function useOnlyFor(): readonly Role[] | null {
  const { can } = useMe();
  const needs = useMatches({ select: (matches) => matches.at(-1)?.staticData.needs });
  return needs === undefined || needs.some(can) ? null : rolesWith(needs);
}

export function OperatorFrame({ children }: { children: ReactNode }) {
  const [opened, menu] = useDisclosure(false);
  const { pathname } = useLocation();
  const maySee = useMaySee();
  const onlyFor = useOnlyFor();
  useEffect(menu.close, [pathname]);
  return (
    <>
      <Notifications position="bottom-right" limit={3} />
      <ShortcutsDoor />
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
        <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
          <MaySee value={maySee}>
            <OnlyFor value={onlyFor}>{children}</OnlyFor>
          </MaySee>
        </AppShell.Main>
      </AppShell>
    </>
  );
}
