/** Ports: the FIDO keys at USB HID (usage page F1D0), and one of them that is open, as reports. */
export interface HidDevice {
  /** One report of 64 bytes, without a report id. Rejects with a link code. */
  write(report: Uint8Array): Promise<void>;
  /** The next report; undefined: none came in this time. Rejects with a link code: CARD_REMOVED when the device is gone. */
  read(timeoutMs: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

export interface UsbKeys {
  /**
   * The key that this reader is a part of: one device, with a card reader and a FIDO interface. readerNames: all that there are. undefined: the reader
   * is of no key that is there. Rejects with CARD_AMBIGUOUS (two keys that cannot be told apart) and EDGE_USB_KEY_FORBIDDEN.
   */
  open(readerName: string, readerNames: readonly string[]): Promise<HidDevice | undefined>;
}
