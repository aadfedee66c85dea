/**
 * A transport that answers from a transcript and refuses anything else: for tests. The text form: `> command`, `< response`, `#` comment,
 * `!` link lost.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { bytesEqual, fromHex, toHex } from '@cardwright/card-protocol/bytes';
import type { CardTransport } from '../card-transport.port.js';

export interface TranscriptEntry {
  readonly command: Uint8Array;
  /** null: the link was lost after this command was sent. */
  readonly response: Uint8Array | null;
}

export function parseTranscript(text: string): TranscriptEntry[] {
  const entries: TranscriptEntry[] = [];
  let command: Uint8Array | undefined;
  for (const [number, line] of text.split('\n').entries()) {
    const body = line.replace(/#.*/, '').trim();
    if (body === '') continue;
    if (body.startsWith('>') && command === undefined) command = fromHex(body.slice(1));
    else if (command !== undefined && (body.startsWith('<') || body === '!')) {
      entries.push({ command, response: body === '!' ? null : fromHex(body.slice(1)) });
      command = undefined;
    } else throw new TypeError(`transcript line ${number + 1}: '>' and '<' or '!' must take turns`);
  }
  if (command !== undefined) throw new TypeError('the transcript ends with a command');
  return entries;
}

/** Answers in order. A command that is not the one of the transcript is a TypeError that shows both. */
export class ReplayTransport implements CardTransport {
  readonly readerName: string;
  readonly atr: Uint8Array;
  readonly contactless: boolean;
  closedBy: 'leave' | 'reset' | undefined;
  private at = 0;

  constructor(
    private readonly entries: readonly TranscriptEntry[],
    card: { readerName?: string; atr?: Uint8Array; contactless?: boolean } = {},
  ) {
    this.readerName = card.readerName ?? 'Transcript 00 00';
    this.atr = card.atr ?? fromHex('3B00');
    this.contactless = card.contactless ?? false;
  }

  get finished(): boolean {
    return this.at === this.entries.length;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const entry = this.entries[this.at];
    if (entry === undefined) throw new TypeError(`after the end of the transcript: ${toHex(command)}`);
    if (!bytesEqual(entry.command, command))
      throw new TypeError(`transcript entry ${this.at}: ${toHex(command)} in place of ${toHex(entry.command)}`);
    this.at += 1;
    if (entry.response === null) throw new CardwrightError('CARD_REMOVED', undefined, { sent: true, gone: true });
    return Uint8Array.from(entry.response);
  }

  close(how: 'leave' | 'reset'): Promise<void> {
    this.closedBy ??= how;
    return Promise.resolve();
  }
}
