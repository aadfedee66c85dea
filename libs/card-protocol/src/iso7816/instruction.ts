/**
 * Instruction bytes of ISO 7816-4 that PIV uses. Vendor instructions are in piv/vendor-extensions.ts.
 * Governing documents: ISO/IEC 7816-4:2020 table 5, SP 800-73-5 Part 2 table 1.
 */
export const instruction = {
  verify: 0x20,
  changeReferenceData: 0x24,
  resetRetryCounter: 0x2c,
  generateAsymmetricKeyPair: 0x47,
  generalAuthenticate: 0x87,
  select: 0xa4,
  getResponse: 0xc0,
  getDataCompact: 0xca,
  getData: 0xcb,
  putData: 0xdb,
} as const;
