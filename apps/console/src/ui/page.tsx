/** The frame of every page: title, what it is about, its actions; and panels with a hairline. Sets the document's title. */
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import type { Role } from '@cardwright/contracts/access/role';
import { Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconChevronRight } from '@tabler/icons-react';
import { NotAllowed } from './states.js';
import { product, text } from './ui.text.js';
import classes from './page.module.css';

/** What every page has beside its title: the shell puts the link to the help there. */
export const BesideTitle = createContext<ReactNode>(null);

/** Whether whoever is signed in may see what the page is for: one that only says that they may not has no actions. Given by the frame. */
export const MaySee = createContext(true);

/** Who may do what the page is for, where whoever is signed in may not; else null. Given by the frame. */
export const OnlyFor = createContext<readonly Role[] | null>(null);

interface PageProps {
  title: string;
  /** Beside the title: a state badge. */
  badge?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  parent?: { to: string; label: string };
  width?: 'wide' | 'narrow';
  children: ReactNode;
}

export function Page({ title, badge, lead, actions, parent, width = 'wide', children }: PageProps) {
  const maySee = useContext(MaySee);
  const onlyFor = useContext(OnlyFor);
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title]);
  return (
    <div className={classes.page} data-width={width}>
      {parent && (
        <nav className={classes.crumbs} aria-label={text.breadcrumb}>
          <Link to={parent.to}>{parent.label}</Link>
          <IconChevronRight size={14} aria-hidden />
        </nav>
      )}
      <header className={classes.header}>
        <div className={classes.heading}>
          <Group gap="sm" wrap="wrap">
            <Title order={1}>{title}</Title>
            {badge}
            {useContext(BesideTitle)}
          </Group>
          {lead && (
            <Text c="dimmed" size="md">
              {lead}
            </Text>
          )}
        </div>
        {actions && maySee && onlyFor === null && <div className={classes.actions}>{actions}</div>}
      </header>
      {onlyFor === null ? children : <NotAllowed roles={onlyFor} />}
    </div>
  );
}

interface PanelProps {
  title?: string;
  actions?: ReactNode;
  /** For tables, which bring their own padding. */
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, actions, flush = false, children }: PanelProps) {
  return (
    <section className={classes.panel}>
      {title && (
        <header className={classes.panelHeader}>
          <Title order={2}>{title}</Title>
          {actions}
        </header>
      )}
      <div className={flush ? classes.flush : classes.panelBody}>{children}</div>
    </section>
  );
}
