/** Opens a page in the person's own browser. No shell sees the address, and nothing but http and https is opened. */
import { spawn } from 'node:child_process';

export type OpenPage = (url: string, activationToken: string | undefined) => Promise<void>;

/** A desktop's program may stay until the browser ends: after this, it works. */
const startedMs = 3_000;

/** Rejects when there is no xdg-open, or when it found no browser. */
export const openInBrowser: OpenPage = (url, activationToken) => {
  if (!/^https?:$/.test(new URL(url).protocol)) return Promise.reject(new TypeError('not the address of a page'));
  // Without the token a browser on Wayland may only flash in the task bar; on X11 its older name is read.
  const token =
    activationToken === undefined ? {} : { XDG_ACTIVATION_TOKEN: activationToken, DESKTOP_STARTUP_ID: activationToken };
  return new Promise((resolve, reject) => {
    const child = spawn('xdg-open', [url], { detached: true, stdio: 'ignore', env: { ...process.env, ...token } });
    const timer = setTimeout(resolve, startedMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`xdg-open ended with ${code}`));
    });
    child.unref();
  });
};
