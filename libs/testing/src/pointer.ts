/** Windows on the screen of a spec's desktop, and a mouse in it (xdotool, which moves the pointer as a person's mouse would). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** In pixels, from the upper left corner of the screen. */
export interface Window {
  x: number;
  y: number;
  width: number;
  height: number;
}

const screenWidth = 1024;
/** Where nothing is ever shown: some services wait for as long as the pointer is over a notification. */
const away = ['5', '760'];

export class Pointer {
  constructor(private readonly env: Record<string, string>) {}

  /** Windows that can be seen, without the screen itself, one that fills it and those of a pixel that are there for other programs. */
  async windows(): Promise<Window[]> {
    const ids = (await this.xdotool('search', '--onlyvisible', '--name', '.*')).split('\n').filter((id) => id !== '');
    const all = await Promise.all(ids.map((id) => this.geometry(id)));
    return all.filter((window) => window !== undefined && window.width > 1 && window.width < screenWidth) as Window[];
  }

  /** Stays there. */
  async move(x: number, y: number): Promise<void> {
    await this.xdotool('mousemove', String(Math.round(x)), String(Math.round(y)));
  }

  /** button: 1 is the first, 2 the middle one. */
  async click(x: number, y: number, button = 1): Promise<void> {
    // What is under the pointer has to have seen it come before it takes a click.
    await this.xdotool('mousemove', String(x), String(y), 'sleep', '0.2', 'click', String(button));
    await this.xdotool('mousemove', ...away);
  }

  private async geometry(id: string): Promise<Window | undefined> {
    const text = await this.xdotool('getwindowgeometry', '--shell', id);
    const read = (name: string): number => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(text)?.[1]);
    const window = { x: read('X'), y: read('Y'), width: read('WIDTH'), height: read('HEIGHT') };
    return Number.isNaN(window.width) ? undefined : window;
  }

  /** It fails where it finds nothing, and where a window is gone by now. */
  private xdotool = (...args: string[]): Promise<string> =>
    run('xdotool', args, { env: this.env }).then(
      ({ stdout }) => stdout,
      () => '',
    );
}
