/**
 * The two questions that an image is made of: metadata of a reference (vendor) and the content of a data object. Each answer says whether the
 * thing is there, is not there, or was not answered; what was not answered is collected. Governing documents: SP 800-73-5 Part 2
 * section 3.1.2, the vendor's PIV extensions.
 */
import { createHash } from 'node:crypto';
import type { DataObjectImage } from '@cardwright/contracts/card/card-image';
import { numberToHex } from '@cardwright/card-protocol/bytes';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { getData, parseGetData } from '@cardwright/card-protocol/piv/data-commands';
import { objectDefect } from '@cardwright/card-protocol/piv/object-defect';
import { getMetadata, parseMetadata, type Metadata } from '@cardwright/card-protocol/piv/vendor-extensions';
import { answerOf } from '../answers.js';
import type { Unanswered } from '../unanswered.js';
import { certificateIn } from './certificate-content.js';
import type { PivSession } from './piv-session.js';

/** GET METADATA, until the card shows that it does not have it. */
export class MetadataReader {
  private supported = true;

  constructor(
    private readonly session: PivSession,
    private readonly unanswered: Unanswered,
  ) {}

  /**
   * Reads a key reference: absent where no key is; unknown where the card does not say. Some cards answer without an algorithm for an empty
   * reference; an answer that has a public key and no algorithm is not to be read.
   */
  async ofKey(reference: number): Promise<Metadata | 'absent' | 'unknown'> {
    const reported = await this.read(reference);
    if (typeof reported === 'number') {
      this.unanswered.add(numberToHex(reference), reported);
      return 'unknown';
    }
    if (typeof reported === 'string') return reported;
    const { algorithmId, publicKey } = reported;
    if (algorithmId !== undefined && !noKey.has(algorithmId)) return reported;
    if (publicKey === undefined || publicKey.length === 0) return 'absent';
    this.unanswered.add(numberToHex(reference), answeredUnreadably);
    return 'unknown';
  }

  /** Metadata of 9B. Every card has this key, so if its answer is empty, the card's answers are no metadata at all. */
  async ofManagementKey(reference: number): Promise<Metadata | undefined> {
    const reported = await this.read(reference);
    if (typeof reported !== 'object') return undefined;
    if (reported.algorithmId === undefined) this.supported = false;
    return this.supported ? reported : undefined;
  }

  /** PIN and PUK: undefined where the card does not report their tries. */
  async ofReferenceData(reference: number): Promise<Metadata | undefined> {
    const reported = await this.read(reference);
    return typeof reported === 'object' && reported.retriesRemaining !== undefined ? reported : undefined;
  }

  /** A number: the status word of what was not answered. */
  private async read(reference: number): Promise<Metadata | 'absent' | 'unknown' | number> {
    if (!this.supported) return 'unknown';
    const { sw, data } = await this.session.exchange(getMetadata(reference));
    switch (answerOf('metadata', sw)) {
      case 'there':
        return tolerant(() => parseMetadata(data)) ?? answeredUnreadably;
      case 'absent':
        return 'absent';
      case 'unsupported':
        this.supported = false;
        return 'unknown';
      case 'unclear':
        return sw;
    }
  }
}

const answeredUnreadably = 0x9000;
/** Algorithm identifiers that no asymmetric key has: 00 is a symmetric one, FF says "none". */
const noKey: ReadonlySet<number> = new Set([0x00, 0xff]);

export type ReadObject = { kind: 'there'; content: Uint8Array } | { kind: 'absent' } | { kind: 'unanswered' };

/** Objects by tag. Ones that need the PIN (Printed Information) are not asked for: a card refuses them present or absent. */
export class ObjectReader {
  readonly images: DataObjectImage[] = [];

  constructor(
    private readonly session: PivSession,
    private readonly unanswered: Unanswered,
  ) {}

  async read(tag: number): Promise<ReadObject> {
    const { sw, data } = await this.session.exchange(getData(tag));
    const answer = answerOf('object', sw);
    if (answer === 'absent') return { kind: 'absent' };
    if (answer !== 'there') {
      this.unanswered.add(numberToHex(tag), sw);
      return { kind: 'unanswered' };
    }
    const parsed = tolerant(() => parseGetData(tag, data));
    // Bytes that cannot be read are still on the card: a torn write shows as an object that matches nothing.
    const content = parsed ?? data;
    if (content.length === 0) return { kind: 'absent' };
    const unreadable = parsed === undefined || objectDefect(tag, content) !== undefined;
    this.images.push({
      tagHex: numberToHex(tag),
      sha256Hex: createHash('sha256').update(content).digest('hex').toUpperCase(),
      length: content.length,
      ...(unreadable && { unreadable }),
    });
    return { kind: 'there', content };
  }

  /** The certificate of a key reference; undefined where there is none that can be read. */
  async readCertificate(tag: number): Promise<Uint8Array | undefined> {
    const object = await this.read(tag);
    if (object.kind !== 'there') return undefined;
    const certificate = certificateIn(object.content);
    if (certificate === undefined) this.images.at(-1)!.unreadable = true;
    return certificate;
  }
}

/** undefined for bytes that break a rule. */
export function tolerant<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CardProtocolError) return undefined;
    throw error;
  }
}
