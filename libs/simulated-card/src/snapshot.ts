/**
 * A look inside a simulated card for tests and for the command: everything but secrets, which can only be compared.
 * Not reachable by any APDU.
 */
import { timingSafeEqual } from 'node:crypto';
import type { AsymmetricAlgorithmName, SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import { fromHex, toHex, utf8Bytes, writeUint } from '@cardwright/card-protocol/bytes';
import { cplcIdentityText } from './card-manager.js';
import type { CardState, DialectName, PinPolicyName, TouchPolicyName } from './card/card-state.js';
import { importPrivateKey, publicKeySpki } from './crypto/private-key.js';
import { isFactory } from './card/factory.js';
import { hasFido, type FidoCardState, type FidoPinMode } from './card/fido-state.js';
import { currentPinHash, mustBeChanged, pinHash, retriesRemaining, sameHash } from './fido/authenticator/pin-store.js';

export interface ReferenceDataSnapshot {
  retriesRemaining: number;
  retriesTotal: number;
  factory: boolean;
}

export interface KeySnapshot {
  algorithm: AsymmetricAlgorithmName;
  origin: 'generated' | 'imported';
  pinPolicy: PinPolicyName;
  touchPolicy: TouchPolicyName;
  publicKeySpkiBase64: string;
}

export interface CardSnapshot {
  dialect: DialectName;
  serial: number;
  quirks: readonly string[];
  pin: ReferenceDataSnapshot;
  puk: ReferenceDataSnapshot;
  managementKey: { algorithm: SymmetricAlgorithmName; factory: boolean; touchPolicy: TouchPolicyName };
  /** By key reference in upper-case hex; the attestation key F9 included. */
  keys: Record<string, KeySnapshot>;
  /** Content by tag in upper-case hex, without tag 53 around it. */
  objects: Record<string, Uint8Array>;
  /** Absent: the card has no FIDO application. */
  fido?: FidoSnapshot;
}

export interface FidoSnapshot {
  pinMode: FidoPinMode;
  pinSet: boolean;
  pinRetriesRemaining: number;
  /** The application's own rule: a shared PIN keeps the one of PIV too. */
  minPinLength: number;
  minPinLengthRpIds: readonly string[];
  forcePinChange: boolean;
  enterpriseAttestation: boolean;
  signCount: number;
  /** Discoverable ones, oldest first. */
  credentials: readonly FidoCredentialSnapshot[];
}

export interface FidoCredentialSnapshot {
  rpId: string;
  credentialIdHex: string;
  userIdHex: string;
  userName: string | null;
  credProtect: number;
  hmacSecret: boolean;
}

export function snapshotOf(state: CardState): CardSnapshot {
  const referenceData = (which: 'pin' | 'puk'): ReferenceDataSnapshot => ({
    retriesRemaining: state[which].retriesRemaining,
    retriesTotal: state[which].retriesTotal,
    factory: isFactory(state, which),
  });
  return {
    dialect: state.dialect,
    serial: state.serial,
    quirks: state.quirks ?? [],
    pin: referenceData('pin'),
    puk: referenceData('puk'),
    managementKey: {
      algorithm: state.managementKey.algorithm,
      factory: isFactory(state, 'managementKey'),
      touchPolicy: state.managementKey.touchPolicy,
    },
    keys: Object.fromEntries(
      Object.entries(state.keys).map(([reference, { pkcs8Base64, ...key }]) => [
        reference,
        { ...key, publicKeySpkiBase64: publicKeySpki(importPrivateKey(pkcs8Base64)).toString('base64') },
      ]),
    ),
    objects: Object.fromEntries(
      Object.entries(state.objects).map(([tag, hex]) => [tag, new Uint8Array(Buffer.from(hex, 'hex'))]),
    ),
    ...(hasFido(state) && { fido: fidoSnapshotOf(state) }),
  };
}

function fidoSnapshotOf(state: FidoCardState): FidoSnapshot {
  const { fido } = state;
  return {
    pinMode: fido.pinMode,
    pinSet: currentPinHash(state) !== undefined,
    pinRetriesRemaining: retriesRemaining(state),
    minPinLength: fido.minPinLength,
    minPinLengthRpIds: fido.minPinLengthRpIds,
    forcePinChange: mustBeChanged(state),
    enterpriseAttestation: fido.enterpriseAttestation,
    signCount: fido.signCount,
    credentials: fido.credentials.map(({ rpId, credentialIdHex, userIdHex, userName, credProtect, hmacSecret }) => {
      return { rpId, credentialIdHex, userIdHex, userName: userName ?? null, credProtect, hmacSecret };
    }),
  };
}

export const hasFidoPin = (state: CardState, pin: string): boolean =>
  hasFido(state) && sameHash(currentPinHash(state), pinHash(utf8Bytes(pin.normalize('NFC'))));

/** Compares without disclosing what the card has. */
export function hasSecret(state: CardState, what: 'pin' | 'puk' | 'managementKey', value: Uint8Array): boolean {
  const hex = what === 'managementKey' ? state.managementKey.keyHex : state[what].valueHex;
  const own = Buffer.from(hex, 'hex');
  return own.length === value.length && timingSafeEqual(own, value);
}

/** `identity`: how a client recognises the card. The rest: the secrets of its stock batch, as they are imported. */
export interface DeliveredCard {
  identity: string;
  managementKeyHex: string;
  managementKeyAlgorithm: SymmetricAlgorithmName;
  pin: string;
  puk: string;
}

export function deliveredCard(state: CardState): DeliveredCard {
  const { factory } = state;
  return {
    identity: identityOf(state),
    managementKeyHex: factory.managementKeyHex.toUpperCase(),
    managementKeyAlgorithm: factory.managementKeyAlgorithm,
    pin: textOf(factory.pinHex),
    puk: textOf(factory.pukHex),
  };
}

function identityOf({ dialect, serial, quirks = [] }: CardState): string {
  if (quirks.includes('identity-cuid')) return `cuid:${toHex(writeUint(serial, 4)).toUpperCase()}`;
  return dialect === 'strict' && !quirks.includes('identity-serial') ? cplcIdentityText(serial) : `ykserial:${serial}`;
}

/** Without the FF that fill it up. */
const textOf = (paddedHex: string): string =>
  Buffer.from(fromHex(paddedHex).filter((byte) => byte !== 0xff)).toString('ascii');
