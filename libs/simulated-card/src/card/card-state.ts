/**
 * Everything a simulated card keeps when the power goes: keys, data objects, reference data, identity. JSON on purpose,
 * so that a state file can be read, compared and kept by people. Not what a session holds (session.ts).
 * Contains secrets in clear: a simulated card is a test and evaluation tool, its file is written with mode 0600.
 * Governing document: design.md 5, SP 800-73-5 Part 2.
 */
import type { AsymmetricAlgorithmName, SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import type { FidoState } from './fido-state.js';

export type DialectName = 'vendor' | 'strict';
/** As sent in tag AA: default, never, once, always; the match policies exist on biometric models only. */
export type PinPolicyName = 'never' | 'once' | 'always';
export type TouchPolicyName = 'never' | 'always' | 'cached';

export interface ReferenceDataState {
  /** 8 bytes, padded with FF. */
  valueHex: string;
  retriesRemaining: number;
  retriesTotal: number;
}

export interface KeyState {
  algorithm: AsymmetricAlgorithmName;
  pkcs8Base64: string;
  origin: 'generated' | 'imported';
  pinPolicy: PinPolicyName;
  touchPolicy: TouchPolicyName;
}

export interface ManagementKeyState {
  algorithm: SymmetricAlgorithmName;
  keyHex: string;
  touchPolicy: TouchPolicyName;
}

/** What the card was delivered with: a vendor reset goes back to it, and metadata compares with it. */
export interface FactoryState {
  pinHex: string;
  pukHex: string;
  pinTries: number;
  pukTries: number;
  managementKeyAlgorithm: SymmetricAlgorithmName;
  managementKeyHex: string;
}

export interface CardState {
  format: 1;
  dialect: DialectName;
  /** Vendor serial number, and the source of the card production life cycle data of the strict dialect. */
  serial: number;
  factory: FactoryState;
  pin: ReferenceDataState;
  puk: ReferenceDataState;
  managementKey: ManagementKeyState;
  /** By key reference in upper-case hex: `9A`. */
  keys: Record<string, KeyState>;
  /** By tag in upper-case hex: `5FC105`; the content of tag 53, for 7E and 7F61 the content of that tag itself. */
  objects: Record<string, string>;
  /** Names of quirks (quirks/catalogue.ts); absent: none. */
  quirks?: string[];
  /** By tag: the most that an object may hold, on a card whose objects cannot grow. */
  allocatedBytes?: Record<string, number>;
  /** DER of the root that vouches for the attestation key, if the dialect attests. */
  attestationRootBase64?: string;
  /** The FIDO application; absent: the card has none. */
  fido?: FidoState;
}
