/** How a card gets its FIDO application. */
import type { AttestationRoot } from '../attestation/attestation.js';
import { batchAttestation, enterpriseAttestation } from '../attestation/fido-attestation.js';
import { deliveredFido, type FidoPinMode, type FidoState, type FidoVersion } from '../card/fido-state.js';
import type { FidoTouch } from './authenticator/touch.js';

export interface FidoOptions {
  /** false: what is said here holds for a card that has the application, and no other gets it. Default true. */
  add?: boolean;
  /** Default separate. What a state has already wins. */
  pin?: FidoPinMode;
  /** Default FIDO_2_1. What a state has already wins. */
  version?: FidoVersion;
  /** Discoverable credentials that fit; default 25. What a state has already wins. */
  credentialLimit?: number;
  /** Default given. */
  touch?: FidoTouch | (() => FidoTouch);
  /** Milliseconds, only differences count: how long ago the card was switched on, how old a token is. Default performance.now. */
  now?: () => number;
}

/** The model: cards whose PIN is shared are another one. */
export const simulatedAaguidHex: Readonly<Record<FidoPinMode, string>> = {
  separate: '7ca5d7a1c0de4f1d8001000000000001',
  shared: '7ca5d7a1c0de4f1d8001000000000002',
};

const defaultCredentialLimit = 25;

export async function newFido(
  serial: number,
  root: AttestationRoot,
  { pin = 'separate', credentialLimit = defaultCredentialLimit, version }: FidoOptions,
): Promise<FidoState> {
  const aaguidHex = simulatedAaguidHex[pin];
  return {
    pinMode: pin,
    ...(version !== undefined && { version }),
    aaguidHex,
    credentialLimit,
    ...deliveredFido(),
    attestation: await batchAttestation(root, aaguidHex),
    enterpriseAttestationKey: await enterpriseAttestation(root, aaguidHex, serial),
    attestationRootBase64: Buffer.from(root.certificateDer).toString('base64'),
  };
}
