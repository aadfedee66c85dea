/** FIDO keys at USB without one: the binding is this spec's, and so are the names that operating systems give. */
import { describe, expect, it } from '@jest/globals';
import { HidKeys, type HidBinding, type HidHandle, type HidRow } from './hid-keys.js';

const yubico = {
  ...{ path: '/dev/hidraw3', manufacturer: 'Yubico', product: 'YubiKey OTP+FIDO+CCID', usagePage: 0xf1d0 },
  serialNumber: '',
};
const nitrokey = {
  ...{ path: '/dev/hidraw5', manufacturer: 'Nitrokey', product: 'Nitrokey 3', usagePage: 0xf1d0 },
  serialNumber: '00A1',
};
const keyboard = { path: '/dev/hidraw4', manufacturer: 'Yubico', product: 'YubiKey OTP+FIDO+CCID', usagePage: 1 };
const yubikeyReader = 'Yubico YubiKey OTP+FIDO+CCID 00 00';
const nitrokeyReader = 'Nitrokey Nitrokey 3 [CCID/ICCD Interface] (00A1) 00 00';

const quiet: HidHandle = {
  write: (report) => Promise.resolve(report.length),
  read: () => Promise.resolve(undefined),
  close: () => Promise.resolve(),
};
const keysOf = async (rows: HidRow[], handle: HidHandle = quiet, opened: string[] = []): Promise<HidKeys> => {
  const binding: HidBinding = {
    devicesAsync: () => Promise.resolve(rows),
    HIDAsync: {
      open: (path) => {
        opened.push(path);
        return Promise.resolve(handle);
      },
    },
  };
  const keys = await HidKeys.load(() => Promise.resolve(binding));
  if (!(keys instanceof HidKeys)) throw new Error(keys.missing);
  return keys;
};

describe('FIDO keys at USB', () => {
  it('are the devices of usage page F1D0, by maker and product', async () => {
    const keys = await keysOf([yubico, keyboard, nitrokey, { usagePage: 0xf1d0 }]);
    expect(await keys.list()).toEqual([
      {
        ...{ path: '/dev/hidraw3', name: 'Yubico YubiKey OTP+FIDO+CCID', product: 'YubiKey OTP+FIDO+CCID' },
        serialNumber: undefined,
      },
      { path: '/dev/hidraw5', name: 'Nitrokey Nitrokey 3', product: 'Nitrokey 3', serialNumber: '00A1' },
    ]);
  });

  it('are none where the binding cannot be loaded, and its words say why', async () => {
    const missing = new Error(
      'libudev.so.1: cannot open shared object file: No such file or directory\nRequire stack:',
    );
    expect(await HidKeys.load(() => Promise.reject(missing))).toEqual({
      missing: 'libudev.so.1: cannot open shared object file: No such file or directory',
    });
  });

  it('a key that is a reader too is one device: the reader is named after it', async () => {
    const opened: string[] = [];
    const keys = await keysOf([yubico], quiet, opened);
    expect(await keys.open(yubikeyReader, [yubikeyReader, 'Alcor Micro AU9540 00 00'])).toBeDefined();
    expect(await keys.open('Alcor Micro AU9540 00 00', [yubikeyReader, 'Alcor Micro AU9540 00 00'])).toBeUndefined();
    expect(opened).toEqual(['/dev/hidraw3']);
  });

  it('the serial number in the name of the reader says which of two it is', async () => {
    const opened: string[] = [];
    const other = { ...nitrokey, path: '/dev/hidraw9', serialNumber: '00B2' };
    await (await keysOf([other, nitrokey], quiet, opened)).open(nitrokeyReader, [nitrokeyReader]);
    expect(opened).toEqual(['/dev/hidraw5']);
  });

  it('two that cannot be told apart are not guessed at', async () => {
    const second = 'Yubico YubiKey OTP+FIDO+CCID 01 00';
    const ambiguous = {
      code: 'CARD_AMBIGUOUS',
      message:
        'More than one "Yubico YubiKey OTP+FIDO+CCID" is plugged in, and the one in this reader cannot be told from the other. Take the others out.',
    };
    const two = await keysOf([yubico, { ...yubico, path: '/dev/hidraw7' }]);
    await expect(two.open(yubikeyReader, [yubikeyReader])).rejects.toMatchObject(ambiguous);
    // One of the two has FIDO at USB switched off.
    const one = await keysOf([yubico]);
    await expect(one.open(yubikeyReader, [yubikeyReader, second])).rejects.toMatchObject(ambiguous);
  });

  it('a report is written with its id in front, and read without; a silence is no report; a key that left says so', async () => {
    const written: number[][] = [];
    const reports: (Uint8Array | undefined)[] = [new Uint8Array(64).fill(7), undefined, new Uint8Array(0)];
    const left = new Error('could not read from HID device');
    const handle: HidHandle = {
      write: (report) => Promise.resolve(written.push([...report])),
      read: () => (reports.length > 0 ? Promise.resolve(reports.shift()) : Promise.reject(left)),
      close: () => Promise.reject(left),
    };
    const device = (await (await keysOf([yubico], handle)).open(yubikeyReader, [yubikeyReader]))!;
    await device.write(new Uint8Array(64).fill(9));
    expect(written).toEqual([[0, ...new Array<number>(64).fill(9)]]);
    expect(await device.read(10)).toEqual(new Uint8Array(64).fill(7));
    expect([await device.read(10), await device.read(10)]).toEqual([undefined, undefined]);
    await expect(device.read(10)).rejects.toMatchObject({ code: 'CARD_REMOVED', details: { gone: true } });
    await device.close();
  });
});
