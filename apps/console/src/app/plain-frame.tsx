/** The frame of pages for holders: the mark and, where somebody is signed in, who that is. No navigation: there is one thing to do here. */
import type { ReactNode } from 'react';
import { Mark } from './brand.js';
import { product } from '../ui/ui.text.js';
import classes from './shell.module.css';

export const PlainFrame = ({ account, children }: { account?: ReactNode; children: ReactNode }) => (
  <>
    <header className={classes.plainHeader}>
      <span className={classes.brand}>
        <Mark />
        {product}
      </span>
      {account}
    </header>
    <main id="content" tabIndex={-1} className={classes.plainMain}>
      {children}
    </main>
  </>
);
