/**
 * A PIN comes from a hidden prompt (typed twice) or from a file descriptor that the caller opened: never from an argument
 * or the environment, which other processes can read. It is used for sealing and forgotten.
 */
import { fstatSync, readSync } from 'node:fs';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { Io } from '../terminal/io.js';

export interface PinSource {
  /** Somebody who can choose another one when the rule refuses it. */
  isPerson: boolean;
  /** asks: a PIN that is chosen (the default), or the one that the card has. */
  read(rule: PinRule, asks?: 'new-pin' | 'card-pin'): Promise<string>;
}

const lineFeed = 0x0a;

/** First line of what the descriptor gives, without its line break. */
export function readSecretFromFd(fd: number): string {
  const buffer = Buffer.alloc(4096);
  let length = 0;
  try {
    // A pipe may give it in pieces; its other end may stay open, so the line break is the end.
    while (length < buffer.length && !buffer.subarray(0, length).includes(lineFeed)) {
      const read = readSome(fd, buffer, length);
      if (read === 0) break;
      length += read;
    }
    const end = buffer.subarray(0, length).indexOf(lineFeed);
    return buffer.toString('utf8', 0, end < 0 ? length : end).replace(/\r$/, '');
  } catch (cause) {
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`File descriptor ${fd} cannot be read`), {}, cause);
  } finally {
    buffer.fill(0);
  }
}

/** A descriptor that its opener made non-blocking answers EAGAIN while there is nothing: then a little later. */
function readSome(fd: number, buffer: Buffer, offset: number): number {
  for (;;) {
    try {
      return readSync(fd, buffer, offset, buffer.length - offset, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

/** A person at a terminal: types a new one twice, as often as it takes; the card's own once. */
export const promptedPin = (io: Io): PinSource => ({
  isPerson: true,
  read: async (rule, asks = 'new-pin') => {
    if (asks === 'card-pin') return io.askHidden('PIN of the card');
    const kind = rule.alphabet === 'numeric' ? 'digits' : 'characters';
    for (;;) {
      const first = await io.askHidden(`New PIN (${rule.minLength} to ${rule.maxLength} ${kind})`);
      if (first === (await io.askHidden('The same PIN again'))) return first;
      io.stderr('The two PINs differ.\n');
    }
  },
});

/** Read when it is first needed, and once. Throws REQUEST_INVALID at once where the caller opened no such descriptor. */
export function pinFromFd(fd: number): PinSource {
  try {
    fstatSync(fd);
  } catch (cause) {
    const hint = 'npx passes on standard input only: --pin-fd 0 < file';
    throw new CardwrightError(
      'REQUEST_INVALID',
      onlyInEnglish(`File descriptor ${fd} is not open (${hint})`),
      {},
      cause,
    );
  }
  let pin: string | undefined;
  return { isPerson: false, read: async () => (pin ??= readSecretFromFd(fd)) };
}
