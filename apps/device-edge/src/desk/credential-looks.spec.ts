import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FromUser } from '../desk-link/protocol.js';
import { CredentialLooks } from './credential-looks.js';
import { Opensc, pkcs11Tool } from './opensc.js';

let folder: string;
let path: string | undefined;
let sent: FromUser[];
let looks: CredentialLooks;
let answered: Promise<void>;

/** A pkcs11-tool that does what the script says. */
const program = async (script: string): Promise<void> => {
  await writeFile(join(folder, 'pkcs11-tool'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'pkcs11-tool'), 0o755);
};
const look = (): void => looks.heard({ say: 'look', lookId: 'l-1', readerName: 'R0', want: 'look', thumbprints: [] });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-looks-'));
  path = process.env['PATH'];
  process.env['PATH'] = `${folder}:/usr/bin:/bin`;
  sent = [];
  answered = new Promise((resolve) => {
    const send = (message: FromUser): void => {
      sent.push(message);
      resolve();
    };
    const opensc = new Opensc(pkcs11Tool, [], () => Promise.resolve());
    looks = new CredentialLooks(opensc, send, () => undefined);
  });
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true });
});

describe('a look of the desk part', () => {
  it('gives way at once: the program that has the card is ended', async () => {
    await program(`touch ${folder}/begun; exec sleep 60`);
    look();
    looks.heard({ say: 'give-way', lookId: 'another' });
    expect(sent).toEqual([]);
    looks.heard({ say: 'give-way', lookId: 'l-1' });
    await answered;
    expect(sent).toEqual([{ ask: 'seen', lookId: 'l-1', seen: null }]);
  });

  it('sees no token where OpenSC names none, or fails', async () => {
    await program('echo "Available slots:"');
    look();
    await answered;
    expect(sent).toEqual([{ ask: 'seen', lookId: 'l-1', seen: { by: 'pcsc', why: 'no-token' } }]);
    await program('exit 1');
    const opensc = new Opensc(pkcs11Tool, [], () => Promise.resolve());
    expect(await opensc.look('R0', [], new AbortController().signal)).toEqual({ by: 'pcsc', why: 'no-token' });
  });

  it('says so where there is no OpenSC', async () => {
    process.env['PATH'] = folder;
    look();
    await answered;
    expect(sent).toEqual([{ ask: 'seen', lookId: 'l-1', seen: { by: 'pcsc', why: 'no-pkcs11' } }]);
  });
});
