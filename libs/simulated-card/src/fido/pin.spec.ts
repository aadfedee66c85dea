import { describe, expect, it } from '@jest/globals';
import { configSubCommand, setMinPinLengthParams } from '@cardwright/card-protocol/ctap/messages/authenticator-config';
import { clientPinSubCommand, pinUvAuthPermission } from '@cardwright/card-protocol/ctap/messages/client-pin';
import { FidoTerminal } from '../../test/fido-terminal.js';
import { Terminal, ascii, selectPiv } from '../../test/terminal.js';
import type { FidoOptions } from './new-fido.js';

const acfg = pinUvAuthPermission.authenticatorConfiguration;
const shared = { fido: { pin: 'shared' } as FidoOptions };

async function withPin(options = {}, protocol = 2): Promise<FidoTerminal> {
  const terminal = await FidoTerminal.with(options, protocol);
  expect(await terminal.setPin('1234')).toBe('CTAP2_OK');
  return terminal;
}

const setMinPinLength = async (terminal: FidoTerminal, pin: string, params: object): Promise<string> =>
  terminal.config(
    await terminal.goodToken(pin, acfg),
    configSubCommand.setMinPINLength,
    setMinPinLengthParams.encode(params),
  );

describe('a PIN of the application’s own', () => {
  it.each([1, 2])('is set, changed and gives tokens by protocol %i', async (protocol) => {
    const terminal = await FidoTerminal.with({}, protocol);
    expect((await terminal.info()).options).toMatchObject({ clientPin: false });
    expect(await terminal.token('1234')).toBe('CTAP2_ERR_PIN_NOT_SET');
    expect(await terminal.changePin('1234', '4321')).toBe('CTAP2_ERR_PIN_NOT_SET');
    expect(await terminal.setPin('1234')).toBe('CTAP2_OK');
    expect((await terminal.info()).options).toMatchObject({ clientPin: true });
    expect(await terminal.setPin('4321')).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
    expect(await terminal.changePin('1234', 'pässword 😀')).toBe('CTAP2_OK');
    expect(await terminal.card.hasFidoPin('pässword 😀')).toBe(true);
    expect(await terminal.token('pässword 😀')).toHaveLength(32);
    expect(await terminal.token('pässword 😀', acfg)).toHaveLength(32);
    expect(await terminal.card.hasPin('123456')).toBe(true);
  });

  it.each([
    ['three characters', '123', 'CTAP2_ERR_PIN_POLICY_VIOLATION'],
    ['three characters of four bytes', 'ä12', 'CTAP2_ERR_PIN_POLICY_VIOLATION'],
    ['nothing', '', 'CTAP2_ERR_PIN_POLICY_VIOLATION'],
    ['63 bytes', 'x'.repeat(63), 'CTAP2_OK'],
  ])('of %s', async (_name, pin, status) => {
    const terminal = await FidoTerminal.with();
    expect(await terminal.setPin(pin)).toBe(status);
    expect((await terminal.card.snapshot()).fido!.pinSet).toBe(status === 'CTAP2_OK');
  });

  it('is blocked until power-up after three wrong ones in a row, and for good after eight', async () => {
    const terminal = await withPin();
    const tries = async () => {
      const { pinRetries, powerCycleState } = await terminal.clientPin({
        subCommand: clientPinSubCommand.getPINRetries,
      });
      return [pinRetries, powerCycleState];
    };
    const wrong = () => terminal.token('9999', acfg);
    expect([await wrong(), await wrong(), await wrong()]).toEqual([
      'CTAP2_ERR_PIN_INVALID',
      'CTAP2_ERR_PIN_INVALID',
      'CTAP2_ERR_PIN_AUTH_BLOCKED',
    ]);
    expect(await tries()).toEqual([5, true]);
    expect(await terminal.token('1234', acfg)).toBe('CTAP2_ERR_PIN_AUTH_BLOCKED');
    expect(await tries()).toEqual([5, true]);
    await terminal.card.reset();
    await terminal.select();
    expect(await terminal.token('1234', acfg)).toBe('CTAP2_ERR_PIN_AUTH_BLOCKED');
    await terminal.powerCycle();
    expect(await tries()).toEqual([5, false]);
    expect([await wrong(), await wrong(), await wrong()].at(-1)).toBe('CTAP2_ERR_PIN_AUTH_BLOCKED');
    await terminal.powerCycle();
    expect([await wrong(), await wrong()]).toEqual(['CTAP2_ERR_PIN_INVALID', 'CTAP2_ERR_PIN_BLOCKED']);
    await terminal.powerCycle();
    expect(await terminal.token('1234', acfg)).toBe('CTAP2_ERR_PIN_BLOCKED');
    expect(await terminal.changePin('1234', '4321')).toBe('CTAP2_ERR_PIN_BLOCKED');
  });

  it('gets its tries back with a right one', async () => {
    const terminal = await withPin();
    await terminal.token('9999', acfg);
    expect((await terminal.card.snapshot()).fido!.pinRetriesRemaining).toBe(7);
    expect(await terminal.changePin('1234', '5678')).toBe('CTAP2_OK');
    expect((await terminal.card.snapshot()).fido!.pinRetriesRemaining).toBe(8);
  });

  it('gains no try by a power cut: the counter is down before the comparison', async () => {
    const terminal = await withPin();
    for (const pin of ['9999', '1234']) {
      terminal.card.armCut((event) => (event.index === 1 ? 'inside' : undefined));
      await expect(terminal.token(pin, acfg)).rejects.toMatchObject({ code: 'POWER_LOST' });
      terminal.card.armCut(undefined);
      await terminal.powerCycle();
    }
    expect((await terminal.card.snapshot()).fido!.pinRetriesRemaining).toBe(6);
  });

  it.each([
    ['before', false],
    ['inside', false],
    ['after', true],
  ] as const)('a power cut %s setting it', async (when, isSet) => {
    const terminal = await FidoTerminal.with();
    terminal.card.armCut((event) => (event.index === 1 ? when : undefined));
    await expect(terminal.setPin('1234')).rejects.toMatchObject({ code: 'POWER_LOST' });
    expect(await terminal.card.hasFidoPin('1234')).toBe(isSet);
  });

  it('a wrong one changes the key that is agreed with', async () => {
    const terminal = await withPin();
    const before = await terminal.clientPin({ subCommand: clientPinSubCommand.getKeyAgreement });
    await terminal.token('9999', acfg);
    const after = await terminal.clientPin({ subCommand: clientPinSubCommand.getKeyAgreement });
    expect(after.keyAgreement).not.toEqual(before.keyAgreement);
  });

  it.each([
    ['no permission', 0, undefined, 'CTAP1_ERR_INVALID_PARAMETER'],
    ['a permission of biometrics', 0x08, undefined, 'CTAP2_ERR_UNAUTHORIZED_PERMISSION'],
    ['credentials of nobody', 0x01, undefined, 'CTAP2_ERR_MISSING_PARAMETER'],
  ])('refuses / a token for %s', async (_name, permissions, rpId, status) => {
    const terminal = await withPin();
    expect(await terminal.token('1234', permissions, rpId)).toBe(status);
    expect((await terminal.card.snapshot()).fido!.pinRetriesRemaining).toBe(8);
  });

  it('refuses / another subcommand, another protocol and what is missing', async () => {
    const terminal = await FidoTerminal.with();
    expect((await terminal.clientPin({ subCommand: 0x06 })).status).toBe('CTAP2_ERR_INVALID_SUBCOMMAND');
    expect((await terminal.clientPin({ subCommand: 0x03 })).status).toBe('CTAP2_ERR_MISSING_PARAMETER');
    const third = new FidoTerminal(terminal.card, { ...terminal.protocol, version: 3 as 1 });
    expect((await third.clientPin({ subCommand: 0x02 })).status).toBe('CTAP1_ERR_INVALID_PARAMETER');
  });
});

describe('the rules of the PIN', () => {
  it('a PIN that must be changed is answered as a wrong one until it is another', async () => {
    const terminal = await withPin();
    expect(await setMinPinLength(terminal, '1234', { forceChangePin: true })).toBe('CTAP2_OK');
    expect((await terminal.info()).forcePINChange).toBe(true);
    expect(await terminal.token('1234', acfg)).toBe('CTAP2_ERR_PIN_INVALID');
    expect(await terminal.token('1234')).toBe('CTAP2_ERR_PIN_INVALID');
    expect((await terminal.card.snapshot()).fido).toMatchObject({ pinRetriesRemaining: 8, forcePinChange: true });
    expect(await terminal.changePin('1234', '1234')).toBe('CTAP2_ERR_PIN_POLICY_VIOLATION');
    expect(await terminal.changePin('1234', '5678')).toBe('CTAP2_OK');
    expect((await terminal.info()).forcePINChange).toBe(false);
    expect(await terminal.token('5678', acfg)).toHaveLength(32);
  });

  it('a longer minimum than the PIN has forces a change by itself, and only goes up', async () => {
    const terminal = await withPin();
    expect(await setMinPinLength(terminal, '1234', { newMinPINLength: 6 })).toBe('CTAP2_OK');
    expect(await terminal.info()).toMatchObject({ forcePINChange: true, minPINLength: 6 });
    expect(await terminal.changePin('1234', '12345')).toBe('CTAP2_ERR_PIN_POLICY_VIOLATION');
    expect(await terminal.changePin('1234', '654321')).toBe('CTAP2_OK');
    expect(await setMinPinLength(terminal, '654321', { newMinPINLength: 5 })).toBe('CTAP2_ERR_PIN_POLICY_VIOLATION');
    expect(await setMinPinLength(terminal, '654321', { newMinPINLength: 6 })).toBe('CTAP2_OK');
    expect((await terminal.info()).forcePINChange).toBe(false);
  });

  it('without a PIN a change cannot be forced', async () => {
    const terminal = await FidoTerminal.with();
    const force = setMinPinLengthParams.encode({ forceChangePin: true });
    expect(await terminal.config(undefined, configSubCommand.setMinPINLength, force)).toBe('CTAP2_ERR_PIN_NOT_SET');
  });

  it('of five relying parties it cannot be told', async () => {
    const terminal = await withPin();
    const rpIds = ['a.org', 'b.org', 'c.org', 'd.org'];
    expect(await setMinPinLength(terminal, '1234', { minPinLengthRPIDs: [...rpIds, 'e.org'] })).toBe(
      'CTAP2_ERR_KEY_STORE_FULL',
    );
    expect(await setMinPinLength(terminal, '1234', { minPinLengthRPIDs: rpIds })).toBe('CTAP2_OK');
    expect((await terminal.card.snapshot()).fido!.minPinLengthRpIds).toEqual(rpIds);
  });

  it('need the PIN once there is one', async () => {
    const terminal = await withPin();
    const raise = setMinPinLengthParams.encode({ newMinPINLength: 6 });
    const { setMinPINLength } = configSubCommand;
    expect(await terminal.config(undefined, setMinPINLength, raise)).toBe('CTAP2_ERR_PUAT_REQUIRED');
    expect(await terminal.config(new Uint8Array(32), setMinPINLength, raise)).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
    const other = await terminal.goodToken('1234', pinUvAuthPermission.credentialManagement);
    expect(await terminal.config(other, setMinPINLength, raise)).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
  });
});

describe('a token', () => {
  it('ends half a minute unused, ten minutes used, and with another power-up', async () => {
    let now = 0;
    const terminal = await withPin({ fido: { now: () => now } });
    const { enableEnterpriseAttestation } = configSubCommand;
    const unused = await terminal.goodToken('1234', acfg);
    now += 30_000;
    expect(await terminal.config(unused, enableEnterpriseAttestation)).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
    const used = await terminal.goodToken('1234', acfg);
    expect(await terminal.config(used, enableEnterpriseAttestation)).toBe('CTAP2_OK');
    now += 599_000;
    expect(await terminal.config(used, enableEnterpriseAttestation)).toBe('CTAP2_OK');
    now += 1_000;
    expect(await terminal.config(used, enableEnterpriseAttestation)).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
    const lost = await terminal.goodToken('1234', acfg);
    await terminal.powerCycle();
    expect(await terminal.config(lost, enableEnterpriseAttestation)).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
  });
});

describe('a PIN that is shared with PIV', () => {
  it('is there from the beginning, with one counter and both rules', async () => {
    const terminal = await FidoTerminal.with(shared);
    expect(await terminal.info()).toMatchObject({ options: { clientPin: true }, minPINLength: 6 });
    expect(await terminal.setPin('654321')).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
    expect(await terminal.token('123456', acfg)).toHaveLength(32);
    expect(await terminal.changePin('123456', '12345')).toBe('CTAP2_ERR_PIN_POLICY_VIOLATION');
    expect(await terminal.changePin('123456', '123456789')).toBe('CTAP2_ERR_PIN_POLICY_VIOLATION');
    expect(await terminal.changePin('123456', 'ä23456')).toBe('CTAP2_ERR_PIN_POLICY_VIOLATION');
    await terminal.token('999999', acfg);
    const { pin, fido } = await terminal.card.snapshot();
    expect([pin.retriesRemaining, pin.retriesTotal, fido!.pinRetriesRemaining]).toEqual([7, 8, 7]);
  });

  it('is changed in either application for both, and a forced change ends in either', async () => {
    const terminal = await FidoTerminal.with(shared);
    const piv = new Terminal(terminal.card);
    expect(await terminal.changePin('123456', '24681357')).toBe('CTAP2_OK');
    await piv.ok(selectPiv);
    expect(await piv.verify()).toBe('63c7');
    expect(await piv.verify(ascii('24681357'))).toBe('9000');
    await terminal.select();
    expect(await setMinPinLength(terminal, '24681357', { forceChangePin: true })).toBe('CTAP2_OK');
    await piv.ok(selectPiv);
    expect(await piv.verify(ascii('24681357'))).toBe('9000');
    expect(await piv.sw(`0024008010${ascii('24681357')}${ascii('13572468')}`)).toBe('9000');
    await terminal.select();
    expect((await terminal.info()).forcePINChange).toBe(false);
    expect(await terminal.token('24681357', acfg)).toBe('CTAP2_ERR_PIN_INVALID');
    expect(await terminal.token('13572468', acfg)).toHaveLength(32);
  });
});
