import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { encodeRequest } from '@cardwright/card-protocol/ctap/messages/command';
import { pinUvAuthPermission } from '@cardwright/card-protocol/ctap/messages/client-pin';
import {
  credentialManagementParams,
  credentialManagementSubCommand,
} from '@cardwright/card-protocol/ctap/messages/credential-management';
import { chainedMessage } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { assertWithPin, make, makeWithPin, pin, rpId, signedBy } from '../../test/fido-credentials.js';
import { FidoTerminal, hashOf, replyOf } from '../../test/fido-terminal.js';
import { Terminal, ascii, selectPiv } from '../../test/terminal.js';
import type { CutMoment } from '../power-cut.js';
import { SimulatedCard, type SimulatedCardOptions } from '../simulated-card.js';
import { touchNamed, type FidoTouch } from './authenticator/touch.js';

const lost = { code: 'POWER_LOST' };
const manage = credentialManagementSubCommand;
const selection = chainedMessage(encodeRequest('authenticatorSelection'))[0]!;

async function withPin(options: SimulatedCardOptions = {}): Promise<FidoTerminal> {
  const terminal = await FidoTerminal.with(options);
  expect(await terminal.setPin(pin)).toBe('CTAP2_OK');
  return terminal;
}
const managing = (terminal: FidoTerminal): Promise<Uint8Array> =>
  terminal.goodToken(pin, pinUvAuthPermission.credentialManagement);

describe('a touch', () => {
  it('that is refused ends the command, and nothing is made', async () => {
    const terminal = await withPin({ fido: { touch: 'refused' } });
    expect(await makeWithPin(terminal)).toMatchObject({ status: 'CTAP2_ERR_OPERATION_DENIED', keepAlives: 0 });
    expect((await terminal.card.snapshot()).fido!.credentials).toEqual([]);
  });

  it('that comes late is waited for with keep-alives', async () => {
    const terminal = await withPin({ fido: { touch: { afterPolls: 5 } } });
    const made = await makeWithPin(terminal);
    expect(made).toMatchObject({ status: 'CTAP2_OK', keepAlives: 5 });
    const asserted = await assertWithPin(terminal);
    expect(asserted).toMatchObject({ status: 'CTAP2_OK', keepAlives: 5 });
    expect(signedBy(asserted, made)).toBe(true);
  });

  it('is asked for with 9100 and why', async () => {
    const { card } = await FidoTerminal.with({ fido: { touch: { afterPolls: 2 } } });
    const send = async (hex: string) => toHex(await card.transmit(fromHex(hex)));
    expect([toHex(await card.transmit(selection)), await send('8011000000'), await send('8011000000')]).toEqual([
      '029100',
      '029100',
      '009000',
    ]);
    expect(await send('8011000000')).toBe('6985');
  });

  it('is not waited for by a host that knows no keep-alives', async () => {
    const { card } = await FidoTerminal.with({ fido: { touch: { afterPolls: 2 } } });
    expect(toHex(await card.transmit(fromHex('8010000001 0b 00')))).toBe('009000');
  });

  it('is cancelled by the host', async () => {
    const { card } = await FidoTerminal.with({ fido: { touch: { afterPolls: Infinity } } });
    await card.transmit(selection);
    const answer = await card.transmit(fromHex('8011110000'));
    expect(replyOf(answer.slice(0, -2)).status).toBe('CTAP2_ERR_KEEPALIVE_CANCEL');
  });

  it('that does not come in half a minute is given up', async () => {
    let now = 0;
    const { card } = await FidoTerminal.with({ fido: { touch: { afterPolls: Infinity }, now: () => now } });
    await card.transmit(selection);
    now += 29_999;
    expect(toHex(await card.transmit(fromHex('8011000000')))).toBe('029100');
    now += 1;
    expect(toHex(await card.transmit(fromHex('8011000000')))).toBe('2f9000');
  });

  it('is waited for by one command: another message, or another selection, ends that', async () => {
    const terminal = await FidoTerminal.with({ fido: { touch: { afterPolls: 3 } } });
    for (const between of [() => terminal.info(), () => terminal.select()]) {
      await terminal.card.transmit(selection);
      await between();
      expect(toHex(await terminal.card.transmit(fromHex('8011000000')))).toBe('6985');
    }
  });

  it.each([
    ['given', 'given'],
    ['refused', 'refused'],
    ['late', { afterPolls: 20 }],
    ['late:3', { afterPolls: 3 }],
  ] as [string, FidoTouch][])('by name: %s', (name, touch) => expect(touchNamed(name)).toEqual(touch));

  it('refuses / another name', () => expect(() => touchNamed('late:')).toThrow('given, refused, late or late:N'));
});

describe('credential management', () => {
  it('counts, lists and deletes', async () => {
    const terminal = await withPin();
    const made = [];
    for (const [id, userName] of [
      ['example.org', 'ada'],
      ['example.org', 'grace'],
      ['example.com', 'ada'],
    ] as const)
      made.push(await makeWithPin(terminal, { rp: { id, name: id.toUpperCase() }, userName }));
    const token = await managing(terminal);
    expect(await terminal.manage(token, manage.getCredsMetadata)).toMatchObject({
      existingResidentCredentialsCount: 3,
      maxPossibleRemainingResidentCredentialsCount: 22,
    });
    expect(await terminal.manage(token, manage.enumerateRPsBegin)).toMatchObject({
      rp: { id: 'example.org', name: 'EXAMPLE.ORG' },
      rpIDHash: hashOf('example.org'),
      totalRPs: 2,
    });
    expect(await terminal.manage(token, manage.enumerateRPsGetNextRP)).toMatchObject({ rp: { id: 'example.com' } });
    expect(await terminal.manage(token, manage.enumerateRPsGetNextRP)).toEqual({ status: 'CTAP2_ERR_NOT_ALLOWED' });
    const ofOrg = credentialManagementParams.encode({ rpIDHash: hashOf('example.org') });
    expect(await terminal.manage(token, manage.enumerateCredentialsBegin, ofOrg)).toMatchObject({
      user: { id: fromHex('616461'), name: 'ada', displayName: 'ADA' },
      credentialID: { id: made[0]!.credentialId, type: 'public-key' },
      publicKey: made[0]!.authData!.attestedCredential!.publicKey,
      totalCredentials: 2,
      credProtect: 1,
    });
    expect(await terminal.manage(token, manage.enumerateCredentialsGetNextCredential)).toMatchObject({
      user: { name: 'grace' },
    });
    const grace = { id: made[1]!.credentialId!, type: 'public-key' };
    const renamed = { credentialID: grace, user: { id: fromHex('6772616365'), name: 'hopper' } };
    const update = credentialManagementParams.encode(renamed);
    expect(await terminal.manage(token, manage.updateUserInformation, update)).toEqual({ status: 'CTAP2_OK' });
    expect((await terminal.card.snapshot()).fido!.credentials[1]!.userName).toBe('hopper');
    const params = credentialManagementParams.encode({ credentialID: grace });
    expect(await terminal.manage(token, manage.deleteCredential, params)).toEqual({ status: 'CTAP2_OK' });
    expect(await terminal.manage(token, manage.deleteCredential, params)).toEqual({
      status: 'CTAP2_ERR_NO_CREDENTIALS',
    });
    const left = (await terminal.card.snapshot()).fido!.credentials;
    expect(left.map((each) => each.rpId)).toEqual(['example.org', 'example.com']);
  });

  it('needs the PIN, and for one relying party tells of no other', async () => {
    const terminal = await withPin();
    await makeWithPin(terminal);
    await makeWithPin(terminal, { rp: { id: 'example.com' } });
    const bound = await terminal.goodToken(pin, pinUvAuthPermission.credentialManagement, 'example.com');
    const params = (id: string) => credentialManagementParams.encode({ rpIDHash: hashOf(id) });
    const begin = manage.enumerateCredentialsBegin;
    expect((await terminal.manage(bound, begin, params('example.com'))).status).toBe('CTAP2_OK');
    expect((await terminal.manage(bound, begin, params('example.org'))).status).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
    expect((await terminal.manage(bound, manage.enumerateRPsBegin)).status).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
    expect(await terminal.message('authenticatorCredentialManagement', new Map([[1, 1]]))).toMatchObject({
      status: 'CTAP2_ERR_PUAT_REQUIRED',
    });
    expect((await terminal.manage(await managing(terminal), 0x08)).status).toBe('CTAP2_ERR_INVALID_SUBCOMMAND');
  });

  it('of an empty card', async () => {
    const terminal = await withPin();
    const token = await managing(terminal);
    expect((await terminal.manage(token, manage.enumerateRPsBegin)).status).toBe('CTAP2_ERR_NO_CREDENTIALS');
  });
});

describe('a reset', () => {
  it('takes everything, ten seconds from power-up and with a touch', async () => {
    let now = 0;
    let touch: FidoTouch = 'given';
    const terminal = await withPin({ fido: { now: () => now, touch: () => touch } });
    const kept = await make(terminal, { options: {} });
    await makeWithPin(terminal);
    const reset = async () => (await terminal.message('authenticatorReset')).status;
    now = 10_000;
    expect(await reset()).toBe('CTAP2_ERR_NOT_ALLOWED');
    await terminal.card.reset();
    await terminal.select();
    expect(await reset()).toBe('CTAP2_ERR_NOT_ALLOWED');
    await terminal.powerCycle();
    touch = 'refused';
    expect(await reset()).toBe('CTAP2_ERR_OPERATION_DENIED');
    touch = 'given';
    now = 19_999;
    expect(await reset()).toBe('CTAP2_OK');
    expect((await terminal.card.snapshot()).fido).toEqual({
      pinMode: 'separate',
      pinSet: false,
      pinRetriesRemaining: 8,
      minPinLength: 4,
      minPinLengthRpIds: [],
      forcePinChange: false,
      enterpriseAttestation: false,
      signCount: 0,
      credentials: [],
    });
    expect(await terminal.setPin(pin)).toBe('CTAP2_OK');
    const allowList = [{ id: kept.credentialId!, type: 'public-key' }];
    expect(await assertWithPin(terminal, { allowList })).toMatchObject({ status: 'CTAP2_ERR_NO_CREDENTIALS' });
  });

  it('leaves PIV alone, a shared PIN with it', async () => {
    const card = new SimulatedCard({ fido: { pin: 'shared' } });
    const shared = new FidoTerminal(card);
    const piv = new Terminal(card);
    await piv.ok(selectPiv);
    await piv.sw(`0024008010${ascii('123456')}${ascii('24681357')}`);
    await shared.select();
    expect((await shared.message('authenticatorReset')).status).toBe('CTAP2_OK');
    expect(await card.hasPin('24681357')).toBe(true);
    expect(await card.hasFidoPin('24681357')).toBe(true);
  });

  it('of PIV leaves the passkeys alone', async () => {
    const terminal = await withPin();
    await makeWithPin(terminal);
    const piv = new Terminal(terminal.card);
    await piv.ok(selectPiv);
    for (let wrong = 0; wrong < 3; wrong++) {
      await piv.verify(ascii('99999999'));
      await piv.sw(`0024008110${ascii('99999999')}${ascii('88888888')}`);
    }
    expect(await piv.sw('00fb0000')).toBe('9000');
    const { fido } = await terminal.card.snapshot();
    expect([fido!.pinSet, fido!.credentials.length]).toEqual([true, 1]);
  });
});

describe('a power cut', () => {
  /** index: of the APDU after arming: the last piece of the message. */
  async function cut(
    terminal: FidoTerminal,
    when: CutMoment,
    index: number,
    run: () => Promise<unknown>,
  ): Promise<void> {
    terminal.card.armCut({ apdu: index, when });
    await expect(run()).rejects.toMatchObject(lost);
    await terminal.powerCycle();
  }
  const credentials = async ({ card }: FidoTerminal) => (await card.snapshot()).fido!.credentials.length;

  it.each([
    ['before', 0],
    ['inside', 0],
    ['after', 1],
  ] as const)('%s a credential is made leaves %i', async (when, left) => {
    const terminal = await withPin();
    const token = await terminal.goodToken(pin, pinUvAuthPermission.makeCredential, rpId);
    await cut(terminal, when, 0, () => make(terminal, {}, token));
    expect(await credentials(terminal)).toBe(left);
  });

  it.each([
    ['before', 0],
    ['inside', 0],
    ['after', 1],
  ] as const)('%s the poll that brings the touch leaves %i', async (when, left) => {
    const terminal = await withPin({ fido: { touch: { afterPolls: 2 } } });
    const token = await terminal.goodToken(pin, pinUvAuthPermission.makeCredential, rpId);
    await cut(terminal, when, 2, () => make(terminal, {}, token));
    expect(await credentials(terminal)).toBe(left);
    expect(await makeWithPin(terminal)).toMatchObject({ status: 'CTAP2_OK', keepAlives: 2 });
    expect(await credentials(terminal)).toBe(1);
  });

  it.each([
    ['before', 1],
    ['inside', 1],
    ['after', 0],
  ] as const)('%s a credential is deleted leaves %i', async (when, left) => {
    const terminal = await withPin();
    const { credentialId } = await makeWithPin(terminal);
    const token = await managing(terminal);
    const params = credentialManagementParams.encode({ credentialID: { id: credentialId!, type: 'public-key' } });
    await cut(terminal, when, 0, () => terminal.manage(token, manage.deleteCredential, params));
    expect(await credentials(terminal)).toBe(left);
  });

  it.each([
    ['before', 1, true],
    ['inside', 0, true],
    ['after', 0, false],
  ] as const)('%s a reset leaves %i credentials, PIN %s', async (when, left, pinSet) => {
    const terminal = await withPin();
    await makeWithPin(terminal);
    await cut(terminal, when, 0, () => terminal.message('authenticatorReset'));
    expect(await credentials(terminal)).toBe(left);
    expect((await terminal.card.snapshot()).fido!.pinSet).toBe(pinSet);
  });

  it('in a chain leaves nothing of it', async () => {
    const terminal = await withPin();
    const excludeList = Array.from({ length: 5 }, (_, i) => ({ id: new Uint8Array(60).fill(i), type: 'public-key' }));
    const token = await terminal.goodToken(pin, pinUvAuthPermission.makeCredential, rpId);
    await cut(terminal, 'after', 1, () => make(terminal, { excludeList }, token));
    expect(await credentials(terminal)).toBe(0);
    expect(await makeWithPin(terminal, { excludeList })).toMatchObject({ status: 'CTAP2_OK' });
  });
});

describe('in the state file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulated-fido-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const file = (): string => join(folder, 'card.json');

  it('everything is there again, the way of the PIN too', async () => {
    const first = new FidoTerminal(await SimulatedCard.open(file(), { fido: { credentialLimit: 3 } }));
    await first.select();
    await first.setPin(pin);
    const made = await makeWithPin(first);
    const second = new FidoTerminal(await SimulatedCard.open(file(), { fido: { pin: 'shared', credentialLimit: 9 } }));
    expect(await second.card.snapshot()).toEqual(await first.card.snapshot());
    await second.select();
    expect((await second.info()).remainingDiscoverableCredentials).toBe(2);
    expect(signedBy(await assertWithPin(second), made)).toBe(true);
    const third = new FidoTerminal(await SimulatedCard.open(file()));
    await third.select();
    expect(await third.token(pin)).toHaveLength(32);
  });

  it('of a card from before it gets the application when it is asked for, and keeps all else', async () => {
    const before = await SimulatedCard.open(file(), { serial: 77 });
    const plain = await before.snapshot();
    expect(plain.fido).toBeUndefined();
    expect(await readFile(file(), 'utf8')).not.toContain('fido');
    const same = await SimulatedCard.open(file());
    await expect(new FidoTerminal(same).select()).rejects.toThrow('SELECT: 6a82');
    const touched = await SimulatedCard.open(file(), { fido: { add: false, touch: 'refused' } });
    expect((await touched.snapshot()).fido).toBeUndefined();
    const { fido, ...rest } = await (await SimulatedCard.open(file(), { fido: {} })).snapshot();
    expect(rest).toEqual(plain);
    expect(fido).toMatchObject({ pinMode: 'separate', pinSet: false });
    expect((await (await SimulatedCard.open(file())).snapshot()).fido).toEqual(fido);
  });

  it('a strict card has it too, in short APDUs', async () => {
    const terminal = new FidoTerminal(await SimulatedCard.open(file(), { dialect: 'strict', fido: {} }));
    await terminal.select();
    await terminal.setPin(pin);
    const made = await makeWithPin(terminal);
    expect(signedBy(await assertWithPin(terminal), made)).toBe(true);
    expect(toHex(await terminal.card.transmit(fromHex('80108000000001040000')))).toBe('6700');
  });
});
