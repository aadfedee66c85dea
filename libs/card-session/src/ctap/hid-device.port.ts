/** Port: one FIDO device of USB HID (usage page F1D0) that is open, as reports. */
export interface HidDevice {
  /** One report of 64 bytes, without a report id. Rejects with a link code. */
  write(report: Uint8Array): Promise<void>;
  /** The next report; undefined: none came in this time. Rejects with a link code: CARD_REMOVED when the device is gone. */
  read(timeoutMs: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}
