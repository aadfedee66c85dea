import { describe, expect, it } from '@jest/globals';
import { inGerman } from '@cardwright/contracts/words/in-german';
import { checkUsbKeys } from './usb-key-checks.js';

const key = { path: '/dev/hidraw3', name: 'Yubico YubiKey 5', product: 'YubiKey 5', serialNumber: undefined };
const alone = { path: '/dev/hidraw4', name: 'Feitian ePass', product: 'ePass', serialNumber: undefined };
const reader = 'Yubico YubiKey 5 00 00';
const check = (keys: (typeof key)[], readers = [reader]) =>
  checkUsbKeys(
    () => Promise.resolve(readers),
    () => Promise.resolve({ list: () => Promise.resolve(keys) }),
  );

describe('[F09] the doctor on FIDO keys at USB', () => {
  it('says what is missing, which is no fault', async () => {
    const words = "Cannot find package 'node-hid'";
    const [found, ...more] = await checkUsbKeys(
      () => Promise.resolve([]),
      () => Promise.resolve({ missing: words }),
    );
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      ...{ check: 'USB keys', state: 'ok' },
      found: `not used: node-hid cannot be loaded (${words}). FIDO applications are reached by readers alone`,
      fix: 'Needed only for keys that show FIDO at USB and not in their reader. Debian: install libudev1 and libusb-1.0-0.',
    });
    expect(inGerman(found!.said!.found!)).toBe(
      `nicht verwendet: node-hid ist nicht zu laden (${words}). FIDO-Anwendungen sind nur über Leser zu erreichen`,
    );
  });

  it('names each key with its reader: both are one device', async () => {
    expect(await check([key, alone])).toMatchObject([
      {
        state: 'ok',
        found: 'Yubico YubiKey 5 (reader: Yubico YubiKey 5 00 00), Feitian ePass (no reader is part of it)',
      },
    ]);
    expect(await check([])).toMatchObject([{ state: 'ok', found: 'none' }]);
  });

  it('warns of two that cannot be told apart', async () => {
    expect(await check([key, { ...key, path: '/dev/hidraw9' }])).toMatchObject([
      { state: 'warn', found: expect.stringContaining('More than one "Yubico YubiKey 5" is plugged in') },
    ]);
  });
});
