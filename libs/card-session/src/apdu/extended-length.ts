/**
 * Remembers whether extended APDUs work between one kind of card and one reader. A declaration (ATR, historical bytes) is no proof: cards
 * may refuse with any status word, and readers may lose the link. So the first extended command of a session is one that changes nothing.
 * The result is remembered while the process lives, for every card of that kind in that reader. Governing documents: ISO/IEC 7816-4:2020
 * section 5.2, cards.md (cards that refuse them), PC/SC Part 3 (reader limits).
 */
import { extendedLeAll } from '@cardwright/card-protocol/apdu/command-apdu';

interface Known {
  /** Extended APDUs do not work at all. */
  refused: boolean;
  /** Extended answers work, extended data (more than 255 bytes in one command) does not. */
  dataRefused: boolean;
  /** The longest data that was taken in one command. */
  dataTaken: number;
}

/** One per process. */
export class ExtendedLengthMemory {
  private readonly known = new Map<string, Known>();

  /** cardKind: what cards of one make have in common; never a single card's identity. */
  of(readerName: string, cardKind: string): Known {
    const key = `${readerName}\n${cardKind}`;
    const known = this.known.get(key) ?? { refused: false, dataRefused: false, dataTaken: 0 };
    this.known.set(key, known);
    return known;
  }
}

/** Short APDUs: header, Lc, 255 bytes, Le. */
const shortCommandMax = 261;
const statusWordBytes = 2;
/** Header, Lc in three bytes, Le in two. */
const extendedOverhead = 9;

/** Whether extended length can be used on one connection. */
export class ExtendedLength {
  private offered = false;
  private proven = false;
  private known: Known = { refused: false, dataRefused: false, dataTaken: 0 };

  /** readerMax: longest command APDU that the reader carries, in bytes; null where it does not say. */
  constructor(private readonly readerMax: number | null) {}

  /** The card seems to have extended APDUs. known: what earlier sessions found. */
  offer(known?: Known): void {
    this.offered = true;
    this.known = known ?? this.known;
  }

  /** A reader for short APDUs carries 261 bytes; some say so whatever the card could do. */
  get mayBeTried(): boolean {
    const readerAllows = this.readerMax === null || this.readerMax > shortCommandMax;
    return this.offered && readerAllows && !this.known.refused;
  }

  /** Seen to work in this session. */
  get works(): boolean {
    return this.mayBeTried && this.proven;
  }

  /**
   * Whether this much data may go in one command. A command that changes the card may do so only after a reading command has shown that it
   * works.
   */
  carries(dataLength: number, changes: boolean): boolean {
    const fits = this.readerMax === null || dataLength + extendedOverhead <= this.readerMax;
    return (changes ? this.works : this.mayBeTried) && fits && !this.known.dataRefused;
  }

  /** As much of an answer as card and reader carry at once. */
  get answerMax(): number {
    return this.readerMax === null ? extendedLeAll : Math.min(extendedLeAll, this.readerMax - statusWordBytes);
  }

  answered(dataLength: number): void {
    this.proven = true;
    this.known.dataTaken = Math.max(this.known.dataTaken, dataLength);
  }

  /** The card accepted data of this length before, so its answer is not caused by the length. */
  hasTaken(dataLength: number): boolean {
    return dataLength <= this.known.dataTaken;
  }

  /** data: the command had more than a short one holds; answers of extended length may still work. */
  refuse(data: boolean): void {
    if (data) this.known.dataRefused = true;
    else this.known.refused = true;
  }
}
