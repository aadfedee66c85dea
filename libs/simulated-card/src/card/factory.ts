/**
 * The delivered state of a card: stock values of PIN, PUK and 9B, and the reset to them. Every vendor card has the same values; a strict
 * card has the values of its stock batch. They are no secrets: everybody knows them until they are changed. Governing document: design.md
 * 5, SP 800-73-5 Part 2.
 */
import { timingSafeEqual } from 'node:crypto';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { symmetricAlgorithm, type SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import type { CardState, DialectName, FactoryState } from './card-state.js';
import { newReferenceData, padReferenceData } from './reference-data.js';

/** The Discovery Object: AID and PIN usage policy, the application PIN only (SP 800-73-5 Part 1 section 3.3.2). */
export const discoveryContent = fromHex('4F0BA000000308000010000100 5F2F024000');

export interface FactoryOptions {
  /** Default 123456; strict: that of strictStock. */
  pin?: string;
  /** Default 12345678; strict: that of strictStock. */
  puk?: string;
  /** Default 3 each. */
  pinTries?: number;
  pukTries?: number;
  /** Default AES192 (vendor, as of firmware 5.7; 3DES before it) and AES128 (strict). */
  managementKeyAlgorithm?: SymmetricAlgorithmName;
  /** Default: 0102..08 repeated to the length of the key; strict: strictStock's, lengthened where the algorithm asks for more. */
  managementKey?: Uint8Array;
}

/**
 * What a strict card is delivered with: it keeps its management key, and maybe its PUK, so these are not the values that everybody knows
 * but its stock batch's own, in the form in which a batch is imported. Published here, like everything of a simulated card.
 */
export const strictStock = {
  managementKeyHex: '7C1E09D2B5A84F3366D18E0B92C7F45A',
  managementKeyAlgorithm: 'AES128',
  pin: '583029',
  puk: '64820917',
} as const;

/** 01 02 .. 08 over and over: 3DES and AES-192 take three times eight bytes of it. */
export function wellKnownManagementKey(algorithm: SymmetricAlgorithmName): Uint8Array {
  return Uint8Array.from({ length: symmetricAlgorithm(algorithm).keyLength }, (_, i) => (i % 8) + 1);
}

/** A card that was delivered with what everybody knows, of either dialect. */
export const wellKnownFactory = (
  algorithm: SymmetricAlgorithmName,
): Required<Omit<FactoryOptions, 'pinTries' | 'pukTries'>> => ({
  pin: '123456',
  puk: '12345678',
  managementKeyAlgorithm: algorithm,
  managementKey: wellKnownManagementKey(algorithm),
});

/** Each further block differs, so that the longer key is no repetition. */
function strictStockKey(algorithm: SymmetricAlgorithmName): Uint8Array {
  const key = fromHex(strictStock.managementKeyHex);
  return Uint8Array.from(
    { length: symmetricAlgorithm(algorithm).keyLength },
    (_, i) => key[i % key.length]! ^ Math.floor(i / key.length),
  );
}

export function factoryState(dialect: DialectName, options: FactoryOptions = {}): FactoryState {
  const strict = dialect === 'strict';
  const algorithm = options.managementKeyAlgorithm ?? (strict ? strictStock.managementKeyAlgorithm : 'AES192');
  const key = options.managementKey ?? (strict ? strictStockKey(algorithm) : wellKnownManagementKey(algorithm));
  if (key.length !== symmetricAlgorithm(algorithm).keyLength) throw new TypeError(`not a key of ${algorithm}`);
  return {
    pinHex: toHex(padReferenceData(options.pin ?? (strict ? strictStock.pin : '123456'))),
    pukHex: toHex(padReferenceData(options.puk ?? (strict ? strictStock.puk : '12345678'))),
    pinTries: options.pinTries ?? 3,
    pukTries: options.pukTries ?? 3,
    managementKeyAlgorithm: algorithm,
    managementKeyHex: toHex(key),
  };
}

export function newCardState(dialect: DialectName, serial: number, factory: FactoryState): CardState {
  if (!Number.isInteger(serial) || serial < 0 || serial > 0xffffffff)
    throw new TypeError('the serial number has 32 bits');
  const state = { format: 1, dialect, serial, factory, keys: {}, objects: {} } as unknown as CardState;
  toFactory(state);
  return state;
}

/** Everything but the attestation key and its certificate (F9, 5FFF01), in place. */
export function toFactory(state: CardState): void {
  const { factory } = state;
  state.pin = newReferenceData(fromHex(factory.pinHex), factory.pinTries);
  state.puk = newReferenceData(fromHex(factory.pukHex), factory.pukTries);
  state.managementKey = {
    algorithm: factory.managementKeyAlgorithm,
    keyHex: factory.managementKeyHex,
    touchPolicy: 'never',
  };
  const { F9: attestationKey } = state.keys;
  const { '5FFF01': attestationCertificate } = state.objects;
  state.keys = attestationKey === undefined ? {} : { F9: attestationKey };
  state.objects = attestationCertificate === undefined ? {} : { '5FFF01': attestationCertificate };
  delete state.allocatedBytes;
  if (state.dialect === 'strict') state.objects['7E'] = toHex(discoveryContent);
}

export function isFactory(state: CardState, what: 'pin' | 'puk' | 'managementKey'): boolean {
  const { factory, managementKey } = state;
  if (what === 'pin') return equal(state.pin.valueHex, factory.pinHex);
  if (what === 'puk') return equal(state.puk.valueHex, factory.pukHex);
  return (
    managementKey.algorithm === factory.managementKeyAlgorithm && equal(managementKey.keyHex, factory.managementKeyHex)
  );
}

const equal = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
