/**
 * FIDO keys at USB HID, through node-hid: the only file that loads that native binding, by dynamic import, so that an agent without it works
 * with what its readers reach. Governing document: CTAP 2.1 section 11.2.
 * Traps of the binding: a report is written with its report id (0) in front, and read without; it knows errors by their words alone.
 */
import { access, constants } from 'node:fs/promises';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { HidDevice, UsbKeys } from '../ctap/hid-device.port.js';
import { keyOfReader } from './key-of-reader.js';

/** What is used of it. */
export interface HidBinding {
  devicesAsync(): Promise<HidRow[]>;
  HIDAsync: { open(path: string): Promise<HidHandle> };
}
export interface HidRow {
  path?: string | undefined;
  serialNumber?: string | undefined;
  manufacturer?: string | undefined;
  product?: string | undefined;
  usagePage?: number | undefined;
}
export interface HidHandle {
  write(report: number[]): Promise<number>;
  read(timeoutMs: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** A FIDO key as the operating system names it. */
export interface UsbKey {
  path: string;
  /** Maker and product. */
  name: string;
  product: string;
  serialNumber: string | undefined;
}

/** Of FIDO, by the HID usage tables. */
const fidoUsagePage = 0xf1d0;
const reportId = 0;
const reportBytes = 64;

export class HidKeys implements UsbKeys {
  private constructor(private readonly binding: HidBinding) {}

  /** missing: why the binding cannot be loaded, in its own words; nothing else of the agent needs it. */
  static async load(load: () => Promise<HidBinding> = loadBinding): Promise<HidKeys | { missing: string }> {
    try {
      const binding = await load();
      // The native part is loaded by the first call.
      await binding.devicesAsync();
      return new HidKeys(binding);
    } catch (error) {
      return { missing: error instanceof Error ? error.message.split('\n')[0]! : 'unknown' };
    }
  }

  async list(): Promise<UsbKey[]> {
    return (await this.binding.devicesAsync()).flatMap(
      ({ path, manufacturer = '', product = '', serialNumber, usagePage }) =>
        path === undefined || usagePage !== fidoUsagePage
          ? []
          : [{ path, name: `${manufacturer} ${product}`.trim(), product, serialNumber: serialNumber || undefined }],
    );
  }

  async open(readerName: string, readerNames: readonly string[]): Promise<HidDevice | undefined> {
    const key = keyOfReader(readerName, readerNames, await this.list());
    return key && this.openAt(key);
  }

  private async openAt({ path, name }: UsbKey): Promise<HidDevice> {
    try {
      return new OpenHidKey(await this.binding.HIDAsync.open(path));
    } catch (error) {
      if (await isForbidden(path))
        throw new CardwrightError('EDGE_USB_KEY_FORBIDDEN', undefined, { key: name, path }, error);
      throw new CardwrightError('CARD_REMOVED', undefined, { sent: false, gone: true, key: name }, error);
    }
  }
}

class OpenHidKey implements HidDevice {
  constructor(private readonly handle: HidHandle) {}

  async write(report: Uint8Array): Promise<void> {
    const prefixed = [reportId, ...report];
    await this.handle.write(prefixed).catch(gone);
    prefixed.fill(0);
  }

  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    const report = await this.handle.read(timeoutMs).catch(gone);
    return report === undefined || report.length < reportBytes ? undefined : Uint8Array.from(report);
  }

  async close(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }
}

/** A device that is open fails in one way: it is not there any more. */
function gone(error: unknown): never {
  throw new CardwrightError('CARD_REMOVED', undefined, { sent: true, gone: true }, error);
}

/** Only where devices are files. */
const isForbidden = (path: string): Promise<boolean> =>
  access(path, constants.R_OK | constants.W_OK).then(
    () => false,
    ({ code }: NodeJS.ErrnoException) => code === 'EACCES' || code === 'EPERM',
  );

async function loadBinding(): Promise<HidBinding> {
  // No literal: what is optional at run time is not needed to build either.
  const module = (await import('node-hid' as string)) as HidBinding & { default?: HidBinding };
  return module.default ?? module;
}
