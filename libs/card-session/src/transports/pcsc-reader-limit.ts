/**
 * The longest command APDU that a reader carries, by what reader and driver say of themselves: the attribute SCARD_ATTR_MAXINPUT and the
 * property dwMaxAPDUDataSize. A reader that does APDUs itself (CCID "short APDU level exchange") cannot carry extended ones, whatever the
 * card could do. Asks the driver, never the card.
 * Governing documents: PC/SC Workgroup Specification 2.02 Part 10 section 2.6.14, winscard's reader attributes, CCID 1.1 section 5.1.
 */
import type { Card } from 'pcsc-mini';

const attributeMaxInput = 0x0007a007;
const ioctlGetFeatureRequest = 3400;
const featureGetTlvProperties = 0x12;
const propertyMaxApduDataSize = 0x0a;
/** Header, Lc, 255 bytes, Le. */
const shortCommandMax = 261;
/** Header, Lc in three bytes, Le in two. */
const extendedOverhead = 9;

/** Bytes; null where the reader does not say. */
export async function readerLimit(
  card: Pick<Card, 'attributeGet' | 'control'>,
  controlCode: (functionCode: number) => number,
): Promise<number | null> {
  const limits = [await maxInput(card), await maxApduDataSize(card, controlCode)];
  const reported = limits.filter((limit) => limit !== undefined);
  return reported.length === 0 ? null : Math.min(...reported);
}

async function maxInput(card: Pick<Card, 'attributeGet'>): Promise<number | undefined> {
  const value = await card.attributeGet(attributeMaxInput).catch(() => undefined);
  const bytes = value === undefined ? undefined : littleEndian(value);
  // 0 from drivers that have the attribute and no value.
  return bytes === 0 ? undefined : bytes;
}

async function maxApduDataSize(
  card: Pick<Card, 'control'>,
  controlCode: (functionCode: number) => number,
): Promise<number | undefined> {
  const features = await card.control(controlCode(ioctlGetFeatureRequest)).catch(() => undefined);
  const code = features && tlv(features, featureGetTlvProperties);
  if (code?.length !== 4) return undefined;
  const properties = await card.control(new DataView(Uint8Array.from(code).buffer).getUint32(0)).catch(() => undefined);
  const size = properties && tlv(properties, propertyMaxApduDataSize);
  if (size === undefined) return undefined;
  const bytes = littleEndian(size);
  return bytes === 0 ? shortCommandMax : bytes && bytes + extendedOverhead;
}

/** One byte of tag, one of length. */
function tlv(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  for (let at = 0; at + 2 <= bytes.length; at += 2 + bytes[at + 1]!)
    if (bytes[at] === tag) return bytes.subarray(at + 2, at + 2 + bytes[at + 1]!);
  return undefined;
}

const littleEndian = (bytes: Uint8Array): number | undefined =>
  bytes.length === 0 || bytes.length > 4 ? undefined : bytes.reduceRight((value, byte) => value * 256 + byte, 0);
