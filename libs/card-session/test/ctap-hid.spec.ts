/** The session with a FIDO application over the reports of a USB key: the simulated card behind CTAPHID, in process. */
import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex, utf8Bytes } from '@cardwright/card-protocol/bytes';
import {
  CtapHidAssembler,
  ctapHidCommand,
  decodeInitResponse,
  packMessage,
  type CtapHidMessage,
} from '@cardwright/card-protocol/ctap/transport/hid-framing';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { SimulatedHidKey, type HidHandle } from '@cardwright/simulated-card/hid/simulated-hid-key';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import type { KeepAlive } from '../src/ctap/ctap-link.port.js';
import { CtapSession } from '../src/ctap/ctap-session.js';
import { HidCtapLink } from '../src/ctap/hid-ctap-link.js';
import type { HidDevice } from '../src/ctap/hid-device.port.js';

const [pin, rpId] = [utf8Bytes('1234'), 'example.org'];
const clientDataHash = new Uint8Array(32).fill(0xcd);
const request = {
  clientDataHash,
  rp: { id: rpId },
  user: { id: utf8Bytes('ada'), name: 'ada' },
  pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
  options: { rk: true },
};
const turn = (): Promise<void> => new Promise(setImmediate);

function deviceOf(handle: HidHandle): HidDevice {
  const removed = (error: unknown): never => {
    throw new CardwrightError('CARD_REMOVED', undefined, { sent: true, gone: true }, error);
  };
  return {
    write: (report) => handle.write(report).catch(removed),
    read: (timeoutMs) => handle.read(timeoutMs).catch(removed),
    close: () => handle.close(),
  };
}

interface Opened {
  card: SimulatedCard;
  key: SimulatedHidKey;
  session: CtapSession;
}

async function open(options: SimulatedCardOptions = {}): Promise<Opened> {
  const card = new SimulatedCard({ fido: {}, ...options });
  const key = new SimulatedHidKey(card, { pause: turn });
  return { card, key, session: await sessionOn(key) };
}

const sessionOn = async (key: SimulatedHidKey): Promise<CtapSession> =>
  new CtapSession((await HidCtapLink.open(deviceOf(key.open()), { pause: turn }))!);

const outcome = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'done',
    (error: { statusName?: string; code?: string }) => error.statusName ?? error.code,
  );

/** Another program, which speaks in messages. */
class OtherProgram {
  private readonly handle: HidHandle;

  constructor(key: SimulatedHidKey) {
    this.handle = key.open();
  }

  async ask(message: CtapHidMessage): Promise<string> {
    for (const report of packMessage(message)) await this.handle.write(report);
    return this.next(message.channel);
  }

  async next(channel: number): Promise<string> {
    const assembler = new CtapHidAssembler();
    for (let report = await this.handle.read(1_000); report !== undefined; report = await this.handle.read(1_000)) {
      const assembled = assembler.accept(report);
      if (assembled?.kind !== 'message' || assembled.message.channel !== channel) continue;
      return `${toHex(Uint8Array.of(assembled.message.command))} ${toHex(assembled.message.payload)}`;
    }
    return 'nothing';
  }

  async channel(): Promise<number> {
    const answer = await this.ask({ channel: 0xffffffff, command: 0x06, payload: fromHex('0102030405060708') });
    return decodeInitResponse(fromHex(answer.slice(3))).channel;
  }
}

describe('a passkey over USB HID', () => {
  it('is made with the PIN and a touch that is waited for, asserted, listed and deleted', async () => {
    const { session, card } = await open({ fido: { touch: { afterPolls: 3 } } });
    await session.pin.set(pin);
    const seen: KeepAlive[] = [];
    const making = await session.pin.token(pin, ['makeCredential'], rpId);
    const made = await session.makeCredential(request, making, { onKeepAlive: (kind) => seen.push(kind) });
    expect(seen).toEqual(['touch']);
    const token = await session.pin.token(pin, ['getAssertion'], rpId);
    expect(await session.getAssertions({ rpId, clientDataHash }, token)).toHaveLength(1);
    const manager = await session.pin.token(pin, ['credentialManagement']);
    expect((await session.credentials.list(manager)).map((each) => each.user.name)).toEqual(['ada']);
    await session.credentials.delete(made.credentialId, manager);
    expect((await card.snapshot()).fido!.credentials).toEqual([]);
  });

  it('is given up by the caller while the key waits', async () => {
    const { session, card } = await open({ fido: { touch: { afterPolls: Infinity } } });
    const given = new AbortController();
    const options = { onKeepAlive: () => given.abort(), signal: given.signal };
    expect(await outcome(session.makeCredential(request, undefined, options))).toBe('CTAP2_ERR_KEEPALIVE_CANCEL');
    expect((await session.info()).versions).toContain('FIDO_2_1');
    expect((await card.snapshot()).fido!.credentials).toEqual([]);
  });

  it('when the key is pulled its fate is not known, and what only asks says that it is gone', async () => {
    const { session, card } = await open();
    card.armCut(({ ins }) => (ins === 0x10 ? 'after' : undefined));
    expect(await outcome(session.makeCredential(request))).toBe('CARD_OUTCOME_UNKNOWN');
    expect(await outcome(session.info())).toBe('CARD_REMOVED');
    expect((await card.snapshot()).fido!.credentials).toHaveLength(1);
  });
});

describe('a key that another program uses', () => {
  it('is waited for', async () => {
    const { key, session } = await open({ fido: { touch: { afterPolls: Infinity } } });
    const other = new OtherProgram(key);
    const channel = await other.channel();
    expect(await other.ask({ channel, command: 0x10, payload: fromHex('0b') })).toBe('3b 02');
    const info = session.info();
    // The key is busy: we ask again and again, and hear nothing of what it tells the other program.
    await Promise.race([info, Promise.all(Array.from({ length: 20 }, turn))]);
    expect(await other.ask({ channel, command: ctapHidCommand.cancel, payload: fromHex('') })).toMatch(
      /^(3b 02|10 2d)$/,
    );
    expect((await info).versions).toContain('FIDO_2_1');
  });

  it('is given up when it stays so', async () => {
    const { key } = await open({ fido: { touch: { afterPolls: Infinity } } });
    const other = new OtherProgram(key);
    const channel = await other.channel();
    await other.ask({ channel, command: 0x10, payload: fromHex('0b') });
    const link = await HidCtapLink.open(deviceOf(key.open()), { pause: turn, busyMax: 3 });
    expect(await outcome(link!.exchange(fromHex('04')))).toBe('CARD_BUSY');
    await other.ask({ channel, command: ctapHidCommand.cancel, payload: fromHex('') });
  });
});

describe('the reports of the key', () => {
  it('refuse what is wrong by the errors of the protocol', async () => {
    const { key } = await open();
    const other = new OtherProgram(key);
    const channel = await other.channel();
    const ask = (command: number, hex: string, on = channel) =>
      other.ask({ channel: on, command, payload: fromHex(hex) });
    expect(await ask(0x01, 'cafe')).toBe('01 cafe');
    expect(await ask(0x03, '00')).toBe('3f 01');
    expect(await ask(0x10, '')).toBe('3f 03');
    expect(await ask(0x06, 'cafe')).toBe('3f 03');
    expect(await ask(0x10, '04', 0x0a0b0c0d)).toBe('3f 0b');
    expect(await ask(0x06, '0807060504030201')).toMatch(/^06 0807060504030201[0-9a-f]{8}020507020c$/);
  });
});

describe('a key that answers nothing', () => {
  const silent: HidDevice = {
    write: () => Promise.resolve(),
    read: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };

  it('is called unresponsive', async () => {
    expect(await outcome(HidCtapLink.open(silent, { silenceMs: 300 }))).toBe('CARD_UNRESPONSIVE');
  });

  it('after a message: its fate is not known, and a late answer is never taken for the next one', async () => {
    const { key } = await open();
    const handle = deviceOf(key.open());
    const held: Uint8Array[] = [];
    let holding = false;
    // Reports that come while it is holding come only afterwards.
    const slow: HidDevice = {
      ...handle,
      async read(timeoutMs) {
        if (!holding) return held.shift() ?? handle.read(timeoutMs);
        const report = await handle.read(timeoutMs);
        if (report !== undefined) held.push(report);
        return undefined;
      },
    };
    const link = (await HidCtapLink.open(slow, { pause: turn, silenceMs: 500 }))!;
    holding = true;
    expect(await outcome(link.exchange(fromHex('0b')))).toBe('CARD_OUTCOME_UNKNOWN');
    holding = false;
    expect(held.length).toBeGreaterThan(0);
    expect(toHex(await link.exchange(fromHex('04'))).slice(0, 8)).toBe('00af0182');
  });
});

describe('a key that says for ever that it is not ready', () => {
  /** Each message is answered by keep-alives without end, 100 ms from one to the next. */
  async function endless(kind: number) {
    const { key } = await open();
    const handle = deviceOf(key.open());
    const commands: number[] = [];
    let [now, channel] = [0, 0];
    const device: HidDevice = {
      ...handle,
      write(report) {
        commands.push(report[4]! & 0x7f);
        if ((report[4]! & 0x7f) === ctapHidCommand.init) return handle.write(report);
        channel = new DataView(report.buffer, report.byteOffset).getUint32(0);
        return Promise.resolve();
      },
      async read(timeoutMs) {
        if (channel === 0) return handle.read(timeoutMs);
        now += 100;
        return packMessage({ channel, command: ctapHidCommand.keepAlive, payload: Uint8Array.of(kind) })[0];
      },
    };
    const link = (await HidCtapLink.open(device, { pause: turn, now: () => now }))!;
    return { link, commands, seconds: () => now / 1_000 };
  }

  it.each([
    ['04', 'CARD_UNRESPONSIVE'],
    ['0b', 'CARD_OUTCOME_UNKNOWN'],
  ])('is given up after 30 seconds: %s', async (message, code) => {
    const { link, seconds } = await endless(1);
    await expect(link.exchange(fromHex(message))).rejects.toMatchObject({ code, details: { keepAlive: 'processing' } });
    expect(seconds()).toBe(30.1);
  });

  it('while it waits for a touch is told to end it after two minutes, and given up 10 seconds later', async () => {
    const { link, commands, seconds } = await endless(2);
    await expect(link.exchange(fromHex('0b'))).rejects.toMatchObject({
      ...{ code: 'CARD_OUTCOME_UNKNOWN', details: { keepAlive: 'cancelled' } },
    });
    expect([seconds(), commands.filter((command) => command === ctapHidCommand.cancel)]).toEqual([130.2, [0x11]]);
  });
});
