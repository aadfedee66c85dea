/**
 * When the power goes: at a counted APDU or by a callback, before the command runs, inside it, or after it took effect
 * but before its answer. What a write leaves behind when it is cut inside is the dialect's business (data-object-write.ts).
 * Governing document: faults.md, "Card write atomicity" and faults 11 to 13.
 */
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { decodeCommand } from '@cardwright/card-protocol/apdu/command-apdu';

export type CutMoment = 'before' | 'inside' | 'after';

/** `apdu` counts from 0 at the moment the cut is armed; GET RESPONSE and every piece of a chain count. */
export interface PowerCut {
  apdu: number;
  when: CutMoment;
}

export interface ApduEvent {
  /** From 0, since the policy was armed. */
  index: number;
  ins: number;
  p1: number;
  p2: number;
  chained: boolean;
}

/** Asked once per APDU; undefined lets the power stay. */
export type CutPolicy = (event: ApduEvent) => CutMoment | undefined;

/** The card lost its power, or has none: there is no answer, and nobody knows from outside what took effect. */
export class PowerLostError extends Error {
  override readonly name = 'PowerLostError';
  readonly code = 'POWER_LOST';

  constructor(message = 'the card has no power') {
    super(message);
  }
}

/** A cut happens once. A policy is asked at every APDU until it is replaced. */
export const cutPolicy = (cut: PowerCut | CutPolicy | undefined): CutPolicy | undefined => {
  if (cut === undefined || typeof cut === 'function') return cut;
  let armed = true;
  return ({ index }) => {
    if (!armed || index !== cut.apdu) return undefined;
    armed = false;
    return cut.when;
  };
};

export function apduEvent(index: number, command: Uint8Array): ApduEvent {
  try {
    const { cla, ins, p1, p2 } = decodeCommand(command);
    return { index, ins, p1, p2, chained: (cla & 0x10) !== 0 };
  } catch (error) {
    if (!(error instanceof CardProtocolError)) throw error;
    return { index, ins: command[1] ?? 0, p1: command[2] ?? 0, p2: command[3] ?? 0, chained: false };
  }
}
