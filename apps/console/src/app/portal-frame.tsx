/**
 * The frame of somebody who is a cardholder and nothing else: their cards, help, who they are. Whoever has another role too has the
 * operators' frame, with their own cards in its navigation.
 */
import type { ReactNode } from 'react';
import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconDeviceUsb, IconHelpCircle } from '@tabler/icons-react';
import { LazyLabCorner } from '../lab/lazy-lab-corner.js';
import { text as mine } from '../mine/mine.text.js';
import { useMe } from '../me/me.js';
import { text as ui } from '../ui/ui.text.js';
import { AccountMenu } from './account-menu.js';
import { text } from './app.text.js';
import { Brand } from './brand.js';
import classes from './shell.module.css';

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

export function PortalFrame({ children }: { children: ReactNode }) {
  const me = useMe();
  return (
    <>
      <a className={classes.skip} href="#content">
        {text.nav.skip}
      </a>
      <header className={classes.portalHeader}>
        <Brand />
        <nav className={classes.portalNav} aria-label={text.nav.label}>
          <Link to="/mine" className={classes.link}>
            <IconDeviceUsb {...icon} />
            {mine.title}
          </Link>
          <a href="/help/cardholder" target="_blank" rel="noreferrer" className={classes.link}>
            <IconHelpCircle {...icon} />
            {text.nav.help}
            <VisuallyHidden>{ui.newTab}</VisuallyHidden>
          </a>
        </nav>
        {me.lab && <LazyLabCorner />}
        <AccountMenu />
      </header>
      <main id="content" tabIndex={-1} className={classes.portalMain}>
        {children}
      </main>
    </>
  );
}
