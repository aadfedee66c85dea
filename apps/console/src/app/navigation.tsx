/** Main navigation, by what the roles of the signed-in person allow, and the account menu below it. */
import type { ReactNode } from 'react';
import { Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import {
  IconApi,
  IconArrowUpRight,
  IconCreditCard,
  IconDeviceUsb,
  IconPlus,
  IconTimeline,
  IconUsers,
  IconZoomCode,
} from '@tabler/icons-react';
import { LabCorner } from '../lab/lab-corner.js';
import { ButtonLink } from '../ui/button-link.js';
import { AccountMenu } from './account-menu.js';
import { text } from './app.text.js';
import { Brand } from './brand.js';
import { useMe } from '../me/me.js';
import classes from './shell.module.css';

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

export function Navigation() {
  const me = useMe();
  return (
    <>
      <div className={classes.navTop}>
        <Brand />
      </div>
      {me.can('card.run') && (
        <div className={classes.issue}>
          <ButtonLink to="/issue" fullWidth leftSection={<IconPlus size={16} aria-hidden />}>
            {text.nav.issue}
          </ButtonLink>
        </div>
      )}
      <nav className={classes.links} aria-label={text.nav.label}>
        {me.can('others.view') && (
          <NavLink to="/devices" icon={<IconCreditCard {...icon} />} label={text.nav.devices} />
        )}
        {(me.can('others.view') || me.can('system.manage')) && (
          <NavLink to="/people" icon={<IconUsers {...icon} />} label={text.nav.people} />
        )}
        {(me.can('others.view') || me.can('own.manage')) && (
          <NavLink to="/sagas" icon={<IconTimeline {...icon} />} label={text.nav.sagas} />
        )}
        {me.can('own.manage') && <NavLink to="/mine" icon={<IconDeviceUsb {...icon} />} label={text.nav.mine} />}
        <hr className={classes.rule} />
        {me.temporalUiUrl && me.can('saga.inspect') && (
          <OutLink href={me.temporalUiUrl} icon={<IconZoomCode {...icon} />} label={text.nav.temporal} />
        )}
        <OutLink href="/api/docs" icon={<IconApi {...icon} />} label={text.nav.api} />
      </nav>
      <div className={classes.foot}>
        {me.separationOfDuties === 'single-operator' && (
          <Text size="xs" c="dimmed" px="xs" pb="xs">
            <strong>{text.singleOperator.badge}.</strong> {text.singleOperator.text}
          </Text>
        )}
        {me.lab && <LabCorner />}
        <AccountMenu />
      </div>
    </>
  );
}

function NavLink({ to, icon, label }: { to: string; icon: ReactNode; label: string }) {
  return (
    <Link to={to} className={classes.link}>
      {icon}
      {label}
    </Link>
  );
}

function OutLink({ href, icon, label }: { href: string; icon: ReactNode; label: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={classes.link}>
      {icon}
      {label}
      <IconArrowUpRight size={14} aria-hidden />
      <VisuallyHidden>{text.nav.newTab}</VisuallyHidden>
    </a>
  );
}
