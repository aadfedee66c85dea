/**
 * A card that is SP 800-73-5 and nothing else: no vendor instruction, short APDUs only, keys generated in 9A 9C 9D 9E and
 * nowhere else, no import, no way to read a public key back, 9B as the stock batch delivered it.
 * Governing documents: SP 800-73-5 Part 2, SP 800-78-5; design.md 5.
 */
import { fromHex } from '@cardwright/card-protocol/bytes';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { changeReferenceData } from '../commands/change-reference-data.js';
import { generalAuthenticate } from '../commands/general-authenticate.js';
import { generateKeyPair } from '../commands/generate-key-pair.js';
import { getData } from '../commands/get-data.js';
import { resetRetryCounter } from '../commands/reset-retry-counter.js';
import { verify } from '../commands/verify.js';
import type { CommandHandler, Dialect } from '../card/dialect.js';

/** 3B 8A 80 01, `CwStrictSP` as historical bytes, check byte. */
const strictAtr = fromHex('3B8A8001 43775374726963745350 17');

/** `pukChange`: CHANGE REFERENCE DATA of the PUK, which the standard leaves to the issuer. Default false. */
export const strictDialect = ({ pukChange = false }: { pukChange?: boolean } = {}): Dialect => ({
  name: 'strict',
  atr: strictAtr,
  firmware: undefined,
  extendedLength: false,
  maxCommandBytes: 4096,
  maxObjectBytes: 3072,
  objectsGrow: true,
  memoryBytes: 81920,
  instructions: new Map<number, CommandHandler>([
    [instruction.verify, verify],
    [instruction.changeReferenceData, changeReferenceData({ puk: pukChange })],
    [instruction.resetRetryCounter, resetRetryCounter],
    [instruction.generateAsymmetricKeyPair, generateKeyPair],
    [instruction.generalAuthenticate, generalAuthenticate],
    [instruction.getData, getData],
  ]),
  algorithms: ['RSA2048', 'RSA3072', 'ECCP256', 'ECCP384'],
  managementKeyAlgorithms: ['3DES', 'AES128', 'AES192', 'AES256'],
  generateReferences: [0x04, 0x9a, 0x9c, 0x9d, 0x9e],
  policies: false,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric' },
  puk: { minLength: 8, maxLength: 8, alphabet: 'any' },
  malformedCountsAsWrong: false,
  blockedQuery: 0x63c0,
  reselectKeepsStatus: true,
  freshPinEnds: 'next-command',
  missingKey: 'referenceNotFound',
  anyObject: false,
  fixedDiscovery: false,
  cplc: true,
  tornWrite: 'zeroed-tail',
});
