/** [B13] The browser that opens is the one that the person has chosen: Debian's Chromium and Firefox, chosen by xdg-settings in a home of its own. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, readlink } from 'node:fs/promises';
import { startDesk, type DeskProcess } from '@cardwright/testing/desk-process';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import { allPids } from '@cardwright/testing/processes';
import { requirePrograms } from '@cardwright/testing/programs';
import { firstReader, someOffer, startOffered, type Offered } from '../support/offered.js';

const needed = [requireDesktop(), requirePrograms(['chromium', 'firefox-esr', 'xdg-settings'])];

interface Process {
  program: string;
  args: string[];
}

(needed.every(({ available }) => available) ? describe : describe.skip)('the default browser', () => {
  let offered: Offered;
  let desktop: Desktop;
  let desk: DeskProcess;
  let serial = 50000000;

  beforeAll(async () => {
    offered = await startOffered();
    desktop = await Desktop.start({ browser: 'installed' });
    desk = startDesk(offered.agent.home.folder, desktop.env);
    await eventually(() => Promise.resolve(desk.log().includes('connected to the card service')), true);
  });
  afterAll(async () => {
    await desk?.stop();
    await desktop?.stop();
    await offered?.stop();
  });

  afterEach(() => offered.agent.takeOut(firstReader));

  it.each([
    ['chromium.desktop', 'chromium'],
    ['firefox-esr.desktop', 'firefox'],
  ] as const)(
    '[B13] %s is chosen: %s opens the page of the offer, and no shell reads its address',
    async (entry, name) => {
      const offer = someOffer();
      const url = `http://127.0.0.1:1/update/${offer.offerId}`;
      await desktop.setDefaultBrowser(entry);
      offered.server.offer = offer;
      await offered.agent.insert(firstReader, (serial += 1));
      await eventually(desktop.shown, 1);
      await desktop.click();
      const openedBy = async () => ({
        chromium: (await pagesOfChromium()).includes(url),
        firefox: await firefoxHas(url),
      });
      await eventually(openedBy, { chromium: name === 'chromium', firefox: name === 'firefox' }, 40_000);
      // On its way it is one argument (xdg-open is a script), and never a part of what a shell is to run.
      const shells = (await processes()).filter(({ program }) => /\/(da|ba)?sh$/.test(program));
      const named = shells.filter(({ args }) => args.some((arg) => arg.includes(offer.offerId)));
      expect(named).not.toEqual([]);
      for (const { args } of named)
        expect(args).toEqual([expect.any(String), expect.stringMatching(/xdg-open$|chromium$/), url]);
    },
  );

  /** By the door for DevTools: Chromium's own arguments cannot be read, since it writes others over them. */
  async function pagesOfChromium(): Promise<string[]> {
    const door = await desktop.devToolsUrl();
    const pages =
      door === undefined
        ? []
        : await fetch(`${door}/json/list`).then((answer) => answer.json() as Promise<{ url: string }[]>);
    return pages.map((page) => page.url);
  }

  const firefoxHas = async (url: string): Promise<boolean> =>
    (await processes()).some(
      ({ program, args }) => program === '/usr/lib/firefox-esr/firefox-esr' && args.includes(url),
    );

  /** Of this spec's desktop: they have its home in their environment. */
  async function processes(): Promise<Process[]> {
    const read = async (pid: number): Promise<Process | undefined> => {
      const lines = async (name: string) => (await readFile(`/proc/${pid}/${name}`, 'utf8')).split('\0');
      if (!(await lines('environ')).includes(`HOME=${desktop.folder}`)) return undefined;
      return {
        program: await readlink(`/proc/${pid}/exe`),
        args: (await lines('cmdline')).filter((arg) => arg !== ''),
      };
    };
    // Some end while they are looked at.
    const found = await Promise.all((await allPids()).map((pid) => read(pid).catch(() => undefined)));
    return found.filter((each) => each !== undefined);
  }
});
