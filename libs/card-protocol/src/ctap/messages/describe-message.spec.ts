import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../bytes.js';
import { describeCommand } from '../../piv/describe-command.js';
import { describeMessage, onlyAsks, recordablePart } from './describe-message.js';

const secret = 'a5'.repeat(16);

describe('a CTAP request in a trace', () => {
  it.each([
    ['04', '04', 'authenticatorGetInfo', true],
    ['07', '07', 'authenticatorReset', false],
    ['06a201020201', '06a201020201', 'authenticatorClientPIN getPINRetries', true],
    ['06a201020202', '06a201020202', 'authenticatorClientPIN getKeyAgreement', true],
    [`06a601020204 03a0 0450${secret}`, '06a601020204', 'authenticatorClientPIN changePIN', false],
    [
      `06a60102020903a0 0650${secret}`,
      '06a601020209',
      'authenticatorClientPIN getPinUvAuthTokenUsingPinWithPermissions',
      false,
    ],
    [`0aa30106 0302 0450${secret}`, '0aa30106', 'authenticatorCredentialManagement deleteCredential', false],
    [`0da30103 0302 0450${secret}`, '0da30103', 'authenticatorConfig setMinPINLength', false],
    [`01a40150${secret}`, '01', 'authenticatorMakeCredential', false],
    [`02a40150${secret}`, '02', 'authenticatorGetAssertion', false],
    // Not of the form that every host sends: nothing beyond the command.
    [`06a1 0450${secret}`, '06', 'authenticatorClientPIN', false],
    [`06a2 0118a5 0203`, '06', 'authenticatorClientPIN', false],
    [`0a50${secret}`, '0a', 'authenticatorCredentialManagement', false],
    [`41a30106 0302 0450${secret}`, '41a30106', 'prototypeAuthenticatorCredentialManagement deleteCredential', false],
    ['40', '40', 'CTAP command 40', false],
    ['', '', '', false],
  ])('%s', (hex, part, words, asks) => {
    const message = fromHex(hex);
    expect(toHex(recordablePart(message))).toBe(part);
    expect(describeMessage(message)).toBe(words);
    expect(describeMessage(recordablePart(message))).toBe(words);
    expect(onlyAsks(message)).toBe(asks);
  });

  it('is a command in words among the others', () => {
    const words = (header: string, data = '') => describeCommand(fromHex(header), fromHex(data));
    expect(words('80108000', '04')).toBe('CTAP authenticatorGetInfo');
    expect(words('90108000', '06a601020204')).toBe('CTAP authenticatorClientPIN changePIN (more follows)');
    expect(words('80108000')).toBe('CTAP');
    expect(words('80110000')).toBe('CTAP keep-alive');
    expect(words('80111100')).toBe('CTAP cancel');
    expect(words('00a40400', 'a0000006472f0001')).toBe('SELECT A0000006472F0001');
  });
});
