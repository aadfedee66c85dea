/** The door as Windows has it, with what the system says written here. That Windows says it is shown by `npm run test:windows`. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WindowsAccount, WindowsSystem } from '../windows-system/windows-system.port.js';
import { connectToService, type ServiceLink } from './connect.js';
import { DeskDoor, type Visitor } from './desk-door.js';
import { Desks } from './desks.js';
import { doorFileIn } from './folder.js';
import { WindowsDoorway, windowsVisit } from './windows-doorway.js';

const service: WindowsAccount = { userId: 'S-1-5-18', sessionId: '0' };
const ada: WindowsAccount = { userId: 'S-1-5-21-1-2-3-1001', sessionId: '1' };
const ben: WindowsAccount = { userId: 'S-1-5-21-1-2-3-1002', sessionId: '2' };

let folder: string;
let door: DeskDoor;
let entered: Visitor[];
/** Whose process writes into pipes. */
let speaker: WindowsAccount;
let pipes: Map<string, string>;
let closed: number;
/** What Windows refuses: a pipe, or to say whose it is. */
let refuses: 'pipe' | 'token' | undefined;

const system: WindowsSystem = {
  own: () => service,
  inFront: () => ({ ...ada, locked: false }),
  startOf: () => undefined,
  openProof: () => {
    if (refuses === 'pipe') throw new Error('no pipe can be opened');
    const name = `cardwright-proof-${String(pipes.size).padStart(32, '0')}`;
    pipes.set(name, '');
    return {
      name,
      writer: (content) => {
        if (refuses === 'token') throw new Error('a token has no user');
        return pipes.get(name) === content ? speaker : undefined;
      },
      close: () => void (closed += 1),
    };
  },
};
const write = (name: string, content: string): Promise<void> => {
  pipes.set(name, content);
  return Promise.resolve();
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-doorway-'));
  [entered, pipes, closed, speaker, refuses] = [[], new Map(), 0, ada, undefined];
  door = new DeskDoor(
    folder,
    { entered: (visitor) => entered.push(visitor), said: () => undefined, left: () => undefined },
    () => Promise.resolve(new WindowsDoorway(folder, system)),
  );
  await door.open();
});
afterEach(async () => {
  await door.close();
  await rm(folder, { recursive: true });
});

const nothing = { message: () => undefined, end: () => undefined };
const come = (showAt = write): Promise<ServiceLink> =>
  connectToService(folder, 'window', nothing, {
    visiting: Promise.resolve(windowsVisit(folder, showAt)),
    limitMs: 2_000,
  });
const refused = { code: 'EDGE_UNREACHABLE' };

it('lets in whose process it is, as the system says it, and whose session', async () => {
  const link = await come();
  speaker = service;
  (await come()).close();
  link.close();
  expect(
    entered.map(({ role, userId, sessionId, isSessionProven, isService }) => [
      ...[role, userId, sessionId, isSessionProven, isService],
    ]),
  ).toEqual([
    ['window', 'S-1-5-21-1-2-3-1001', '1', true, undefined],
    ['window', 'S-1-5-18', '0', true, true],
  ]);
});

it('nobody enters who has not written what was asked for', async () => {
  await expect(come((name) => write(name, 'something else'))).rejects.toMatchObject(refused);
  await expect(come(() => Promise.resolve())).rejects.toMatchObject(refused);
  expect(entered).toEqual([]);
  expect(closed).toBeGreaterThan(0);
});

it.each(['pipe', 'token'] as const)('nobody enters while Windows refuses a %s, and the next one does', async (what) => {
  refuses = what;
  await expect(come()).rejects.toMatchObject(refused);
  refuses = undefined;
  (await come()).close();
  expect(entered.map(({ userId }) => userId)).toEqual([ada.userId]);
});

it.each([
  ['no nonce', '{"ask":"hello","role":"window","sessionId":null}\n'],
  ['a nonce that is none', '{"ask":"hello","role":"window","sessionId":null,"nonce":"00"}\n'],
  [
    'what a browser sends',
    'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{"ask":"hello","role":"window","sessionId":null}\n',
  ],
])('%s: hung up, and no pipe', async (_, text) => {
  const { port } = JSON.parse(await readFile(doorFileIn(folder), 'utf8')) as { port: number };
  const socket = connect(port, '127.0.0.1');
  const ended = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  socket.on('error', () => undefined).resume();
  socket.write(text);
  await ended;
  expect({ entered, pipes: pipes.size }).toEqual({ entered: [], pipes: 0 });
});

it('a desk part shows itself to nobody but the service that left its key', async () => {
  const file = JSON.parse(await readFile(doorFileIn(folder), 'utf8')) as object;
  const publicKeyBase64 = generateKeyPairSync('ed25519')
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64');
  await writeFile(doorFileIn(folder), JSON.stringify({ ...file, publicKeyBase64 }));
  await expect(come()).rejects.toMatchObject(refused);
  expect([...pipes.values()]).toEqual(['']);
  await door.close();
  await expect(come()).rejects.toMatchObject(refused);
});

it.each([
  ['lets everybody in', '{"say":"welcome"}\n{"say":"ask-credential","askId":"a","options":{}}\n'],
  ['says nothing', ''],
])('who listens at its port after it has ended, and %s, is not believed', async (_, text) => {
  const file = await readFile(doorFileIn(folder), 'utf8');
  await door.close();
  const heard: unknown[] = [];
  const impostor = createServer(
    (socket) =>
      void socket
        .on('error', () => undefined)
        .resume()
        .write(text),
  );
  await new Promise<void>((listening) => impostor.listen(0, '127.0.0.1', listening));
  const { port } = impostor.address() as AddressInfo;
  await writeFile(doorFileIn(folder), JSON.stringify({ ...(JSON.parse(file) as object), port }));
  const on = { message: (message: unknown) => void heard.push(message), end: () => undefined };
  const visiting = Promise.resolve(windowsVisit(folder, write));
  await expect(connectToService(folder, 'window', on, { visiting, limitMs: 200 })).rejects.toMatchObject(refused);
  expect(heard).toEqual([]);
  await new Promise<unknown>((closed) => impostor.close(closed));
});

it('of another person, or of another session of the same one, no process is asked and none may ask', async () => {
  const desks = new Desks(
    () => ({
      ...{ active: () => Promise.resolve(system.inFront()), isFallingAsleep: () => Promise.resolve(false) },
      ...{ delaySleep: () => undefined, close: () => undefined },
    }),
    () => undefined,
  );
  const links: ServiceLink[] = [];
  for (const each of [ben, { ...ada, sessionId: '3' }]) {
    speaker = each;
    links.push(await come());
  }
  for (const visitor of entered) desks.entered(visitor);
  expect(await desks.withWindow()).toBeUndefined();
  expect(await Promise.all(entered.map((visitor) => desks.mayAsk(visitor)))).toEqual([false, false]);
  speaker = ada;
  links.push(await come());
  desks.entered(entered[2]!);
  expect(await desks.withWindow()).toBe(entered[2]);
  expect(await desks.mayAsk(entered[2]!)).toBe(true);
  // It shows no offers.
  expect([await desks.seated(), desks.report()]).toEqual([undefined, { desks: 0, waiting: 0 }]);
  for (const link of links) link.close();
});
