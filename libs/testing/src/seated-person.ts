/**
 * A person at the seat of a room with systemd (systemd-room.ts): logind knows their session, systemd runs their units, and they have a screen
 * (Xvfb), a notification service (dunst) and a browser that writes down what it was opened with. Specs only.
 */
import { eventually } from './eventually.js';
import type { RoomAnswer, SystemdRoom } from './systemd-room.js';

const userId = 1500;
const name = 'person';
const home = `/home/${name}`;
const runtimeFolder = `/run/user/${userId}`;
/** No other display of this machine is in the way: the room has a /tmp of its own, and the server listens nowhere else. */
const display = ':7';
const starts = `${home}/browser-starts`;
/** What a desktop starts at the login; nobody may start the target of all desktops by hand. */
const sessionTarget = `[Unit]
BindsTo=graphical-session.target
Before=graphical-session.target
`;
const browser = `#!/bin/sh
echo "$@" >>${starts}
`;
const browserEntry = `[Desktop Entry]
Type=Application
Name=Browser
Exec=${home}/browser %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
`;
const defaults = `[Default Applications]
x-scheme-handler/http=browser.desktop
x-scheme-handler/https=browser.desktop
`;

export class SeatedPerson {
  private constructor(private readonly room: SystemdRoom) {}

  /** Resolves when they are logged in and something can be shown to them. No unit of theirs that belongs to a desktop runs before `login`. */
  static async sit(room: SystemdRoom): Promise<SeatedPerson> {
    const person = new SeatedPerson(room);
    await room.output(['useradd', '--create-home', '--uid', String(userId), name]);
    await person.write('browser', browser);
    await room.output(['chmod', '755', `${home}/browser`]);
    await person.write('.local/share/applications/browser.desktop', browserEntry);
    await person.write('.config/mimeapps.list', defaults);
    await person.write('.config/systemd/user/desktop.target', sessionTarget);
    await person.write('browser-starts', '');
    await room.output(['systemctl', 'start', 'dbus.service', 'systemd-logind.service']);
    // As a display manager does, with the seat and what kind of session it is.
    const session = ['XDG_SEAT=seat0', 'XDG_SESSION_TYPE=x11', 'XDG_SESSION_CLASS=user'].flatMap((each) => [
      '-E',
      each,
    ]);
    const login = ['--quiet', '--unit=seat', '-p', 'PAMName=login', '-p', `User=${name}`, ...session];
    await room.output(['systemd-run', ...login, 'sleep', 'infinity']);
    const seated = async (): Promise<boolean> =>
      (await room.run(['loginctl', 'list-sessions', '--no-legend'])).stdout.includes('seat0');
    await eventually(seated, true);
    await room.output(['systemctl', 'start', `user@${userId}.service`]);
    await person.units('set-environment', `DISPLAY=${display}`);
    await person.start(
      'screen',
      'Xvfb',
      display,
      '-nolisten',
      'local',
      '-nolisten',
      'tcp',
      '-screen',
      '0',
      '800x600x24',
    );
    await eventually(async () => (await room.run(['ls', '/tmp/.X11-unix'])).stdout, 'X7\n');
    await person.start('notifications', 'dunst');
    await eventually(person.shown, 0);
    return person;
  }

  /** The desktop comes up. */
  async login(): Promise<void> {
    await this.units('daemon-reload');
    await this.units('start', 'desktop.target');
  }

  /** `systemctl --user`. */
  units(...args: string[]): Promise<string> {
    return this.output('systemctl', '--user', ...args);
  }

  /** Runs from now on as a unit of theirs. */
  start(unit: string, ...command: string[]): Promise<string> {
    return this.output('systemd-run', '--user', '--quiet', `--unit=${unit}`, ...command);
  }

  async output(...command: string[]): Promise<string> {
    const answer = await this.run(...command);
    if (answer.code !== 0) throw new Error(`${command.join(' ')} ended with ${answer.code}: ${answer.stderr}`);
    return answer.stdout;
  }

  run(...command: string[]): Promise<RoomAnswer> {
    const as = ['setpriv', `--reuid=${userId}`, `--regid=${userId}`, '--init-groups'];
    const env = {
      HOME: home,
      DISPLAY: display,
      XDG_RUNTIME_DIR: runtimeFolder,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtimeFolder}/bus`,
    };
    return this.room.run([...as, ...command], { env });
  }

  /** How many notifications are on the screen; undefined: the notification service does not answer. */
  shown = async (): Promise<number | undefined> => {
    const { code, stdout } = await this.run('dunstctl', 'count', 'displayed');
    return code === 0 ? Number(stdout) : undefined;
  };

  /** On the notification that is shown. */
  click = (): Promise<string> => this.output('dunstctl', 'action', '0');

  /** What the browser was opened with, one start after the other. */
  browserStarts = async (): Promise<string[]> =>
    (await this.room.output(['cat', starts])).split('\n').filter((line) => line !== '');

  private async write(path: string, text: string): Promise<void> {
    const file = `${home}/${path}`;
    const script = 'install -d -o "$2" -g "$2" "$(dirname "$1")" && printf %s "$3" > "$1" && chown "$2:$2" "$1"';
    await this.room.output(['sh', '-c', script, 'sh', file, name, text]);
  }
}
