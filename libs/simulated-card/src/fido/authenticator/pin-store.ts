/**
 * The PIN that the FIDO application asks for: its own, or the one of the PIV application, whose rule and counter then hold too. Governing
 * documents: CTAP 2.1 section 6.5, SP 800-73-5 Part 2 section 2.4.3.
 */
import { bytesEqual, fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import { pinCodePoints } from '@cardwright/card-protocol/ctap/pin/pin-rules';
import type { ReferenceDataRule } from '../../card/dialect.js';
import { referenceDataLength, wellFormed } from '../../card/reference-data.js';
import { refuseCtap } from './ctap-error.js';
import { pinRetriesTotal, type FidoCardState } from '../../card/fido-state.js';

const hashBytes = 16;

/** What is compared: the left half of the SHA-256 of a PIN. */
export const pinHash = (pin: Uint8Array): Uint8Array => nodeCryptography.sha256(pin).slice(0, hashBytes);

export interface PinStore {
  /** undefined: no PIN is set. */
  readonly hash: Uint8Array | undefined;
  readonly codePoints: number;
  retriesRemaining: number;
  readonly retriesTotal: number;
  /** Code points, the application's own and those of the other one together. */
  readonly minLength: number;
  /** pin: UTF-8. Throws CTAP2_ERR_PIN_POLICY_VIOLATION. */
  set(pin: Uint8Array): void;
}

/** rule: what the PIV application asks of its PIN. */
export const pinStore = (state: FidoCardState, rule: ReferenceDataRule): PinStore =>
  state.fido.pinMode === 'shared' ? new SharedPin(state, rule) : new OwnPin(state);

/** undefined: no PIN is set. */
export function currentPinHash({ fido, pin }: FidoCardState): Uint8Array | undefined {
  if (fido.pinMode === 'shared') return pinHash(withoutPadding(pin.valueHex));
  return fido.pin && fromHex(fido.pin.hashHex);
}

export const retriesRemaining = ({ fido, pin }: FidoCardState): number =>
  fido.pinMode === 'shared' ? pin.retriesRemaining : fido.pinRetriesRemaining;

export function mustBeChanged(state: FidoCardState): boolean {
  const [forced, hash] = [state.fido.forceChangeOfHashHex, currentPinHash(state)];
  return forced !== undefined && hash !== undefined && toHex(hash) === forced;
}

const withoutPadding = (valueHex: string): Uint8Array => fromHex(valueHex).filter((byte) => byte !== 0xff);

function checkLength(pin: Uint8Array, minLength: number): number {
  const codePoints = pinCodePoints(pin);
  return codePoints < minLength ? refuseCtap('CTAP2_ERR_PIN_POLICY_VIOLATION') : codePoints;
}

class OwnPin implements PinStore {
  readonly retriesTotal = pinRetriesTotal;

  constructor(private readonly state: FidoCardState) {}

  get hash(): Uint8Array | undefined {
    return currentPinHash(this.state);
  }

  get codePoints(): number {
    return this.state.fido.pin?.codePoints ?? 0;
  }

  get retriesRemaining(): number {
    return retriesRemaining(this.state);
  }

  set retriesRemaining(left: number) {
    this.state.fido.pinRetriesRemaining = left;
  }

  get minLength(): number {
    return this.state.fido.minPinLength;
  }

  set(pin: Uint8Array): void {
    const codePoints = checkLength(pin, this.minLength);
    this.state.fido.pin = { hashHex: toHex(pinHash(pin)), codePoints };
  }
}

class SharedPin implements PinStore {
  constructor(
    private readonly state: FidoCardState,
    private readonly rule: ReferenceDataRule,
  ) {}

  get hash(): Uint8Array | undefined {
    return currentPinHash(this.state);
  }

  get codePoints(): number {
    return withoutPadding(this.state.pin.valueHex).length;
  }

  get retriesRemaining(): number {
    return retriesRemaining(this.state);
  }

  set retriesRemaining(left: number) {
    this.state.pin.retriesRemaining = left;
  }

  get retriesTotal(): number {
    return this.state.pin.retriesTotal;
  }

  get minLength(): number {
    return Math.max(this.state.fido.minPinLength, this.rule.minLength);
  }

  set(pin: Uint8Array): void {
    checkLength(pin, this.minLength);
    const padded = new Uint8Array(referenceDataLength).fill(0xff);
    if (pin.length > referenceDataLength || pin.some((byte) => byte > 0x7e))
      refuseCtap('CTAP2_ERR_PIN_POLICY_VIOLATION');
    padded.set(pin);
    if (!wellFormed(this.rule, padded)) refuseCtap('CTAP2_ERR_PIN_POLICY_VIOLATION');
    this.state.pin.valueHex = toHex(padded);
  }
}

export const sameHash = (one: Uint8Array | undefined, other: Uint8Array): boolean =>
  one !== undefined && bytesEqual(one, other);
