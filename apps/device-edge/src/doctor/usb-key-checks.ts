/** FIDO keys at USB: whether the binding is there, which keys are, and of which reader each is a part. A key of which both are seen is one device. */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { errorFixOf, errorWords, say } from '@cardwright/contracts/words/say';
import { HidKeys, type UsbKey } from '@cardwright/card-session/transports/hid-keys';
import { keyOfReader } from '@cardwright/card-session/transports/key-of-reader';
import { finding, type Finding } from './finding.js';

const check = 'USB keys';

/** readerNames: of PC/SC; none where it does not answer, which another check says. */
export async function checkUsbKeys(
  readerNames: () => Promise<readonly string[]>,
  load: () => Promise<Pick<HidKeys, 'list'> | { missing: string }> = () => HidKeys.load(),
): Promise<Finding[]> {
  const keys = await load();
  if ('missing' in keys)
    return [
      finding(check, 'ok', say('doctor.usb-keys-missing', { words: keys.missing }), say('doctor.usb-keys-install')),
    ];
  const found = await keys.list();
  if (found.length === 0) return [finding(check, 'ok', say('doctor.no-reader'))];
  const readers = await readerNames().catch(() => []);
  try {
    const rows = found.map((key) => rowOf(key, readers, found));
    return [finding(check, 'ok', say('doctor.usb-keys', { keys: rows }))];
  } catch (error) {
    if (!isCardwrightError(error)) throw error;
    return [finding(check, 'warn', errorWords(error), errorFixOf(error.code))];
  }
}

/** Throws CARD_AMBIGUOUS. */
function rowOf(key: UsbKey, readers: readonly string[], all: readonly UsbKey[]): Sentence {
  const reader = readers.find((each) => keyOfReader(each, readers, all)?.path === key.path);
  if (reader === undefined) return say('doctor.usb-key-alone', { key: key.name });
  return say('doctor.usb-key', { key: key.name, reader });
}
