/** A card from before CTAP 2.1: what its FIDO application says of itself, and what it does not have. */
import { describe, expect, it } from '@jest/globals';
import { cborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { pinUvAuthPermission } from '@cardwright/card-protocol/ctap/messages/client-pin';
import {
  credentialManagementAuthMessage,
  credentialManagementRequest,
  credentialManagementSubCommand,
} from '@cardwright/card-protocol/ctap/messages/credential-management';
import { assert, make, makeWithPin, pin } from '../../test/fido-credentials.js';
import { FidoTerminal } from '../../test/fido-terminal.js';

async function withPin(): Promise<{ terminal: FidoTerminal; token: Uint8Array }> {
  const terminal = await FidoTerminal.with({ fido: { version: 'FIDO_2_1_PRE' } });
  expect(await terminal.setPin(pin)).toBe('CTAP2_OK');
  return { terminal, token: (await terminal.token(pin)) as Uint8Array };
}

describe('a card from before CTAP 2.1', () => {
  it('says what it can do as such keys say it', async () => {
    const { terminal } = await withPin();
    const info = await terminal.info();
    expect(info).toMatchObject({
      versions: ['FIDO_2_0', 'FIDO_2_1_PRE'],
      extensions: ['credProtect', 'hmac-secret'],
      options: { rk: true, up: true, plat: false, clientPin: true, credentialMgmtPreview: true },
      minPINLength: 4,
    });
    expect(Object.keys(info.options!)).toHaveLength(5);
    expect([info.forcePINChange, info.remainingDiscoverableCredentials]).toEqual([undefined, undefined]);
  });

  it('has one token for everything, as often as one likes', async () => {
    const { terminal, token } = await withPin();
    const elsewhere = { userName: 'grace', rp: { id: 'example.com' } };
    const made = [await make(terminal, {}, token), await make(terminal, elsewhere, token)];
    expect(made.map(({ status }) => status)).toEqual(['CTAP2_OK', 'CTAP2_OK']);
    expect((await assert(terminal, {}, token)).status).toBe('CTAP2_OK');
    expect(await terminal.token(pin, pinUvAuthPermission.makeCredential, 'example.org')).toBe(
      'CTAP1_ERR_INVALID_PARAMETER',
    );
    await expect(makeWithPin(terminal)).rejects.toThrow('CTAP1_ERR_INVALID_PARAMETER');
  });

  it('manages credentials by the prototype command alone, without the change of a name', async () => {
    const { terminal, token } = await withPin();
    const { getCredsMetadata, updateUserInformation } = credentialManagementSubCommand;
    const request = (subCommand: number, params?: ReturnType<typeof cborMap>) => {
      const pinUvAuthParam = terminal.protocol.authenticate(token, credentialManagementAuthMessage(subCommand, params));
      return credentialManagementRequest.encode({ subCommand, pinUvAuthProtocol: 2, pinUvAuthParam });
    };
    const prototype = 'prototypeAuthenticatorCredentialManagement';
    expect((await terminal.message(prototype, request(getCredsMetadata))).status).toBe('CTAP2_OK');
    expect((await terminal.message(prototype, request(updateUserInformation))).status).toBe(
      'CTAP1_ERR_INVALID_PARAMETER',
    );
    expect((await terminal.manage(token, getCredsMetadata)).status).toBe('CTAP1_ERR_INVALID_COMMAND');
    expect(await terminal.config(token, 1)).toBe('CTAP1_ERR_INVALID_COMMAND');
    expect((await terminal.message('authenticatorSelection')).status).toBe('CTAP1_ERR_INVALID_COMMAND');
  });

  it('and one of CTAP 2.1 does not have the prototype', async () => {
    const terminal = await FidoTerminal.with();
    const reply = await terminal.message('prototypeAuthenticatorCredentialManagement', cborMap([]));
    expect(reply.status).toBe('CTAP1_ERR_INVALID_COMMAND');
  });
});
