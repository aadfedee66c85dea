/** The session with a FIDO application, against the simulated card over APDUs. */
import { X509Certificate, createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { command } from '@cardwright/card-protocol/apdu/command-apdu';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { concat, fromHex, toHex, utf8Bytes } from '@cardwright/card-protocol/bytes';
import type { EcPoint } from '@cardwright/card-protocol/ctap/cose-key';
import { packedStatement, parseAttestationObject } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { describeCommand } from '@cardwright/card-protocol/piv/describe-command';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import type { ApduTrace } from '../src/apdu/apdu-trace.js';
import { CtapCardSession } from '../src/ctap/ctap-card-session.js';
import type { CtapPinError } from '../src/ctap/ctap-errors.js';
import type { KeepAlive } from '../src/ctap/ctap-link.port.js';
import type { CtapSession } from '../src/ctap/ctap-session.js';
import type { PinToken } from '../src/ctap/pin-token.js';
import { ReplayTransport, parseTranscript } from '../src/transports/transcript.transport.js';
import { InProcessTransport } from './in-process.transport.js';

const [pin, wrong, rpId] = [utf8Bytes('1234'), utf8Bytes('9999'), 'example.org'];
const clientDataHash = new Uint8Array(32).fill(0xcd);
const user = { id: utf8Bytes('ada'), name: 'ada@example.org', displayName: 'Ada' };
const request = {
  clientDataHash,
  rp: { id: rpId, name: 'Example' },
  user,
  pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
  options: { rk: true },
};

interface Opened {
  card: SimulatedCard;
  session: CtapCardSession;
  traces: ApduTrace[];
}

async function open(options: SimulatedCardOptions = {}): Promise<Opened> {
  const card = new SimulatedCard({ fido: {}, ...options });
  const traces: ApduTrace[] = [];
  return { card, traces, session: await openAgain(card, traces) };
}

async function openAgain(card: SimulatedCard, traces: ApduTrace[] = []): Promise<CtapCardSession> {
  const options = { onApdu: (trace: ApduTrace) => traces.push(trace), pause: () => Promise.resolve() };
  return (await CtapCardSession.open(new InProcessTransport(card), options))!;
}

async function openWithPin(options: SimulatedCardOptions = {}): Promise<Opened> {
  const opened = await open(options);
  await opened.session.pin.set(pin);
  return opened;
}

const forMaking = (session: CtapSession): Promise<PinToken> => session.pin.token(pin, ['makeCredential'], rpId);
const managing = (session: CtapSession): Promise<PinToken> => session.pin.token(pin, ['credentialManagement']);
const configuring = (session: CtapSession): Promise<PinToken> => session.pin.token(pin, ['authenticatorConfiguration']);
const problem = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'done',
    (error: CtapPinError) => [error.problem, error.retriesRemaining],
  );
const status = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'done',
    (error: { statusName?: string; code?: string }) => error.statusName ?? error.code,
  );
const keyOf = ({ x, y }: EcPoint) =>
  createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: Buffer.from(x).toString('base64url'),
      y: Buffer.from(y).toString('base64url'),
    },
  });

describe('a passkey', () => {
  it('is made, found, used and deleted', async () => {
    const { session, card } = await openWithPin();
    const made = await session.makeCredential(request, await forMaking(session));
    expect(made.authenticatorData).toMatchObject({ userPresent: true, userVerified: true, backupEligible: false });
    expect(made.enterpriseAttestation).toBe(false);
    const { fmt, attStmt, authData } = parseAttestationObject(made.attestationObject);
    const { sig, x5c } = packedStatement.decode(attStmt);
    const attesting = new X509Certificate(Buffer.from(x5c![0]!)).publicKey;
    expect([fmt, verify('sha256', concat(authData, clientDataHash), attesting, sig)]).toEqual(['packed', true]);

    const token = await session.pin.token(pin, ['getAssertion'], rpId);
    const [assertion, ...others] = await session.getAssertions({ rpId, clientDataHash }, token);
    expect(others).toEqual([]);
    const signed = concat(assertion!.authData, clientDataHash);
    expect(verify('sha256', signed, keyOf(made.publicKey), assertion!.signature)).toBe(true);

    const manager = await managing(session);
    expect(await session.credentials.count(manager)).toEqual({ existing: 1, remaining: 24 });
    expect(await session.credentials.list(manager)).toEqual([
      { rp: request.rp, user, credentialId: made.credentialId, publicKey: made.publicKey, credProtect: 1 },
    ]);
    await session.credentials.delete(made.credentialId, manager);
    expect(await session.credentials.list(manager)).toEqual([]);
    expect(await status(session.credentials.delete(made.credentialId, manager))).toBe('CTAP2_ERR_NO_CREDENTIALS');
    expect((await card.snapshot()).fido!.credentials).toEqual([]);
  });

  it('of several accounts and relying parties is listed, and all of one are asserted', async () => {
    const { session } = await openWithPin();
    for (const [id, name] of [
      ['example.org', 'ada'],
      ['example.org', 'grace'],
      ['example.com', 'ada'],
    ] as const) {
      const token = await session.pin.token(pin, ['makeCredential'], id);
      await session.makeCredential({ ...request, rp: { id }, user: { id: utf8Bytes(name), name } }, token);
    }
    const listed = await session.credentials.list(await managing(session));
    expect(listed.map((each) => [each.rp.id, each.user.name])).toEqual([
      ['example.org', 'ada'],
      ['example.org', 'grace'],
      ['example.com', 'ada'],
    ]);
    const token = await session.pin.token(pin, ['getAssertion'], rpId);
    const assertions = await session.getAssertions({ rpId, clientDataHash }, token);
    expect(assertions.map((each) => each.user?.name)).toEqual(['grace', 'ada']);
  });

  it('is on this card and on no other, as a silent assertion tells', async () => {
    const [one, other] = [await openWithPin(), await openWithPin({ fido: { touch: 'refused' } })];
    const { credentialId } = await one.session.makeCredential(request, await forMaking(one.session));
    const named = { id: credentialId, type: 'public-key' };
    expect(await one.session.holds(rpId, [named], clientDataHash)).toBe(true);
    expect(await other.session.holds(rpId, [named], clientDataHash)).toBe(false);
    expect(await one.session.holds('example.com', [named], clientDataHash)).toBe(false);
  });
});

describe('the PIN', () => {
  it('is set once, and changed', async () => {
    const { session, card } = await open();
    expect(await problem(managing(session))).toEqual(['not-set', undefined]);
    expect(await problem(session.pin.set(utf8Bytes('123')))).toEqual(['refused', undefined]);
    await session.pin.set(utf8Bytes('e\u0301toile'));
    expect(await card.hasFidoPin('étoile')).toBe(true);
    expect(await problem(session.pin.set(pin))).toEqual(['set-already', undefined]);
    await session.pin.change(utf8Bytes('étoile'), pin);
    expect(await card.hasFidoPin('1234')).toBe(true);
    expect(await session.pin.retries()).toEqual({ retriesRemaining: 8, powerCycleNeeded: false });
  });

  it('that is wrong costs one try, and a third wrong one is not sent', async () => {
    const { session, card } = await openWithPin();
    const attempt = () => problem(session.pin.token(wrong, ['credentialManagement']));
    expect(await attempt()).toEqual(['wrong', 7]);
    expect(await problem(session.pin.change(wrong, pin))).toEqual(['wrong', 6]);
    expect(await attempt()).toEqual(['kept', undefined]);
    expect(await problem(managing(session))).toEqual(['kept', undefined]);
    expect(await session.pin.retries()).toEqual({ retriesRemaining: 6, powerCycleNeeded: false });
    // Another session knows nothing of it: the card itself asks for a power cycle.
    const second = await openAgain(card);
    expect(await problem(second.pin.token(wrong, ['credentialManagement']))).toEqual(['power-cycle', 5]);
    expect(await second.pin.retries()).toEqual({ retriesRemaining: 5, powerCycleNeeded: true });
    await card.powerOff();
    await card.powerOn();
    const third = await openAgain(card);
    await third.pin.token(pin, ['credentialManagement']);
    expect(await third.pin.retries()).toEqual({ retriesRemaining: 8, powerCycleNeeded: false });
  });

  it('that is blocked says so', async () => {
    const { card } = await openWithPin();
    for (let left = 7; left > 0; left--) {
      await card.powerOff();
      await card.powerOn();
      await problem((await openAgain(card)).pin.token(wrong, ['credentialManagement']));
    }
    await card.powerOff();
    await card.powerOn();
    const last = await openAgain(card);
    expect(await problem(last.pin.token(wrong, ['credentialManagement']))).toEqual(['blocked', 0]);
    expect(await problem(last.pin.token(pin, ['credentialManagement']))).toEqual(['blocked', 0]);
  });

  it('that has to be changed is not called wrong, and costs nothing', async () => {
    const { session, card } = await openWithPin();
    await session.setMinPinLength({ newMinPINLength: 6, forceChangePin: true }, await configuring(session));
    expect(await problem(managing(session))).toEqual(['must-be-changed', undefined]);
    expect((await card.snapshot()).fido!.pinRetriesRemaining).toBe(8);
    expect(await problem(session.pin.change(pin, utf8Bytes('12345')))).toEqual(['refused', undefined]);
    await session.pin.change(pin, utf8Bytes('654321'));
    expect((await session.info()).forcePINChange).toBe(false);
    await session.pin.token(utf8Bytes('654321'), ['credentialManagement']);
  });

  it('that the card refuses as the new one is right as the old one', async () => {
    const { session } = await open({ fido: { pin: 'shared' } });
    const old = utf8Bytes('123456');
    expect(await problem(session.pin.change(old, utf8Bytes('123456789')))).toEqual(['refused', undefined]);
    expect(await session.pin.retries()).toEqual({ retriesRemaining: 8, powerCycleNeeded: false });
  });
});

describe('a touch', () => {
  it('is waited for, and told to whoever asks for it', async () => {
    const { session } = await openWithPin({ fido: { touch: { afterPolls: 4 } } });
    const seen: KeepAlive[] = [];
    await session.makeCredential(request, await forMaking(session), { onKeepAlive: (kind) => seen.push(kind) });
    expect(seen).toEqual(['touch']);
  });

  it('that is refused, and one that is given up by the caller', async () => {
    const refused = await openWithPin({ fido: { touch: 'refused' } });
    const making = refused.session.makeCredential(request, await forMaking(refused.session));
    expect(await status(making)).toBe('CTAP2_ERR_OPERATION_DENIED');
    const { session, card } = await openWithPin({ fido: { touch: { afterPolls: Infinity } } });
    const given = new AbortController();
    const options = { onKeepAlive: () => given.abort(), signal: given.signal };
    expect(await status(session.makeCredential(request, await forMaking(session), options))).toBe(
      'CTAP2_ERR_KEEPALIVE_CANCEL',
    );
    expect((await card.snapshot()).fido!.credentials).toEqual([]);
    expect((await session.info()).options).toMatchObject({ clientPin: true });
  });
});

describe('settings and reset', () => {
  it('enterprise attestation, once it is enabled', async () => {
    const { session } = await openWithPin();
    const asked = { ...request, enterpriseAttestation: 2 };
    expect(await status(session.makeCredential(asked, await forMaking(session)))).toBe('CTAP1_ERR_INVALID_PARAMETER');
    await session.enableEnterpriseAttestation(await configuring(session));
    const made = await session.makeCredential(asked, await forMaking(session));
    expect(made.enterpriseAttestation).toBe(true);
  });

  it('a reset takes everything, shortly after power-up', async () => {
    let now = 0;
    const { session, card } = await openWithPin({ fido: { now: () => now } });
    await session.makeCredential(request, await forMaking(session));
    now = 10_000;
    expect(await status(session.reset())).toBe('CTAP2_ERR_NOT_ALLOWED');
    await card.powerOff();
    await card.powerOn();
    const again = await openAgain(card);
    await again.reset();
    expect((await again.info()).options).toMatchObject({ clientPin: false });
  });
});

describe('the link', () => {
  const replayed = (text: string) => new ReplayTransport(parseTranscript(text));

  it('a card without the application, or that shows it to contactless readers alone, has none', async () => {
    const plain = new InProcessTransport(new SimulatedCard());
    expect(await CtapCardSession.open(plain)).toBeUndefined();
    expect(await status(new CtapCardSession(plain).select())).toBe('CARD_CAPABILITY_MISSING');
    const text = '> 00a4040008a0000006472f000100\n< 4649444f5f325f309000\n> 80108000010400\n< 6985';
    expect(await CtapCardSession.open(replayed(text))).toBeUndefined();
    const broken = replayed('> 00a4040008a0000006472f000100\n< 6f00');
    expect(await status(CtapCardSession.open(broken))).toBe('CARD_UNEXPECTED_STATUS');
  });

  it('is what is asked of every application: its part of the image, any command, how many APDUs, the end', async () => {
    const { card, session, traces } = await open();
    const image = {
      aaguid: '7ca5d7a1-c0de-4f1d-8001-000000000001',
      versions: ['FIDO_2_0', 'FIDO_2_1'],
      pinSet: false,
      pinTriesLeft: null,
      mustChangePin: false,
      minPinLength: 4,
      takesPinRules: true,
      makesPasskeysByPin: true,
      credentialsLeft: 25,
      enterpriseAttestation: 'off',
    };
    expect(await session.readImage()).toEqual(image);
    await session.pin.set(pin);
    await session.makeCredential(request, await forMaking(session));
    expect(await session.findImage()).toEqual({ ...image, pinSet: true, pinTriesLeft: 8, credentialsLeft: 24 });
    expect(await session.exchange(command(0xa4, 0x04, 0, fromHex('a000000308'), 256))).toMatchObject({ sw: 0x9000 });
    await session.select();
    expect(session.apdus).toBe(traces.length);
    await session.close();
    // Whoever talks to it now selects first.
    expect(toHex(await card.transmit(fromHex('80108000010400')))).toBe('6d00');
  });

  it('that is lost leaves an unknown outcome where something may have been made, and none where it was only asked', async () => {
    const { session, card } = await openWithPin();
    const token = await forMaking(session);
    card.armCut({ apdu: 0, when: 'after' });
    expect(await status(session.makeCredential(request, token))).toBe('CARD_OUTCOME_UNKNOWN');
    await card.powerOn();
    const again = await openAgain(card);
    card.armCut({ apdu: 0, when: 'after' });
    expect(await status(again.pin.retries())).toBe('CARD_REMOVED');
    expect((await card.snapshot()).fido!.credentials).toHaveLength(1);
  });

  it.each([true, false])(
    'that is lost while a touch is waited for leaves one too; the poll was sent: %s',
    async (sent) => {
      const card = new InProcessTransport(new SimulatedCard({ fido: { touch: { afterPolls: Infinity } } }));
      const transmit = (bytes: Uint8Array): Promise<Uint8Array> =>
        bytes[1] === 0x11
          ? Promise.reject(new CardwrightError('CARD_REMOVED', undefined, { sent, gone: true }))
          : card.transmit(bytes);
      const transport = { ...card, atr: card.atr, transmit, close: () => Promise.resolve() };
      const session = await CtapCardSession.open(transport, { pause: () => Promise.resolve() });
      expect(await status(session!.reset())).toBe('CARD_OUTCOME_UNKNOWN');
    },
  );

  it('messages wait for each other', async () => {
    const { session } = await openWithPin({ fido: { touch: { afterPolls: 3 } } });
    const token = await forMaking(session);
    const [made, tries] = await Promise.all([session.makeCredential(request, token), session.pin.retries()]);
    expect(made.credentialId).toHaveLength(32);
    expect(tries).toEqual({ retriesRemaining: 8, powerCycleNeeded: false });
  });

  it('takes a long message in pieces of 250 bytes, whatever length card and reader could do', async () => {
    const { session, traces } = await openWithPin();
    const token = await forMaking(session);
    traces.length = 0;
    const excludeList = Array.from({ length: 8 }, (_, index) => ({
      id: new Uint8Array(64).fill(index),
      type: 'public-key',
    }));
    await session.makeCredential({ ...request, excludeList }, token);
    const sent = traces.filter(({ ins }) => ins === 0x10);
    expect(sent.map(({ cla, lc, extended }) => [cla, lc, extended])).toEqual([
      [0x90, 250, false],
      [0x90, 250, false],
      [0x90, 250, false],
      [0x80, 120, false],
    ]);
  });

  it('asks what the authenticator is once, until something may have changed it', async () => {
    const { session, traces } = await open();
    const asked = (): number => traces.filter(({ data }) => data?.length === 1 && data[0] === 0x04).length;
    await session.info();
    await session.pin.set(pin);
    expect(asked()).toBe(1);
    await session.makeCredential(request, await forMaking(session));
    await session.pin.retries();
    expect(asked()).toBe(2);
    await session.readImage();
    expect(asked()).toBe(3);
  });
});

describe('the trace', () => {
  it('names commands and subcommands, and holds nothing of a PIN, a token or an account', async () => {
    const { session, traces } = await openWithPin({ fido: { touch: { afterPolls: 1 } } });
    await session.pin.change(pin, utf8Bytes('654321'));
    const token = await session.pin.token(utf8Bytes('654321'), ['makeCredential'], rpId);
    await session.makeCredential(request, token);
    const lines = traces.map(({ cla, ins, p1, p2, data }) => ({
      words: describeCommand(Uint8Array.of(cla, ins, p1, p2), data ?? new Uint8Array()),
      data: data === undefined ? '' : toHex(data),
    }));
    const passedOver = ['CTAP authenticatorGetInfo', 'GET RESPONSE'];
    expect(lines.filter(({ words }) => !passedOver.includes(words))).toEqual([
      { words: 'SELECT A0000006472F0001', data: 'a0000006472f0001' },
      { words: 'CTAP authenticatorClientPIN getKeyAgreement', data: '06a201020202' },
      { words: 'CTAP authenticatorClientPIN setPIN', data: '06a501020203' },
      { words: 'CTAP authenticatorClientPIN getKeyAgreement', data: '06a201020202' },
      { words: 'CTAP authenticatorClientPIN changePIN', data: '06a601020204' },
      { words: 'CTAP authenticatorClientPIN getKeyAgreement', data: '06a201020202' },
      { words: 'CTAP authenticatorClientPIN getPinUvAuthTokenUsingPinWithPermissions', data: '06a601020209' },
      { words: 'CTAP authenticatorMakeCredential', data: '01' },
      { words: 'CTAP keep-alive', data: '' },
    ]);
  });
});
