/** The frame of everybody who is more than a cardholder: navigation by role, and the signed-in person. */
import '@mantine/notifications/styles.layer.css';
import { type ReactNode, useEffect } from 'react';
import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { useLocation } from '@tanstack/react-router';
import { text } from './app.text.js';
import { Brand } from './brand.js';
import { Navigation } from './navigation.js';
import classes from './shell.module.css';

/** lang: of the page, where it has no other language yet. */
export function OperatorFrame({ lang, children }: { lang: 'en' | undefined; children: ReactNode }) {
  const [opened, menu] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(menu.close, [pathname]);
  return (
    <>
      <Notifications position="bottom-right" limit={3} />
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
        <AppShell.Main id="content" tabIndex={-1} className={classes.main} lang={lang}>
          {children}
        </AppShell.Main>
      </AppShell>
    </>
  );
}
