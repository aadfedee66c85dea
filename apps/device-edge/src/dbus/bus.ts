/**
 * One long-lived connection to a D-Bus message bus, as few calls as we need of it. The library behind it rejects a call on a closed connection
 * and says nothing of the end itself, so a call has a time limit and whoever fails makes a new connection.
 */
import type { EventEmitter } from 'node:events';
import { Message, MessageType, sessionBus, systemBus, type MessageBus } from '@jellybrick/dbus-next';

export interface BusCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  /** D-Bus type signature of the body. */
  signature?: string;
  body?: unknown[];
}

export interface Signal {
  sender: string;
  path: string;
  interface: string;
  member: string;
  body: unknown[];
}

export interface Bus {
  /** Answers the body. Rejects with the D-Bus error, or when there is no answer in time. */
  call(call: BusCall): Promise<unknown[]>;
  /** Signals from now on. sender: a well-known name or `org.freedesktop.DBus`. */
  onSignal(
    from: { sender: string; interface?: string; member?: string },
    listener: (signal: Signal) => void,
  ): Promise<void>;
  /** The message bus itself: another one after each of its starts. */
  id(): Promise<string>;
  /** Unique name of who has this name now; undefined: nobody, and nobody is started. */
  ownerOf(name: string): Promise<string | undefined>;
  close(): void;
}

const timeoutMs = 5_000;
export const messageBusName = 'org.freedesktop.DBus';
const messageBus = { destination: messageBusName, path: '/org/freedesktop/DBus', interface: messageBusName };

/** Rejects when there is none, or when it does not answer. address: absent for that of the session. */
export const connectSessionBus = (address?: string): Promise<Bus> =>
  ready(sessionBus({ negotiateUnixFd: false, ...(address === undefined ? {} : { busAddress: address }) }));
export const connectSystemBus = (): Promise<Bus> => ready(systemBus({ negotiateUnixFd: false }));

function ready(bus: MessageBus): Promise<Bus> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      bus.disconnect();
      reject(new Error('the message bus does not answer'));
    }, timeoutMs);
    bus.once('connect', () => {
      clearTimeout(timer);
      resolve(new ConnectedBus(bus));
    });
    // Stays: an error later on would end the process. The library's types do not have this event.
    (bus as EventEmitter).on('error', (error: Error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

class ConnectedBus implements Bus {
  constructor(private readonly bus: MessageBus) {}

  async call(call: BusCall): Promise<unknown[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${call.member}: no answer`)), timeoutMs);
    });
    try {
      const answer = await Promise.race([this.bus.call(new Message(call)), late]);
      return answer?.body ?? [];
    } finally {
      clearTimeout(timer);
    }
  }

  async onSignal(
    from: { sender: string; interface?: string; member?: string },
    listener: (signal: Signal) => void,
  ): Promise<void> {
    // The bus names senders by their unique names; what else matches was not asked for by anybody of us.
    const wanted = (signal: Signal): boolean =>
      (from.interface === undefined || signal.interface === from.interface) &&
      (from.member === undefined || signal.member === from.member);
    this.bus.on('message', ({ type, sender, path, interface: name, member, body }) => {
      const signal = { sender, path, interface: name, member, body };
      if (type === MessageType.SIGNAL && wanted(signal)) listener(signal);
    });
    const rule = Object.entries({ type: 'signal', ...from }).map(([key, value]) => `${key}='${value}'`);
    await this.call({ ...messageBus, member: 'AddMatch', signature: 's', body: [rule.join(',')] });
  }

  async id(): Promise<string> {
    return String((await this.call({ ...messageBus, member: 'GetId' }))[0]);
  }

  async ownerOf(name: string): Promise<string | undefined> {
    const call = { ...messageBus, member: 'GetNameOwner', signature: 's', body: [name] };
    return this.call(call).then(
      ([owner]) => String(owner),
      () => undefined,
    );
  }

  close(): void {
    this.bus.disconnect();
  }
}
