import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, link, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectToService } from './connect.js';
import { DeskDoor, type Visitor } from './desk-door.js';
import { LastingLink } from './lasting-link.js';
import { proofsIn, socketIn } from './folder.js';
import { makeChallenge, prepareProofs, prove, provenUser, type Challenge } from './proof.js';
import type { FromUser } from './protocol.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-door-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('who speaks', () => {
  const proofs = () => proofsIn(folder);
  let challenge: Challenge;
  beforeEach(async () => {
    await prepareProofs(proofs());
    challenge = makeChallenge();
  });
  const file = () => join(proofs(), challenge.name);

  it('the owner of a file of this name with this content; used once', async () => {
    await prove(proofs(), challenge);
    expect(await provenUser(proofs(), challenge)).toBe(process.getuid!());
    expect(await readdir(proofs())).toEqual([]);
    expect(await provenUser(proofs(), challenge)).toBeUndefined();
  });

  it('anybody may make files there, and nobody may list them or take another’s away', async () => {
    expect((await stat(proofs())).mode & 0o7777).toBe(0o1733);
  });

  const mine = () => join(folder, 'mine');
  const cheats: [string, () => Promise<unknown>][] = [
    ['nothing', () => Promise.resolve()],
    ['another content', () => writeFile(file(), challenge.content.replace(/^./, 'x'))],
    [
      'a file that others may write',
      async () => {
        await writeFile(file(), challenge.content);
        await chmod(file(), 0o666);
      },
    ],
    [
      'a symbolic link to somebody’s file',
      async () => {
        await writeFile(mine(), challenge.content);
        await symlink(mine(), file());
      },
    ],
    [
      'a second name of somebody’s file',
      async () => {
        await writeFile(mine(), challenge.content);
        await link(mine(), file());
      },
    ],
    [
      'somebody’s file, moved here',
      async () => {
        await writeFile(mine(), 'a letter');
        await rename(mine(), file());
      },
    ],
  ];
  it.each(cheats)('%s proves nothing', async (_, cheat) => {
    await cheat();
    expect(await provenUser(proofs(), challenge)).toBeUndefined();
  });

  it('writes nowhere but in the folder of proofs', async () => {
    await expect(prove(proofs(), { name: '../elsewhere', content: 'x' })).rejects.toThrow(TypeError);
  });
});

describe('the door', () => {
  let door: DeskDoor;
  let entered: Visitor[];
  let said: FromUser[];
  let left: number;
  beforeEach(async () => {
    [entered, said, left] = [[], [], 0];
    door = new DeskDoor(folder, {
      entered: (visitor) => entered.push(visitor),
      said: (_, message) => said.push(message),
      left: () => (left += 1),
    });
    await door.open();
  });
  afterEach(() => door.close());

  it('lets somebody in who shows who it is, carries messages both ways, and sees the end', async () => {
    const heard: unknown[] = [];
    const ended = new Promise<void>((resolve) => {
      void connectToService(folder, 'desk', { message: (message) => heard.push(message), end: resolve }).then(
        (service) => service.send({ ask: 'not-shown', offerId: 'o-1' }),
      );
    });
    await until(() => said.length === 1);
    expect(entered).toMatchObject([{ role: 'desk', userId: process.getuid!() }]);
    entered[0]!.send({ say: 'withdraw', offerId: 'o-1' });
    await until(() => heard.length === 1);
    entered[0]!.close();
    await ended;
    await until(() => left === 1);
    expect({ said, heard }).toEqual({
      said: [{ ask: 'not-shown', offerId: 'o-1' }],
      heard: [{ say: 'withdraw', offerId: 'o-1' }],
    });
  });

  it.each([
    ['no JSON', 'hello\n'],
    ['no object', '"hello"\n'],
    ['an unknown role', '{"ask":"hello","role":"root","sessionId":null}\n'],
    ['a claim without a proof', '{"ask":"hello","role":"desk","sessionId":null}\n{"ask":"proved"}\n'],
    ['a question before anything', '{"ask":"check","readerName":null,"showAt":"here"}\n'],
    ['a line without an end', 'x'.repeat(70_000)],
  ])('%s: hung up, nobody entered', async (_, text) => {
    const socket = connect(socketIn(folder));
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(text);
    await closed;
    expect({ entered, said }).toEqual({ entered: [], said: [] });
  });

  it('who says twice that it has proved who it is does not enter twice', async () => {
    const socket = connect(socketIn(folder));
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.on('error', () => undefined).setEncoding('utf8');
    socket.write('{"ask":"hello","role":"desk","sessionId":null}\n');
    const question = await new Promise<string>((resolve) => void socket.once('data', resolve));
    await prove(proofsIn(folder), JSON.parse(question) as Challenge);
    socket.write('{"ask":"proved"}\n{"ask":"proved"}\n');
    await closed;
    await until(() => entered.length === left);
    expect(entered.length).toBeLessThan(2);
  });

  it('a desk part that leaves while it connects comes back as one', async () => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const link = new LastingLink(folder, 'desk', () => undefined);
    const listener = {
      message: () => undefined,
      unlinked: () => Promise.resolve(),
      isReady: () => Promise.resolve(true),
    };
    const stays = link.stay(listener, ended);
    link.leave();
    await until(() => entered.length === 2 && left === 1);
    end();
    await stays;
    await until(() => left === 2);
  });

  it('without a service: a clear error', async () => {
    await door.close();
    await expect(
      connectToService(folder, 'check', { message: () => undefined, end: () => undefined }),
    ).rejects.toMatchObject({ code: 'EDGE_UNREACHABLE' });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
