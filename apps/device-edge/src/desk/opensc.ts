/**
 * What programs of this session see of a card, by OpenSC and as the person (A17). OpenSC keeps certificates on disk, by the card's serial number,
 * and believes them also after the card was put in again: an update does not change that number. So what it keeps of the card is deleted.
 * No PIN is asked for; only what is public is read.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CredentialsSeen } from '@cardwright/contracts/nats/edge.api';

/** Runs pkcs11-tool, each time as a process of its own: a fresh session. Rejects when it is not there, fails, or is stopped. */
export type Pkcs11Tool = (args: readonly string[], signal: AbortSignal) => Promise<Buffer>;

/** Right after an insertion other programs look at the card too. */
const tries = 4;
const pauseMs = 750;
const oneRunMs = 15_000;

export const pkcs11Tool: Pkcs11Tool = (args, signal) =>
  new Promise((resolve, reject) => {
    const options = { signal, timeout: oneRunMs, encoding: 'buffer', env: { ...process.env, LC_ALL: 'C' } } as const;
    execFile('pkcs11-tool', args, options, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
  });

export class Opensc {
  constructor(
    private readonly run: Pkcs11Tool = pkcs11Tool,
    private readonly caches: readonly string[] = cacheFolders(process.env),
    private readonly pause: (ms: number) => Promise<void> = sleep,
  ) {}

  /** thumbprints: what should be there. If it is not, what OpenSC keeps of the card is deleted, and a fresh session looks again. */
  async look(readerName: string, thumbprints: readonly string[], signal: AbortSignal): Promise<CredentialsSeen> {
    return this.withToken(readerName, signal, async (serial) => {
      const first = await this.certificates(readerName, signal);
      const complete = thumbprints.every((each) => first.includes(each));
      if (complete || !(await this.deleteKept(serial))) return first;
      return this.certificates(readerName, signal);
    });
  }

  /** The card stays in: its certificates are read again by whoever looks next. */
  async forget(readerName: string, signal: AbortSignal): Promise<CredentialsSeen> {
    return this.withToken(readerName, signal, async (serial) => {
      await this.deleteKept(serial);
      return [];
    });
  }

  private async withToken(
    readerName: string,
    signal: AbortSignal,
    work: (serial: string) => Promise<string[]>,
  ): Promise<CredentialsSeen> {
    for (let left = tries; ; left--)
      try {
        const serial = serialIn(String(await this.run(['--list-token-slots'], signal)), readerName);
        if (serial !== undefined) return { by: 'pkcs11', thumbprints: await work(serial) };
        if (left === 1) return { by: 'pcsc', why: 'no-token' };
        await this.pause(pauseMs);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { by: 'pcsc', why: 'no-pkcs11' };
        if (signal.aborted) throw error;
        if (left === 1) return { by: 'pcsc', why: 'no-token' };
        await this.pause(pauseMs);
      }
  }

  private async certificates(readerName: string, signal: AbortSignal): Promise<string[]> {
    const slot = ['--slot-description', readerName];
    const list = String(await this.run([...slot, '--list-objects', '--type', 'cert'], signal));
    const ids = [...list.matchAll(/^\s*ID:\s*([0-9a-fA-F]+)\s*$/gm)].map(([, id]) => id!);
    const found: string[] = [];
    for (const id of new Set(ids)) {
      const der = await this.run([...slot, '--read-object', '--type', 'cert', '--id', id], signal);
      found.push(createHash('sha256').update(der).digest('hex').toUpperCase());
    }
    return found;
  }

  /** False: it keeps nothing of this card. */
  private async deleteKept(serial: string): Promise<boolean> {
    let deleted = false;
    for (const folder of this.caches)
      for (const name of await readdir(folder).catch(() => []))
        if (isOfCard(name, serial)) {
          await rm(join(folder, name), { force: true });
          deleted = true;
        }
    return deleted;
  }
}

/** `<serial number>_<last update>_<path>`. PKCS#11 has room for 16 characters of the number: its last ones, or its first ones. */
function isOfCard(fileName: string, serial: string): boolean {
  const number = fileName.split('_')[0]!.toLowerCase();
  return number.endsWith(serial.toLowerCase()) || number.startsWith(serial.toLowerCase());
}

/** The token's serial number in this reader. */
function serialIn(slots: string, readerName: string): string | undefined {
  const [, ...rows] = slots.split(/^Slot \d+ \(0x[0-9a-f]+\): /m);
  const row = rows.find((each) => each.split('\n')[0]!.trim() === readerName.slice(0, 64).trim());
  return /^\s*serial num\s*:\s*([0-9A-Za-z]{8,})\s*$/m.exec(row ?? '')?.[1];
}

/** Where OpenSC 0.20 and later keeps files, and where it did before. */
function cacheFolders(env: NodeJS.ProcessEnv): string[] {
  const home = env['HOME'] ?? homedir();
  return [join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'opensc'), join(home, '.eid', 'cache')];
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
