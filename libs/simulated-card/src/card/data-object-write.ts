/**
 * PUT DATA as it reaches memory: piece by piece, so that a cut between or inside the pieces of a chain leaves what real
 * cards leave. Not transactional unless the dialect says so.
 * Governing documents: SP 800-73-5 Part 2 section 3.3.2; faults.md "Card write atomicity" (old length with part-new bytes;
 * zeroed tail), both read in the source of open applets.
 */
import { concat, emptyBytes, fromHex, numberToHex, toHex } from '@cardwright/card-protocol/bytes';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { dataObjects, tagOf } from '@cardwright/card-protocol/piv/data-object';
import { decodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import type { CardState } from './card-state.js';
import { refuse } from '../status-word/status-error.js';

/**
 * What a write that is cut short leaves. atomic: the old object. old-length: written in place, the length set last, so the
 * old length with part-new bytes. zeroed-tail: allocated anew at the first piece, so zeros from where it stopped.
 */
export type TornWrite = 'atomic' | 'old-length' | 'zeroed-tail';

/** What a dialect says about data objects. */
export interface DataObjectRules {
  /** Longest command, pieces joined. */
  readonly maxCommandBytes: number;
  readonly maxObjectBytes: number;
  /** false: an object keeps the size of its first content, erased or not. */
  readonly objectsGrow: boolean;
  /** All data objects together. */
  readonly memoryBytes: number;
  /** Data objects beyond those of SP 800-73-5. */
  readonly anyObject: boolean;
  /** The Discovery Object is what the firmware says, and cannot be written. */
  readonly fixedDiscovery: boolean;
}

/** The part of a card that a write works on. */
export interface CardMemory {
  readonly dialect: DataObjectRules;
  readonly state: CardState;
  readonly tornWrite: TornWrite;
  /**
   * The state as it is now is what a power cut inside this command leaves; everything is stored before it returns.
   * Throws PowerLostError if the cut is due.
   */
  checkpoint(): Promise<void>;
  /** True if the power goes inside this command: a write then stops half-way. */
  readonly cutInside: boolean;
}

interface Header {
  tag: number;
  contentStart: number;
  contentLength: number;
}

export class DataObjectWrite {
  private received: Uint8Array = emptyBytes;
  private header: Header | undefined;
  private before: Uint8Array | undefined;

  /** Takes the next piece into memory; throws StatusError, or PowerLostError when the power goes inside it. */
  async accept(card: CardMemory, piece: Uint8Array, last: boolean): Promise<void> {
    if (this.received.length + piece.length > card.dialect.maxCommandBytes) refuse('wrongLength');
    const earlier = this.received.length;
    this.received = concat(this.received, piece);
    this.header ??= this.start(card);
    if (this.header === undefined) {
      if (last) refuse('wrongData');
      return;
    }
    if (card.cutInside) {
      this.leave(card, this.header, earlier + Math.floor(piece.length / 2));
      await card.checkpoint();
    }
    const { contentStart, contentLength, tag } = this.header;
    if (!last) return this.leave(card, this.header, this.received.length);
    if (this.received.length - contentStart !== contentLength) refuse('wrongData');
    store(card, tag, this.received.subarray(contentStart));
  }

  /** undefined until enough is there to know tag and length. */
  private start(card: CardMemory): Header | undefined {
    const header = readHeader(this.received);
    if (header === undefined) return undefined;
    const { dialect, state } = card;
    if (!isWritable(dialect, header.tag)) refuse('notFound');
    const name = numberToHex(header.tag);
    const others = Object.entries(state.objects).reduce(
      (sum, [tag, hex]) => sum + (tag === name ? 0 : hex.length / 2),
      0,
    );
    const most = Math.min(
      dialect.maxObjectBytes,
      dialect.objectsGrow ? Infinity : (state.allocatedBytes?.[name] ?? Infinity),
    );
    if (header.contentLength > most || others + header.contentLength > dialect.memoryBytes) refuse('noSpace');
    const before = state.objects[name];
    this.before = before === undefined ? undefined : fromHex(before);
    return header;
  }

  /** What is in memory when everything up to `end` of the command has been written. */
  private leave(card: CardMemory, { tag, contentStart, contentLength }: Header, end: number): void {
    const written = this.received.subarray(contentStart, Math.max(contentStart, end));
    if (card.tornWrite === 'atomic') return;
    if (card.tornWrite === 'zeroed-tail') {
      const content = new Uint8Array(contentLength);
      content.set(written.subarray(0, contentLength));
      return store(card, tag, content);
    }
    if (this.before === undefined) return;
    const content = Uint8Array.from(this.before);
    content.set(written.subarray(0, content.length));
    store(card, tag, content);
  }
}

function store({ state, dialect }: CardMemory, tag: number, content: Uint8Array): void {
  const name = numberToHex(tag);
  if (content.length === 0) {
    delete state.objects[name];
    return;
  }
  state.objects[name] = toHex(content);
  if (!dialect.objectsGrow) state.allocatedBytes = { [name]: content.length, ...state.allocatedBytes };
}

/** `5C tag` and then `53`; Discovery and the biometric group come as themselves. */
function readHeader(bytes: Uint8Array): Header | undefined {
  const outer = peek(bytes, 0);
  if (outer === undefined) return undefined;
  if (outer.tag === tagOf.discovery || outer.tag === tagOf.biometricInformation)
    return { tag: outer.tag, contentStart: outer.start, contentLength: outer.length };
  if (outer.tag !== 0x5c) refuse('wrongData');
  const name = bytes.subarray(outer.start, outer.start + outer.length);
  if (name.length < outer.length) return undefined;
  const content = peek(bytes, outer.start + outer.length);
  if (content === undefined) return undefined;
  if (content.tag !== 0x53) refuse('wrongData');
  return { tag: readTagValue(name), contentStart: content.start, contentLength: content.length };
}

/** Value of a tag list entry of 1 to 3 bytes. */
export function readTagValue(name: Uint8Array): number {
  if (name.length < 1 || name.length > 3) refuse('wrongData');
  return name.reduce((value, byte) => value * 256 + byte, 0);
}

/** Tag and length of a TLV whose value has not arrived yet; undefined while they have not either. */
function peek(bytes: Uint8Array, at: number): { tag: number; start: number; length: number } | undefined {
  const head = bytes.subarray(at, at + 9);
  let lengthAt = 1;
  const first = head[0];
  if (first === undefined) return undefined;
  if ((first & 0x1f) === 0x1f) {
    while (((head[lengthAt] ?? 0) & 0x80) !== 0) lengthAt += 1;
    lengthAt += 1;
  }
  const lead = head[lengthAt];
  if (lead === undefined) return undefined;
  const count = lead < 0x80 ? 0 : lead & 0x7f;
  if (count > 2 || lead === 0x80) refuse('wrongData');
  const digits = head.subarray(lengthAt + 1, lengthAt + 1 + count);
  if (digits.length < count) return undefined;
  const length = count === 0 ? lead : digits.reduce((value, byte) => value * 256 + byte, 0);
  try {
    const { tag } = decodeTlv(concat(head.subarray(0, lengthAt), Uint8Array.of(0)));
    return { tag, start: at + lengthAt + 1 + count, length };
  } catch (error) {
    if (error instanceof CardProtocolError) return refuse('wrongData');
    throw error;
  }
}

/** Vendor range: every three-byte tag that starts with 5F. */
const inVendorRange = (tag: number): boolean => tag >= 0x5f0000 && tag <= 0x5fffff;

function isKnownObject(dialect: DataObjectRules, tag: number): boolean {
  if (dialect.anyObject && inVendorRange(tag)) return true;
  return dataObjects.some((row) => row.tag === tag && row.presence !== 'vendor');
}

function isWritable(dialect: DataObjectRules, tag: number): boolean {
  return isKnownObject(dialect, tag) && !(dialect.fixedDiscovery && tag === tagOf.discovery);
}
