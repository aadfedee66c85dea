/**
 * The PC/SC adapter against a real pcscd with vpcd readers and simulated cards in them. The only spec that loads the
 * binding in jest's own process: libpcsclite reads PCSCLITE_CSOCK_NAME once, so two such specs could not share a worker.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { identityText } from '@cardwright/contracts/card/card-image';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import type { InsertedCard } from '@cardwright/testing/pcscd';
import { eventually } from '@cardwright/testing/eventually';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';
import { readCardImage } from '../../src/piv/card-image.js';
import type { CardTransport, ReaderEvent } from '../../src/card-transport.port.js';
import { PivSession } from '../../src/piv/piv-session.js';
import { openPcsc, type PcscReaderMonitor } from '../../src/transports/pcsc.transport.js';
import { ascii, authenticate, stockManagementKey } from '../management-key.js';
import { setRealEnvironment } from '../real-environment.js';

const failure = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ name: 'CardwrightError', code, details: expect.objectContaining(details) });

async function until<Event extends ReaderEvent>(
  events: AsyncIterable<ReaderEvent>,
  wanted: (event: ReaderEvent) => boolean,
): Promise<Event> {
  for await (const event of events) if (wanted(event)) return event as Event;
  throw new Error('the events ended');
}

(requirePcscd().available ? describe : describe.skip)('PC/SC', () => {
  let pcscd: PrivatePcscd;
  let monitor: PcscReaderMonitor;
  let inserted: InsertedCard[] = [];
  const open: CardTransport[] = [];

  const insert = async (card: SimulatedCard, reader = 0): Promise<string> => {
    const readerName = pcscd.readers[reader]!.name;
    const events = monitor.events();
    inserted.push(await pcscd.insert(card, reader));
    await until(events, (event) => event.kind === 'card-inserted' && event.readerName === readerName);
    return readerName;
  };
  const connect = async (readerName: string): Promise<CardTransport> => {
    const transport = await monitor.connectExclusive(readerName);
    open.push(transport);
    return transport;
  };

  /** Another program, which has connected to the card. */
  const otherProgram = async (readerName: string, mode: 'EXCLUSIVE' | 'SHARED'): Promise<ChildProcess> => {
    const program = fork(fileURLToPath(new URL('../support/hold-card.mjs', import.meta.url)), [readerName, mode], {
      env: { ...process.env, ...pcscd.environment },
      execArgv: [],
    });
    await once(program, 'message');
    return program;
  };
  const asks = async (program: ChildProcess, asked: string): Promise<string> => {
    const answer = once(program, 'message');
    program.send(asked);
    return String((await answer)[0]);
  };

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 2 });
    await setRealEnvironment(pcscd.environment);
    monitor = await openPcsc();
  }, 60_000);
  afterEach(async () => {
    for (const transport of open.splice(0)) await transport.close('reset');
    for (const client of inserted.splice(0)) {
      const events = monitor.events();
      if (!(await monitor.list()).some((reader) => reader.cardPresent)) break;
      await client.remove();
      await until(events, (event) => event.kind === 'card-removed');
    }
    inserted = [];
  });
  afterAll(async () => {
    await monitor?.close();
    await pcscd?.stop();
    // What the module keeps for the life of a process has to outlive this file, after which jest forgets the module.
    Object.defineProperty(process, Symbol('the module of the reader monitor'), { value: openPcsc });
  }, 30_000);

  it('lists the readers and reports a card that comes and goes', async () => {
    expect((await monitor.list()).map(({ readerName, cardPresent }) => [readerName, cardPresent])).toEqual(
      pcscd.readers.map(({ name }) => [name, false]),
    );
    const card = new SimulatedCard();
    const readerName = await insert(card, 1);
    expect(await monitor.list()).toContainEqual({ readerName, cardPresent: true, atr: card.atr });
    const events = monitor.events();
    await inserted.pop()!.remove();
    expect(await until(events, (event) => event.kind === 'card-removed')).toEqual({ kind: 'card-removed', readerName });
    expect((await monitor.list()).every((reader) => !reader.cardPresent)).toBe(true);
  }, 20_000);

  it.each([
    ['vendor', true, 'ykserial:4711'],
    ['strict', false, /^cplc:/],
  ] as const)(
    'reads the image of a %s card',
    async (dialect, extendedLength, identity) => {
      const session = new PivSession(await connect(await insert(new SimulatedCard({ dialect, serial: 4711 }))));
      const image = await readCardImage(session);
      expect(image).toMatchObject({ interface: 'contact', extendedLength });
      expect(identityText(image.identity!)).toMatch(identity);
    },
    20_000,
  );

  it('carries answers far longer than the default buffer of the binding', async () => {
    const card = new SimulatedCard();
    const session = new PivSession(await connect(await insert(card)));
    await readCardImage(session);
    expect(session.channel.extendedLength).toBe(true);
    await authenticate(session, 'AES192', stockManagementKey('AES192'));
    const content = Uint8Array.from({ length: 3000 }, (_, i) => i & 0xff);
    const before = session.apdus;
    await session.putData(0x5fc105, content);
    expect(await session.getData(0x5fc105)).toEqual(content);
    expect(session.apdus - before).toBe(2);
  }, 20_000);

  it('calls on one connection wait for each other', async () => {
    const transport = await connect(await insert(new SimulatedCard()));
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => transport.transmit(Uint8Array.of(0, 0xa4, 4, 0, 5, 0xa0, 0, 0, 3, 8, 0))),
    );
    expect(answers.map((answer) => Buffer.from(answer.slice(-2)).toString('hex'))).toEqual(Array(5).fill('9000'));
  }, 20_000);

  it('refuses / a card that another program holds, an empty reader, no such reader', async () => {
    const readerName = await insert(new SimulatedCard());
    await connect(readerName);
    const other = await openPcsc();
    try {
      await expect(other.connectExclusive(readerName)).rejects.toThrow(failure('CARD_BUSY', { readerName }));
      await expect(other.connectExclusive(pcscd.readers[1]!.name)).rejects.toThrow(failure('CARD_ABSENT'));
      await expect(other.connectExclusive('no such reader')).rejects.toThrow(failure('EDGE_READER_UNAVAILABLE'));
    } finally {
      await other.close();
    }
  }, 20_000);

  it('names the program that may hold the card', async () => {
    const readerName = await insert(new SimulatedCard());
    const holder = await otherProgram(readerName, 'EXCLUSIVE');
    try {
      await expect(monitor.connectShared(readerName)).rejects.toThrow(failure('CARD_BUSY'));
      const error = (await monitor.connectExclusive(readerName).catch((thrown: unknown) => thrown)) as Error;
      expect(error).toEqual(failure('CARD_BUSY', { pcsc: 'SharingViolation' }));
      expect(error.message).toContain(`(pid ${holder.pid})`);
    } finally {
      holder.kill();
      await once(holder, 'exit');
    }
  }, 20_000);

  describe('[A13] a card that another program keeps open for others as well', () => {
    const select = '00a4040005a000000308';
    const pinStatus = '0020008000';
    const verify = `0020008008${Buffer.from('123456').toString('hex')}ffff`;
    let readerName: string;
    let other: ChildProcess;
    let card: CardTransport;
    beforeEach(async () => {
      readerName = await insert(new SimulatedCard());
      other = await otherProgram(readerName, 'SHARED');
      expect(await asks(other, select)).toMatch(/9000$/);
      expect(await asks(other, verify)).toBe('9000');
      card = await monitor.connectShared(readerName);
      open.push(card);
    });
    afterEach(async () => {
      if (other.exitCode !== null || other.signalCode !== null) return;
      other.kill();
      await once(other, 'exit');
    });

    it('is not to be had exclusively; to itself in turns, which begin with a reset', async () => {
      const piv = new PivSession(card);
      expect((await piv.pinStatus()).verified).toBe(true);
      await card.shared!.begin();
      await piv.select();
      expect((await piv.pinStatus()).verified).toBe(false);
      await piv.verifyPin(ascii('123456'));
      let answered: string | undefined;
      const waiting = asks(other, pinStatus).then((answer) => (answered = answer));
      expect((await piv.pinStatus()).verified).toBe(true);
      expect(answered).toBeUndefined();
      await card.shared!.end('reset');
      await waiting;
      expect(answered).toBe('ResetCard');
      expect(await asks(other, 'reconnect')).toBe('done');
      await asks(other, select);
      expect(await asks(other, pinStatus)).toBe('63c3');
      await expect(piv.pinStatus()).rejects.toThrow(TypeError);
      await expect(monitor.connectExclusive(readerName)).rejects.toThrow(
        failure('CARD_BUSY', { pcsc: 'SharingViolation' }),
      );
    }, 20_000);

    it('goes on after a reset by the other program, and waits for it to finish', async () => {
      await card.shared!.end('leave');
      expect(await asks(other, 'begin')).toBe('done');
      let begun = false;
      const beginning = card.shared!.begin().then(() => (begun = true));
      expect(await asks(other, pinStatus)).toBe('9000');
      expect(begun).toBe(false);
      await asks(other, 'end');
      await beginning;
      // The program ends, and PC/SC resets its card as soon as it is free.
      other.kill();
      await once(other, 'exit');
      await card.shared!.end('leave');
      await card.shared!.begin();
      await new PivSession(card).select();
    }, 20_000);

    it('a program that does not let go of it: busy, and named; the card is free again afterwards', async () => {
      await card.shared!.end('leave');
      await asks(other, 'begin');
      await expect(card.shared!.begin()).rejects.toThrow(failure('CARD_BUSY', { sent: false }));
      const error = (await monitor.connectExclusive(readerName).catch((thrown: unknown) => thrown)) as Error;
      expect(error).toEqual(failure('CARD_BUSY'));
      expect(error.message).toContain(`(pid ${other.pid})`);
      other.kill();
      await once(other, 'exit');
      await eventually(async () => {
        const again = await monitor.connectExclusive(readerName).catch(() => undefined);
        await again?.close('leave');
        return again !== undefined;
      }, true);
    }, 40_000);

    it('pulled in a turn: removed, for both', async () => {
      const client = inserted.pop()!;
      await client.remove();
      await expect(new PivSession(card).select()).rejects.toThrow(failure('CARD_REMOVED', { gone: true }));
      await card.close('reset');
      expect(await asks(other, select)).toBe('RemovedCard');
    }, 20_000);
  });

  it('the card is reset when the connection is closed: no PIN status is left', async () => {
    const readerName = await insert(new SimulatedCard());
    const first = new PivSession(await connect(readerName));
    await first.select();
    await first.verifyPin(ascii('123456'));
    expect((await first.pinStatus()).verified).toBe(true);
    await first.close('reset');
    await expect(first.pinStatus()).rejects.toThrow(failure('CARD_REMOVED', { sent: false }));
    const second = new PivSession(await connect(readerName));
    await second.select();
    expect((await second.pinStatus()).verified).toBe(false);
  }, 20_000);

  it('[D10] a card pulled: CARD_REMOVED in a read, CARD_OUTCOME_UNKNOWN in a write', async () => {
    for (const [write, code] of [
      [false, 'CARD_REMOVED'],
      [true, 'CARD_OUTCOME_UNKNOWN'],
    ] as const) {
      const card = new SimulatedCard();
      const session = new PivSession(await connect(await insert(card)));
      await session.select();
      await authenticate(session, 'AES192', stockManagementKey('AES192'));
      const events = monitor.events();
      card.armCut({ apdu: 0, when: write ? 'after' : 'before' });
      const work = write ? session.putData(0x5fc107, new Uint8Array(20)) : session.getData(0x5fc107);
      await expect(work).rejects.toThrow(failure(code));
      await until(events, (event) => event.kind === 'card-removed');
      inserted.pop();
      await session.close();
    }
  }, 30_000);

  // Last: libpcsclite reads the socket's name once per process, so another pcscd would not be found afterwards.
  it('a service that goes away: reported, every question says so, and opening says what to install', async () => {
    const events = monitor.events();
    await pcscd.stop();
    await until(events, (event) => event.kind === 'service-down');
    await expect(monitor.list()).rejects.toThrow(failure('EDGE_PCSC_STOPPED'));
    await expect(monitor.connectExclusive('x')).rejects.toThrow(failure('EDGE_PCSC_STOPPED'));
    const install = expect.stringContaining('pcscd') as unknown;
    await expect(openPcsc()).rejects.toThrow(failure('EDGE_PCSC_UNAVAILABLE', { missing: 'service', install }));
  }, 20_000);
});
