import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { CardTransport, ReaderMonitor, ReaderState } from '@cardwright/card-session/card-transport.port';
import { openingError, pcscUnavailable } from '@cardwright/card-session/transports/pcsc-errors';
import { checkPcscd } from './pcscd-checks.js';
import { checkPcsc, pcscOfAgent } from './reader-checks.js';

let folder: string;
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-pcscd-'));
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});
const listen = async (path: string): Promise<void> => {
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server!.listen(path, resolve));
};

describe('[F09] the doctor looks at pcscd', () => {
  it('not installed', async () => {
    expect(await checkPcscd(join(folder, 'none.comm'), [folder])).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('not installed'),
      fix: expect.stringContaining('apt install pcscd'),
    });
  });

  it('installed and not running: no socket, or one that nobody listens behind', async () => {
    await writeFile(join(folder, 'pcscd'), '');
    const path = join(folder, 'pcscd.comm');
    const found = expect.stringContaining('installed, but not running') as unknown;
    const fix = expect.stringMatching(/^Start it: /) as unknown;
    expect(await checkPcscd(path, [folder])).toMatchObject({ state: 'fail', found, fix });
    // A socket that was left behind, as after a kill: made, and its server gone without taking it away.
    await listen(path);
    const stale = join(folder, 'stale.comm');
    await rename(path, stale);
    await new Promise<void>((resolve) => server!.close(() => resolve()));
    expect(await checkPcscd(stale, [folder])).toMatchObject({ state: 'fail', found, fix });
  });

  it('running', async () => {
    const path = join(folder, 'pcscd.comm');
    await listen(path);
    expect(await checkPcscd(path, [])).toMatchObject({ check: 'pcscd', state: 'ok', found: `listens on ${path}` });
  });

  it('running, with a socket that this user may not reach', async () => {
    expect(await checkPcscd('/run/pcscd.comm', [], () => Promise.resolve('EACCES'))).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('may not write to its socket /run/pcscd.comm'),
      fix: expect.stringContaining('group that owns'),
    });
  });
});

const running = { check: 'pcscd', state: 'ok', found: 'listens' } as const;
const stopped = { check: 'pcscd', state: 'fail', found: 'installed, but not running', fix: 'Start it' } as const;
const failing = (error: Error) => ({
  open: () => Promise.reject(error),
  checkService: () => Promise.resolve([running]),
});
const monitor = (readers: ReaderState[], connect: () => Promise<CardTransport>): ReaderMonitor => ({
  list: () => Promise.resolve(readers),
  events: async function* () {},
  connectExclusive: connect,
  close: () => Promise.resolve(),
});
const seen = (readers: ReaderState[], error?: CardwrightError) => ({
  open: () => Promise.resolve(monitor(readers, () => Promise.reject(error!))),
  checkService: () => Promise.resolve([running]),
});
const reader = { readerName: 'Reader 0', cardPresent: true, atr: null };

describe('[F09] the doctor asks PC/SC', () => {
  it.each(['SecurityViolation', 'NoAccess', 'CommError'])(
    'refused by a policy (%s): the rule, nothing to install',
    async (code) => {
      const [, finding] = await checkPcsc(failing(await openingError(Object.assign(new Error(), { code }))));
      expect(finding).toMatchObject({ check: 'PC/SC service', state: 'fail' });
      expect(finding!.fix).toContain('org.debian.pcsc-lite.access_pcsc');
      expect(finding!.fix).toContain('org.debian.pcsc-lite.access_card');
      expect(finding!.fix).not.toMatch(/apt|start pcscd/i);
    },
  );

  it('no binding: what to install', async () => {
    const [, finding] = await checkPcsc(failing(pcscUnavailable('binding')));
    expect(finding).toMatchObject({
      check: 'PC/SC binding',
      state: 'fail',
      fix: expect.stringContaining('npm install'),
    });
  });

  it('a service that does not run is reported once, by what the machine shows of it', async () => {
    const parts = {
      open: () => Promise.reject(pcscUnavailable('service')),
      checkService: () => Promise.resolve([stopped]),
    };
    expect(await checkPcsc(parts)).toEqual([stopped]);
  });

  it('no reader', async () => {
    expect(await checkPcsc(seen([]))).toContainEqual(
      expect.objectContaining({
        check: 'readers',
        state: 'fail',
        found: 'none',
        fix: expect.stringContaining('Plug in'),
      }),
    );
  });

  it.each([
    [
      'held by another program',
      new CardwrightError('CARD_BUSY', onlyInEnglish('maybe scdaemon (pid 7)')),
      /scdaemon/,
      /Close/,
    ],
    ['refused by a policy', new CardwrightError('EDGE_PCSC_FORBIDDEN'), /may not use PC\/SC/, /access_card/],
    ['no PIV card', new CardwrightError('CARD_NOT_PIV'), /not a PIV card/, /Insert a card/],
    [
      'no protocol in common',
      new CardwrightError('CARD_PROTOCOL_MISMATCH'),
      /no transmission protocol/,
      /another reader/,
    ],
  ] as const)('a card: %s', async (_what, error, found, fix) => {
    const finding = (await checkPcsc(seen([reader], error))).at(-1)!;
    expect(finding).toMatchObject({ check: 'card in Reader 0', state: 'warn' });
    expect([finding.found, finding.fix]).toEqual([expect.stringMatching(found), expect.stringMatching(fix)]);
  });

  it('a card that answers nothing is not "empty"', async () => {
    const mute = { ...reader, cardPresent: false, unresponsive: true };
    const findings = await checkPcsc(seen([mute]));
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'readers', found: 'Reader 0 (a card that does not answer)' }),
    );
    expect(findings.at(-1)).toMatchObject({ check: 'card in Reader 0', fix: expect.stringContaining('contacts') });
  });
});

describe('[F09] beside an agent that works', () => {
  const looked: string[] = [];
  const beside = (identify: () => Promise<string | null>) =>
    pcscOfAgent({
      kind: 'simulated',
      list: () => Promise.resolve([reader, { ...reader, readerName: 'Reader 1' }]),
      heldBy: (readerName) => (readerName === 'Reader 1' ? 'request' : undefined),
      identify: (readerName) => {
        looked.push(readerName);
        return identify();
      },
    });
  const cards = async (identify: () => Promise<string | null>) => (await checkPcsc(beside(identify))).slice(-2);

  it('a card at work is not touched, and another one is asked in its turn; nothing says whose it is', async () => {
    expect(await cards(() => Promise.resolve('ykserial:4711'))).toMatchObject([
      { check: 'card in Reader 0', state: 'ok', found: 'has a PIV application' },
      { check: 'card in Reader 1', state: 'ok', found: 'Cardwright is at work on it: it was not looked at' },
    ]);
    expect(looked).toEqual(['Reader 0']);
  });

  it('a card that another program holds is a finding as ever', async () => {
    const busy = () => Promise.reject(new CardwrightError('CARD_BUSY', onlyInEnglish('maybe scdaemon (pid 7)')));
    expect((await cards(busy))[0]).toMatchObject({ state: 'warn', found: 'maybe scdaemon (pid 7)' });
  });
});
