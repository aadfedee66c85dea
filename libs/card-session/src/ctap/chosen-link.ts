/** The link to a FIDO application that is reached by the reader's APDUs, or, where it does not answer there, by the USB interface of the same key. */
import { HidCtapLink } from './hid-ctap-link.js';
import type { CtapExchangeOptions, CtapLink } from './ctap-link.port.js';
import type { HidDevice } from './hid-device.port.js';

export class ChosenLink implements CtapLink {
  private usb: { device: HidDevice; link: CtapLink } | undefined;

  /** open: the USB interface of the key; undefined: it has none. */
  constructor(
    private readonly card: CtapLink,
    private readonly open: (() => Promise<HidDevice | undefined>) | undefined,
  ) {}

  get isUsb(): boolean {
    return this.usb !== undefined;
  }

  exchange(message: Uint8Array, options?: CtapExchangeOptions): Promise<Uint8Array> {
    return (this.usb?.link ?? this.card).exchange(message, options);
  }

  /** From now on by USB, for as long as the session lasts. false: there is no such interface, or no CTAP2 behind it. Throws what opening it throws. */
  async takeUsb(): Promise<boolean> {
    const device = await this.open?.();
    if (device === undefined) return false;
    try {
      const link = await HidCtapLink.open(device);
      if (link !== undefined) this.usb = { device, link };
    } finally {
      if (this.usb === undefined) await device.close();
    }
    return this.isUsb;
  }

  async close(): Promise<void> {
    await this.usb?.device.close();
  }
}
