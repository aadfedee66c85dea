/**
 * CTAP over USB HID: messages in reports of 64 bytes, put together again on either side. Pure: who reads and writes reports calls this.
 * Governing document: CTAP 2.1 section 11.2.
 */
import { concat, readUint, writeUint } from '../../bytes.js';
import { CardProtocolError } from '../../card-protocol-error.js';

/** Commands, without the bit that marks the first report of a message. */
export const ctapHidCommand = {
  ping: 0x01,
  msg: 0x03,
  init: 0x06,
  wink: 0x08,
  cbor: 0x10,
  cancel: 0x11,
  keepAlive: 0x3b,
  error: 0x3f,
} as const;

/** The one byte of an ERROR message (section 11.2.9.1.6). */
export const ctapHidError = {
  invalidCommand: 0x01,
  invalidParameter: 0x02,
  invalidLength: 0x03,
  invalidSequence: 0x04,
  timeout: 0x05,
  channelBusy: 0x06,
  lockRequired: 0x0a,
  invalidChannel: 0x0b,
  other: 0x7f,
} as const;

/** Where INIT is sent before there is a channel. */
export const broadcastChannel = 0xffffffff;
/** Capabilities of INIT's answer. */
export const ctapHidCapability = { wink: 0x01, cbor: 0x04, noMsg: 0x08 } as const;

export const reportBytes = 64;
const initBit = 0x80;
const [initHead, continuationHead] = [7, 5];
const [initData, continuationData] = [reportBytes - initHead, reportBytes - continuationHead];
const sequenceMax = 0x7f;
/** 7609 bytes: one first report and 128 that continue it. */
export const ctapHidMessageMax = initData + (sequenceMax + 1) * continuationData;

export interface CtapHidMessage {
  /** 32 bits. */
  readonly channel: number;
  readonly command: number;
  readonly payload: Uint8Array;
}

/** Reports of 64 bytes, filled with zeros. Throws CTAP_FRAME above 7609 bytes. */
export function packMessage({ channel, command, payload }: CtapHidMessage): Uint8Array[] {
  if (payload.length > ctapHidMessageMax) throw frame(`more than ${ctapHidMessageMax} bytes`);
  const id = writeUint(channel, 4);
  const first = concat(id, Uint8Array.of(command | initBit), writeUint(payload.length, 2));
  const reports = [filled(first, payload.subarray(0, initData))];
  for (let at = initData, sequence = 0; at < payload.length; at += continuationData, sequence++)
    reports.push(filled(concat(id, Uint8Array.of(sequence)), payload.subarray(at, at + continuationData)));
  return reports;
}

function filled(head: Uint8Array, data: Uint8Array): Uint8Array {
  return concat(head, data, new Uint8Array(reportBytes - head.length - data.length));
}

/** What a report came to: a whole message, a mistake to be answered on its channel, or nothing yet. */
export type Assembled =
  | { readonly kind: 'message'; readonly message: CtapHidMessage }
  | { readonly kind: 'error'; readonly channel: number; readonly error: number };

interface UnderWay {
  readonly channel: number;
  readonly command: number;
  readonly length: number;
  readonly parts: Uint8Array[];
  received: number;
  sequence: number;
}

/**
 * Puts reports together, one message at a time as an authenticator does: another channel that begins meanwhile is told that it is busy, and
 * INIT on the same channel begins anew. A host gives it the reports of its own channel.
 */
export class CtapHidAssembler {
  private underWay: UnderWay | undefined;

  /** Throws CTAP_FRAME for a report that is not 64 bytes. */
  accept(report: Uint8Array): Assembled | undefined {
    if (report.length !== reportBytes) throw frame(`a report of ${report.length} bytes`);
    const channel = readUint(report.subarray(0, 4));
    return (report[4]! & initBit) !== 0 ? this.begin(channel, report) : this.go(channel, report);
  }

  /** Forgets what has come so far: nothing more of it came in time. */
  reset(): void {
    this.underWay = undefined;
  }

  private begin(channel: number, report: Uint8Array): Assembled | undefined {
    const command = report[4]! & ~initBit;
    const open = this.underWay;
    if (open !== undefined && open.channel !== channel) return mistake(channel, ctapHidError.channelBusy);
    this.underWay = undefined;
    if (open !== undefined && command !== ctapHidCommand.init) return mistake(channel, ctapHidError.invalidSequence);
    const length = readUint(report.subarray(5, initHead));
    if (length > ctapHidMessageMax) return mistake(channel, ctapHidError.invalidLength);
    const part = report.slice(initHead, Math.min(reportBytes, initHead + length));
    return this.more({ channel, command, length, parts: [part], received: part.length, sequence: 0 });
  }

  /** A report that continues nothing is passed over, as the specification says. */
  private go(channel: number, report: Uint8Array): Assembled | undefined {
    const open = this.underWay;
    if (open === undefined || open.channel !== channel) return undefined;
    if (report[4] !== open.sequence) {
      this.underWay = undefined;
      return mistake(channel, ctapHidError.invalidSequence);
    }
    const part = report.slice(continuationHead, Math.min(reportBytes, continuationHead + open.length - open.received));
    open.parts.push(part);
    open.received += part.length;
    open.sequence += 1;
    return this.more(open);
  }

  private more(open: UnderWay): Assembled | undefined {
    this.underWay = open.received < open.length ? open : undefined;
    if (this.underWay !== undefined) return undefined;
    const { channel, command, parts } = open;
    return { kind: 'message', message: { channel, command, payload: concat(...parts) } };
  }
}

const mistake = (channel: number, error: number): Assembled => ({ kind: 'error', channel, error });

export interface CtapHidInit {
  /** 8 bytes: the host knows its answer by them. */
  readonly nonce: Uint8Array;
  readonly channel: number;
  readonly protocolVersion: number;
  /** Major, minor, build. */
  readonly deviceVersion: readonly [number, number, number];
  readonly capabilities: number;
}

const nonceBytes = 8;
const initResponseBytes = 17;

export const encodeInitResponse = (init: CtapHidInit): Uint8Array =>
  concat(
    init.nonce,
    writeUint(init.channel, 4),
    Uint8Array.of(init.protocolVersion, ...init.deviceVersion, init.capabilities),
  );

/** Throws CTAP_FRAME for less than 17 bytes; more are for later versions of the protocol. */
export function decodeInitResponse(payload: Uint8Array): CtapHidInit {
  if (payload.length < initResponseBytes) throw frame('an answer to INIT that ends too early');
  const [protocolVersion, major, minor, build, capabilities] = payload.slice(nonceBytes + 4) as unknown as number[];
  return {
    nonce: payload.slice(0, nonceBytes),
    channel: readUint(payload.subarray(nonceBytes, nonceBytes + 4)),
    protocolVersion: protocolVersion!,
    deviceVersion: [major!, minor!, build!],
    capabilities: capabilities!,
  };
}

const frame = (what: string): CardProtocolError => new CardProtocolError('CTAP_FRAME', `not CTAPHID: ${what}`);
