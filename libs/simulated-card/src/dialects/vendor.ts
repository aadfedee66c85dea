/**
 * The widely deployed vendor's PIV application as of firmware 5.7: the standard's commands plus version, serial, metadata,
 * attestation, import, move, delete, management key, try limits and reset.
 * Governing documents: SP 800-73-5, the vendor's PIV extensions (card-protocol piv/vendor-extensions.ts cites them).
 */
import { fromHex } from '@cardwright/card-protocol/bytes';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { keyReferences } from '@cardwright/card-protocol/piv/key-reference';
import { changeReferenceData } from '../commands/change-reference-data.js';
import { generalAuthenticate } from '../commands/general-authenticate.js';
import { generateKeyPair } from '../commands/generate-key-pair.js';
import { getData } from '../commands/get-data.js';
import { resetRetryCounter } from '../commands/reset-retry-counter.js';
import { getMetadata } from '../commands/vendor/get-metadata.js';
import { getSerial, getVersion } from '../commands/vendor/identity.js';
import { attest, importKey, moveKey, setManagementKey } from '../commands/vendor/keys.js';
import { reset, setPinRetries } from '../commands/vendor/reference-data.js';
import { verify } from '../commands/verify.js';
import type { CommandHandler, Dialect } from '../card/dialect.js';

/** 3B 8A 80 01, the ten letters of our name as historical bytes, check byte. */
const vendorAtr = fromHex('3B8A8001 43617264777269676874 28');

export const vendorDialect: Dialect = {
  name: 'vendor',
  atr: vendorAtr,
  firmware: [5, 7, 2],
  extendedLength: true,
  maxCommandBytes: 4096,
  maxObjectBytes: 3052,
  objectsGrow: true,
  memoryBytes: 51200,
  instructions: new Map<number, CommandHandler>([
    [instruction.verify, verify],
    [instruction.changeReferenceData, changeReferenceData({ puk: true })],
    [instruction.resetRetryCounter, resetRetryCounter],
    [instruction.generateAsymmetricKeyPair, generateKeyPair],
    [instruction.generalAuthenticate, generalAuthenticate],
    [instruction.getData, getData],
    [0xf6, moveKey],
    [0xf7, getMetadata],
    [0xf8, getSerial],
    [0xf9, attest],
    [0xfa, setPinRetries],
    [0xfb, reset],
    [0xfd, getVersion],
    [0xfe, importKey],
    [0xff, setManagementKey],
  ]),
  algorithms: ['RSA1024', 'RSA2048', 'RSA3072', 'RSA4096', 'ECCP256', 'ECCP384', 'ED25519', 'X25519'],
  managementKeyAlgorithms: ['3DES', 'AES128', 'AES192', 'AES256'],
  generateReferences: keyReferences.filter((row) => row.certificateTag !== undefined).map((row) => row.reference),
  policies: true,
  pin: { minLength: 6, maxLength: 8, alphabet: 'any' },
  puk: { minLength: 6, maxLength: 8, alphabet: 'any' },
  malformedCountsAsWrong: true,
  blockedQuery: 0x6983,
  reselectKeepsStatus: false,
  freshPinEnds: 'next-use',
  missingKey: 'wrongData',
  anyObject: true,
  fixedDiscovery: true,
  cplc: false,
  tornWrite: 'old-length',
};
