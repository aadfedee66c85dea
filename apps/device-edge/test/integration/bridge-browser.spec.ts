/**
 * The bounce in Debian's Chromium, with the portal's address taken for a public one, as it is outside a test: a browser asks its user about
 * requests to this computer (Local Network Access), and not about windows that are sent there. Without that switch everything here would pass by itself.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '@cardwright/testing/describe-with';
import { endProcessesIn } from '@cardwright/testing/processes';
import { findProgram } from '@cardwright/testing/programs';
import { BridgeStand, sha256Hex } from '../support/bridge-stand.js';

const program = 'chromium';
const missing = findProgram(program) === undefined ? 'chromium is not installed' : undefined;

/** Tells the portal what the page saw. */
const tell = `const tell = (said) => fetch('/said', { method: 'POST', body: JSON.stringify(said) });
const state = () => navigator.permissions.query({ name: 'loopback-network' }).then(({ state }) => state, () => 'unknown');`;

const pages: Record<string, string> = {
  '/start': `location = decodeURIComponent(location.hash.slice(1));`,
  '/popup': `window.open(decodeURIComponent(location.hash.slice(1)));`,
  '/paired': `state().then((permission) => tell({ code: location.hash.slice(1), permission, referrer: document.referrer }));`,
  // Everything that a page can do to an address without going there.
  '/attack': `
    const door = decodeURIComponent(location.hash.slice(1));
    const within = (work) => Promise.race([work, new Promise((late) => setTimeout(late, 20000, 'silence'))]);
    const element = (tag, set) => new Promise((done) => {
      const made = Object.assign(document.createElement(tag), set);
      made.onload = () => done('loaded'); made.onerror = () => done('error');
      document.body.append(made);
    });
    const framed = async () => {
      const frame = Object.assign(document.createElement('iframe'), { src: door });
      const loaded = new Promise((done) => { frame.onload = done; });
      document.body.append(frame);
      await loaded;
      try { return frame.contentWindow.document.body.innerText === '' ? 'empty' : 'read'; } catch { return 'closed'; }
    };
    const socket = () => new Promise((done) => {
      const made = new WebSocket(door.replace('http', 'ws'));
      made.onopen = () => done('open'); made.onerror = () => done('error');
    });
    (async () => tell({
      cors: await within(fetch(door).then(() => 'read', () => 'error')),
      blind: await within(fetch(door, { mode: 'no-cors', redirect: 'manual' }).then(({ type }) => type, () => 'error')),
      posted: await within(fetch(door, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }).then(() => 'read', () => 'error')),
      socket: await within(socket()),
      script: await within(element('script', { src: door })),
      image: await within(element('img', { src: door })),
      framed: await within(framed()),
    }))();`,
  '/form': `
    const form = Object.assign(document.createElement('form'), { method: 'POST', action: decodeURIComponent(location.hash.slice(1)) });
    document.body.append(form);
    window.addEventListener('pagehide', () => navigator.sendBeacon('/said', JSON.stringify('left')));
    form.submit();`,
};

describeWith(missing, 'the bounce in Chromium', () => {
  let portal: Server;
  let stand: BridgeStand;
  let url: string;
  const said: unknown[] = [];
  let heard: () => void = () => undefined;

  beforeAll(async () => {
    portal = createServer((request, response) => {
      if (request.method === 'POST') {
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
          said.push(JSON.parse(body));
          response.end();
          heard();
        });
        return;
      }
      const script = pages[request.url!];
      response.setHeader('content-type', 'text/html');
      response.end(script === undefined ? '' : `<!doctype html><body><script>${tell}${script}</script>`);
    });
    await once(portal.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
    stand = await BridgeStand.open(url);
  });
  afterAll(async () => {
    portal?.closeAllConnections();
    portal?.close();
    await stand?.close();
  });

  /** Opens a page of the portal in a browser of its own, and answers what the first page to speak says. */
  async function opened(page: string, challenge: string, space: 'public' | 'as it is' = 'public'): Promise<unknown> {
    said.length = 0;
    const speaks = new Promise<void>((resolve) => (heard = resolve));
    const profile = await mkdtemp(join(tmpdir(), 'cardwright-bridge-'));
    spawn(
      findProgram(program)!,
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-popup-blocking'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
        ...(space === 'public' ? [`--ip-address-space-overrides=${new URL(url).host}=public`] : []),
        ...[`--user-data-dir=${profile}`, `${url}${page}#${encodeURIComponent(stand.url(challenge))}`],
      ],
      { stdio: 'ignore', detached: true },
    );
    try {
      await speaks;
      return said[0];
    } finally {
      await endProcessesIn(profile);
      await rm(profile, { recursive: true, force: true });
    }
  }

  const codeHashes = (): (string | undefined)[] =>
    stand.answers.map((answer) => ('codeSha256Hex' in answer ? answer.codeSha256Hex : undefined));

  it.each(['/start', '/popup'])(
    '%s: back at the portal with the code, and nobody was asked for a permission',
    async (page) => {
      const { code, permission, referrer } = (await opened(page, await stand.challenge())) as Record<string, string>;
      expect(codeHashes().at(-1)).toBe(sha256Hex(code!));
      expect(permission).toBe('prompt');
      expect(referrer).toBe('');
    },
  );

  it('a page that does everything else with the address: the browser lets nothing through', async () => {
    const before = stand.answers.length;
    expect(await opened('/attack', await stand.challenge())).toMatchObject({
      ...{ cors: 'error', blind: 'error', posted: 'error', socket: 'error', script: 'error', image: 'error' },
    });
    expect(stand.answers).toHaveLength(before);
  });

  it('the same in a browser that lets it through: the door does nothing, and nothing of it can be read', async () => {
    const before = stand.answers.length;
    expect(await opened('/attack', await stand.challenge(), 'as it is')).toEqual({
      ...{ cors: 'error', posted: 'error', socket: 'error', script: 'error', image: 'error' },
      ...{ blind: 'error', framed: 'closed' },
    });
    expect(stand.answers).toHaveLength(before);
  });

  it('a form that is sent to the door', async () => {
    const before = stand.answers.length;
    expect(await opened('/form', await stand.challenge())).toBe('left');
    expect(stand.answers).toHaveLength(before);
  });
});
