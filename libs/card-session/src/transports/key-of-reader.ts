/**
 * Which USB key a reader is a part of. A key with a card reader and a FIDO interface is one device, and no operating system says so: readers are
 * named after their product, with a serial number at some, and more than one of the same name cannot be told apart. Pure.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { UsbKey } from './hid-keys.js';

/** undefined: of none. Throws CARD_AMBIGUOUS. */
export function keyOfReader(
  readerName: string,
  readerNames: readonly string[],
  keys: readonly UsbKey[],
): UsbKey | undefined {
  const alike = keys.filter((key) => isNamedAfter(readerName, key));
  const bySerial = alike.find(({ serialNumber }) => serialNumber && readerName.includes(`(${serialNumber})`));
  if (bySerial !== undefined) return bySerial;
  const [first, ...others] = alike;
  if (first === undefined) return undefined;
  const readers = readerNames.filter((each) => isNamedAfter(each, first));
  if (others.length === 0 && readers.length <= 1) return first;
  throw new CardwrightError('CARD_AMBIGUOUS', say('reader.keys-alike', { key: first.name }), { readers });
}

const isNamedAfter = (readerName: string, { name, product }: UsbKey): boolean =>
  product !== '' && [name, product].some((each) => readerName.toLowerCase().startsWith(each.toLowerCase()));
