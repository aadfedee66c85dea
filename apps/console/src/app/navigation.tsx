/** Main navigation. The account menu stands below it. */
import { Fragment } from 'react';
import { Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type Icon, IconApi, IconArrowUpRight, IconHelpCircle, IconPlus, IconZoomCode } from '@tabler/icons-react';
import { LazyLabCorner } from '../lab/lazy-lab-corner.js';
import { ButtonLink } from '../ui/button-link.js';
import { text as ui } from '../ui/ui.text.js';
import { AccountMenu } from './account-menu.js';
import { text } from './app.text.js';
import { SearchDoor } from './search-door.js';
import { Brand } from './brand.js';
import { pageName } from './navigation.text.js';
import { useNavigationEntries } from './use-navigation-entries.js';
import { useMe } from '../me/me.js';
import classes from './shell.module.css';

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

export function Navigation() {
  const me = useMe();
  const entries = useNavigationEntries();
  return (
    <>
      <div className={classes.navTop}>
        <Brand />
      </div>
      <SearchDoor />
      {me.can('card.run') && (
        <div className={classes.issue}>
          <ButtonLink to="/issue" fullWidth leftSection={<IconPlus size={16} aria-hidden />}>
            {text.nav.issue}
          </ButtonLink>
        </div>
      )}
      <nav className={classes.links} aria-label={text.nav.label}>
        {entries.map(([to, { icon: PageIcon, below: Below, search }]) => (
          <Fragment key={to}>
            <Link
              to={to}
              search={search ?? {}}
              activeOptions={{ explicitUndefined: search !== undefined }}
              className={classes.link}
            >
              <PageIcon {...icon} />
              {pageName(to)}
            </Link>
            {Below && <Below />}
          </Fragment>
        ))}
        <hr className={classes.rule} />
        {me.temporalUiUrl && me.can('saga.inspect') && (
          <OutLink href={me.temporalUiUrl} icon={IconZoomCode} label={text.nav.temporal} />
        )}
        <OutLink href="/api/docs" icon={IconApi} label={text.nav.api} />
        <OutLink href="/help" icon={IconHelpCircle} label={text.nav.help} />
      </nav>
      <div className={classes.foot}>
        {me.separationOfDuties === 'single-operator' && (
          <Text size="xs" c="dimmed" px="xs" pb="xs">
            <strong>{text.singleOperator.badge}.</strong> {text.singleOperator.text}
          </Text>
        )}
        {me.lab && <LazyLabCorner />}
        <AccountMenu />
      </div>
    </>
  );
}

function OutLink({ href, icon: PageIcon, label }: { href: string; icon: Icon; label: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={classes.link}>
      <PageIcon {...icon} />
      {label}
      <IconArrowUpRight size={14} aria-hidden />
      <VisuallyHidden>{ui.newTab}</VisuallyHidden>
    </a>
  );
}
