/**
 * Notification services that Debian has, one of which shows the notifications of a spec's desktop (desktop.ts). Each is the program that its
 * package installs, with the settings that the package delivers.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, requirement, type Requirement } from './programs.js';

const services = '/usr/share/dbus-1/services';

interface Program {
  /** The file whose line `Exec=` names it. */
  named: string;
  args?: string[];
  /** Service files of what it has the message bus start. */
  wants: string[];
}

/** By Debian package. */
const programs = {
  dunst: { named: join(services, 'org.knopwob.dunst.service'), wants: [] },
  'notification-daemon': { named: '/usr/share/applications/notification-daemon.desktop', wants: [] },
  'xfce4-notifyd': {
    named: join(services, 'org.xfce.xfce4-notifyd.Notifications.service'),
    wants: [join(services, 'org.xfce.Xfconf.service')],
  },
  'mate-notification-daemon': { named: join(services, 'org.freedesktop.mate.Notifications.service'), wants: [] },
  // The session on X11: the screen of a spec is one. Unsafe mode lets the spec ask what is shown (gnome-shell.ts).
  'gnome-shell': {
    named: '/usr/share/applications/org.gnome.Shell.desktop',
    args: ['--x11', '--unsafe-mode'],
    wants: [join(services, 'org.gnome.Shell.Notifications.service')],
  },
} satisfies Record<string, Program>;

export type NotificationProgram = keyof typeof programs;

/** To have it show something and click on that. With CI=true it throws if something is missing, elsewhere it returns the reason. */
export function requireNotificationProgram(name: NotificationProgram): Requirement {
  const there: Record<string, boolean> = {
    [name]: existsSync(programs[name].named),
    xdotool: findProgram('xdotool') !== undefined,
  };
  return requirement(Object.keys(there).flatMap((each) => (there[each] === true ? [] : [`${each} is not installed`])));
}

/** path: full; the other two as in its row. */
export function notificationProgram(name: NotificationProgram): { path: string } & Required<Omit<Program, 'named'>> {
  const { named, args = [], wants }: Program = programs[name];
  const [, path] = /^Exec=(\S+)/m.exec(readFileSync(named, 'utf8'))!;
  return { path: path!, args, wants };
}

/** Its own session, and yet the themes, schemas and defaults that its packages installed; no settings of anybody's. */
export const notificationEnvironment = {
  XDG_DATA_DIRS: '/usr/local/share:/usr/share',
  XDG_CONFIG_DIRS: '/etc/xdg',
  GSETTINGS_BACKEND: 'memory',
  // No bus for assistive programs: there is none here, and GTK would wait for it.
  NO_AT_BRIDGE: '1',
  LANG: 'C.UTF-8',
};
