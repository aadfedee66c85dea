/**
 * A stand-in for the pcsc-mini binding, for codes that no machine of ours produces: one client, readers that a spec plugs in, cards that
 * answer or fail as the spec says. Nothing of ours is replaced by it: it is handed to the adapter where the native binding would be.
 */
import { EventEmitter } from 'node:events';
import type { Binding } from '../src/transports/pcsc.transport.js';

/** As the binding throws: an Error with the name of the PC/SC code. */
export const pcscError = (code: string): Error => Object.assign(new Error('Error in native function'), { code });

export interface ScriptedCard {
  atr?: Uint8Array;
  /** An answer, or an error to be thrown. */
  transmit(command: Uint8Array): Uint8Array | Error;
  /** Name of the code that connecting fails with. */
  refuses?: string;
  /** What reconnecting does; default: it succeeds. */
  reconnect?(): Error | undefined;
  attributes?: ReadonlyMap<number, Uint8Array>;
  /** By control code. */
  controls?: ReadonlyMap<number, Uint8Array>;
}

const status = { PRESENT: 32, EMPTY: 16, MUTE: 512 } as const;

export class ScriptedReader extends EventEmitter {
  card: ScriptedCard | undefined;

  constructor(private readonly readerName: string) {
    super();
  }

  name(): string {
    return this.readerName;
  }

  insert(card: ScriptedCard): void {
    this.card = card;
    this.change(status.PRESENT);
  }

  insertMute(): void {
    this.change(status.PRESENT | status.MUTE);
  }

  remove(): void {
    this.card = undefined;
    this.change(status.EMPTY);
  }

  connect(mode: number): Promise<object> {
    const { card } = this;
    if (card === undefined) return Promise.reject(pcscError('NoSmartCard'));
    const direct = mode === 3;
    if (!direct && card.refuses !== undefined) return Promise.reject(pcscError(card.refuses));
    return Promise.resolve(connection(card));
  }

  private change(raw: number): void {
    this.emit('change', { has: (...flags: number[]) => flags.every((flag) => (raw & flag) !== 0) }, new Uint8Array(0));
  }
}

const found = (values: ReadonlyMap<number, Uint8Array> | undefined, key: number): Promise<Uint8Array> => {
  const value = values?.get(key);
  return value === undefined ? Promise.reject(pcscError('UnsupportedFeature')) : Promise.resolve(value);
};

const connection = (card: ScriptedCard): object => ({
  state: () => Promise.resolve({ atr: card.atr ?? Uint8Array.of(0x3b, 0x00) }),
  disconnect: () => Promise.resolve(),
  reconnect: () => {
    const failure = card.reconnect?.();
    return failure === undefined ? Promise.resolve(1) : Promise.reject(failure);
  },
  attributeGet: (id: number) => found(card.attributes, id),
  control: (code: number) => found(card.controls, code),
  transmit(command: Uint8Array) {
    const answer = card.transmit(Uint8Array.from(command));
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  },
});

export interface ScriptedBinding {
  binding: Binding;
  plug(readerName: string): ScriptedReader;
  /** The service fails, as it does when pcscd ends. */
  fail(code: string): void;
  /** How long the client had given no sign when it was stopped; undefined: it was not. */
  quietBeforeStopMs(): number | undefined;
}

/** startFails: name of the code that `Client.start` throws. */
export function scriptedBinding({ startFails }: { startFails?: string } = {}): ScriptedBinding {
  const readers: ScriptedReader[] = [];
  let client: EventEmitter | undefined;
  let signAt = 0;
  let quietMs: number | undefined;
  const sign = (): void => void (signAt = performance.now());
  const started = (made: EventEmitter): void => {
    client = made;
    sign();
    setImmediate(() => readers.forEach((reader) => made.emit('reader', reader)));
  };
  class Client extends EventEmitter {
    start(): this {
      if (startFails !== undefined) throw pcscError(startFails);
      started(this);
      return this;
    }
    stop(): void {
      quietMs = performance.now() - signAt;
      client = undefined;
    }
  }
  const binding = {
    Client,
    MAX_READERS: 4,
    CardMode: { EXCLUSIVE: 1, SHARED: 2, DIRECT: 3 },
    CardDisposition: { LEAVE: 0, RESET: 1, UNPOWER: 2, EJECT: 3 },
    Protocol: { UNSET: 0 },
    ReaderStatus: status,
    controlCode: (code: number) => 0x42000000 + code,
  } as unknown as Binding;
  return {
    binding,
    plug(readerName) {
      const reader = new ScriptedReader(readerName);
      readers.push(reader);
      reader.on('change', sign);
      sign();
      client?.emit('reader', reader);
      return reader;
    },
    fail: (code) => void client?.emit('error', pcscError(code)),
    quietBeforeStopMs: () => quietMs,
  };
}
