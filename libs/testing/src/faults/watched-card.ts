/**
 * A simulated card whose power goes where the harness says, that remembers every APDU since then and what it cost in PUK tries.
 * Its state is a file, so that what is checked afterwards is read from there and not asked of this object. Fault harness only;
 * governing document: faults.md 11 to 13.
 */
import { readFile } from 'node:fs/promises';
import type { CardState, DialectName } from '@cardwright/simulated-card/card/card-state';
import { apduEvent, type ApduEvent } from '@cardwright/simulated-card/power-cut';
import { padReferenceData } from '@cardwright/simulated-card/card/reference-data';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { hasFidoPin, hasSecret, snapshotOf, type CardSnapshot } from '@cardwright/simulated-card/snapshot';
import { FileStore } from '@cardwright/simulated-card/state-store';
import { commandKind, type CutPoint } from './cut-points.js';

const changeReferenceData = 0x24;
const resetRetryCounter = 0x2c;
const pukReference = 0x81;

export class WatchedCard extends SimulatedCard {
  /** Since `watch`, the one that was cut included. */
  events: ApduEvent[] = [];
  /** The same in upper-case hex. */
  commands: string[] = [];
  /** Presentations of a wrong PUK since `watch`. */
  wrongPuks = 0;
  /** Told of each command before the card does it; length in bytes. */
  onCommand: ((event: ApduEvent & { length: number }) => void) | undefined;
  private whenLost: () => void = () => undefined;
  private readonly clock: { aheadMs: number };

  constructor(
    readonly file: string,
    readonly dialectName: DialectName,
    readonly serial: number,
    withFido = false,
  ) {
    const clock = { aheadMs: 0 };
    // Of strict cards every other one changes its PUK: both kinds are cut.
    super({
      ...{ dialect: dialectName, serial, pukChange: serial % 2 === 0, store: new FileStore(file) },
      ...(withFido && { fido: { now: () => performance.now() + clock.aheadMs } }),
    });
    this.clock = clock;
  }

  /** Counts from here; resolves when the power went, never if there is no cut or it is not reached. */
  watch(cut?: CutPoint): Promise<void> {
    this.events = [];
    this.commands = [];
    this.wrongPuks = 0;
    let armed = cut !== undefined;
    let ofKind = 0;
    const isThere = (event: ApduEvent, { apdu, nth, kind }: CutPoint): boolean => {
      if (nth === undefined) return event.index === apdu;
      return commandKind(event) === kind && ofKind++ === nth;
    };
    this.armCut((each) => {
      if (isOfTheOther(each)) return undefined;
      const event = { ...each, index: this.events.length };
      this.events.push(event);
      if (!armed || cut === undefined || !isThere(event, cut)) return undefined;
      armed = false;
      this.whenLost();
      return cut.when;
    });
    return new Promise((resolve) => (this.whenLost = resolve));
  }

  /** For its FIDO application it is in the reader for a minute longer: it takes no reset. */
  waited(): void {
    this.clock.aheadMs += 60_000;
  }

  override async transmit(command: Uint8Array): Promise<Uint8Array> {
    // Decoded first: the caller wipes the command once it is sent.
    const event = apduEvent(0, command);
    const { ins, p2 } = event;
    this.onCommand?.({ ...event, length: command.length });
    this.commands.push(Buffer.from(command).toString('hex').toUpperCase());
    const response = await super.transmit(command);
    const presentsPuk = (ins === changeReferenceData && p2 === pukReference) || ins === resetRetryCounter;
    if (presentsPuk && response.at(-2) === 0x63) this.wrongPuks += 1;
    return response;
  }
}

/** SELECT without an answer, as the other program of `renew-beside` says it and the agent never does: it is not counted and not cut. */
export const commandOfTheOther = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 0x05, 0xa0, 0x00, 0x00, 0x03, 0x08);
const isOfTheOther = ({ ins, p2 }: ApduEvent): boolean => ins === 0xa4 && p2 === 0x0c;

const reads = ['A4', 'CB', 'CA', 'F7', 'FD', 'F8', 'C0'];

/**
 * Whether a command neither writes nor authenticates: SELECT, GET DATA, GET METADATA, version, serial, GET RESPONSE, VERIFY without a
 * value, the question for a 9B witness. apdu: upper-case hex.
 */
export function isRead(apdu: string): boolean {
  const ins = apdu.slice(2, 4);
  if (ins === '20') return apdu.length <= 10;
  return reads.includes(ins) || /^0087..9B(0000)?047C028000/.test(apdu);
}

export interface RawCard {
  snapshot: CardSnapshot;
  hasPin(pin: string): boolean;
  hasFidoPin(pin: string): boolean;
}

/** What the file of a card holds, keys decoded: no card object and no APDU in between. */
export async function rawCard(file: string): Promise<RawCard> {
  const state = JSON.parse(await readFile(file, 'utf8')) as CardState;
  return {
    snapshot: snapshotOf(state),
    hasPin: (pin) => hasSecret(state, 'pin', padReferenceData(pin)),
    hasFidoPin: (pin) => hasFidoPin(state, pin),
  };
}
