/**
 * Transcripts: a transport that records what passes through another one, and one that replays a recording and refuses
 * anything else. The text form is what stands in test/vectors: `> command`, `< response`, `#` comment, `!` link lost.
 * A recording holds PINs and keys in clear: for tests and the lab only.
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

export function formatTranscript(entries: readonly TranscriptEntry[]): string {
  return entries
    .map(({ command, response }) => `> ${toHex(command)}\n${response === null ? '!' : `< ${toHex(response)}`}\n`)
    .join('');
}

/** Passes everything on and keeps it. */
export class RecordingTransport implements CardTransport {
  readonly entries: TranscriptEntry[] = [];

  constructor(private readonly inner: CardTransport) {}

  get readerName(): string {
    return this.inner.readerName;
  }
  get atr(): Uint8Array {
    return this.inner.atr;
  }
  get contactless(): boolean {
    return this.inner.contactless;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    // Callers wipe what they sent.
    const sent = Uint8Array.from(command);
    try {
      const response = await this.inner.transmit(command);
      this.entries.push({ command: sent, response: Uint8Array.from(response) });
      return response;
    } catch (error) {
      this.entries.push({ command: sent, response: null });
      throw error;
    }
  }

  close(how: 'leave' | 'reset'): Promise<void> {
    return this.inner.close(how);
  }
}

/** Answers from a recording, in order. A command that is not the recorded one is a TypeError that shows both. */
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
