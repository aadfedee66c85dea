/** The signed-in person: account page, colours, sign-out. */
import type { ReactNode } from 'react';
import {
  Avatar,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
  type MantineColorScheme,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { signOut } from '../api/client.js';
import { text as meText } from '../me/me.text.js';
import { roleText } from '../ui/roles.text.js';
import { languageNames, text } from './app.text.js';
import { isHolderOnly } from '../me/holder-only.js';
import { chooseLanguage, language, languages } from '../ui/language.js';
import { useMe } from '../me/me.js';
import { text as keys } from './shortcuts.text.js';
import { useShortcutsOn } from './use-shortcuts.js';
import classes from './shell.module.css';

const schemes: [MantineColorScheme, typeof IconSun][] = [
  ['light', IconSun],
  ['dark', IconMoon],
  ['auto', IconDeviceDesktop],
];

/** A menu may have groups in it, and nothing that is only text: the name of the group is what assistive technology reads. */
const Choices = ({ label, children }: { label: string; children: ReactNode }) => (
  <div role="group" aria-label={label}>
    <Menu.Label aria-hidden>{label}</Menu.Label>
    {children}
  </div>
);

export function AccountMenu() {
  const me = useMe();
  const [shortcuts, setShortcuts] = useShortcutsOn();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useMutation({ mutationFn: signOut, onSuccess: (location) => window.location.assign(location) });
  const name = me.person?.displayName ?? me.identity.displayName ?? me.identity.subject;
  return (
    // The placeholder would be something in the menu that may not be in one: the first item has the focus instead.
    <Menu position="top-start" width={224} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <VisuallyHidden>{text.user.menu}:</VisuallyHidden>
          <Avatar name={name} size={28} color="petrol" radius="xl" aria-hidden />
          <span className={classes.userName}>
            <Text size="sm" fw={600} truncate>
              {name}
            </Text>
            {!isHolderOnly(me) && (
              <Text size="xs" c="dimmed" truncate>
                {me.roles.map((role) => roleText[role]).join(', ') || meText.noRoles}
              </Text>
            )}
          </span>
          <IconSelector size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/me" leftSection={<IconUserCircle size={16} aria-hidden />}>
          {isHolderOnly(me) ? text.user.menu : text.user.profile}
        </Menu.Item>
        <Menu.Item component={Link} to="/computer" leftSection={<IconDeviceDesktop size={16} aria-hidden />}>
          {text.user.computer}
        </Menu.Item>
        <Choices label={text.scheme.label}>
          {schemes.map(([scheme, Icon]) => (
            <Menu.Item
              key={scheme}
              leftSection={<Icon size={16} aria-hidden />}
              rightSection={colorScheme === scheme && <IconCheck size={14} aria-label={text.scheme.chosen} />}
              onClick={() => setColorScheme(scheme)}
            >
              {text.scheme[scheme]}
            </Menu.Item>
          ))}
        </Choices>
        <Choices label={text.language.label}>
          {languages.map((it) => (
            <Menu.Item
              key={it}
              lang={it}
              leftSection={<IconLanguage size={16} aria-hidden />}
              rightSection={language === it && <IconCheck size={14} aria-label={text.scheme.chosen} />}
              onClick={() => language !== it && chooseLanguage(it)}
            >
              {languageNames[it]}
            </Menu.Item>
          ))}
        </Choices>
        {!isHolderOnly(me) && (
          <Choices label={keys.title}>
            {([true, false] as const).map((it) => (
              <Menu.Item
                key={String(it)}
                leftSection={<IconKeyboard size={16} aria-hidden />}
                rightSection={shortcuts === it && <IconCheck size={14} aria-label={text.scheme.chosen} />}
                onClick={() => setShortcuts(it)}
              >
                {it ? keys.on : keys.off}
              </Menu.Item>
            ))}
          </Choices>
        )}
        {me.can('others.view') && (
          <div role="presentation">
            <Menu.Label>{text.language.operators}</Menu.Label>
          </div>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leave.mutate()}>
          {text.user.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
