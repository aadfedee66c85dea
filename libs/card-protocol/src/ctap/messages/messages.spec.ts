/** The requests below were recorded from python-fido2 2.2.1; the authenticated ones with a token of 32 bytes 11. */
import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../bytes.js';
import { encodeCbor } from '../cbor/encode-cbor.js';
import { nodeCryptography } from '../pin/node-cryptography.js';
import { pinUvAuthProtocol } from '../pin/pin-uv-auth-protocol.js';
import { ctapStatus, ctapStatusName, describeCtapStatus } from '../status.js';
import { configAuthMessage, configRequest, configSubCommand, setMinPinLengthParams } from './authenticator-config.js';
import { clientPinRequest, clientPinResponse } from './client-pin.js';
import { decodeReply, decodeRequest, encodeReply, encodeRequest } from './command.js';
import {
  credentialManagementAuthMessage,
  credentialManagementCommand,
  credentialManagementParams,
  credentialManagementRequest,
} from './credential-management.js';
import { getAssertionRequest } from './get-assertion.js';
import { getInfoResponse } from './get-info.js';
import { encodeAttestationObject, makeCredentialRequest, parseAttestationObject } from './make-credential.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const token = new Uint8Array(32).fill(0x11);
const protocolTwo = pinUvAuthProtocol(2, nodeCryptography)!;

const makeCredential =
  '01aa015820000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f02a26269646b6578616d706c652e6f7267646e616d65674578616d706c6503a3626964420102646e616d65636164616b646973706c61794e616d65634164610481a263616c672664747970656a7075626c69632d6b65790581a262696441aa64747970656a7075626c69632d6b657906a26b6372656450726f74656374026b686d61632d736563726574f507a162726bf50858200f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f09020a02';
const getAssertion =
  '02a4016b6578616d706c652e6f726702582000000000000000000000000000000000000000000000000000000000000000000381a262696441aa64747970656a7075626c69632d6b657905a1627570f4';
const getToken =
  '06a60102020903a501020338182001215820aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa225820bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb0650cccccccccccccccccccccccccccccccc0918210a6b6578616d706c652e6f7267';
const enumerateCredentials =
  '0aa4010402a101582022222222222222222222222222222222222222222222222222222222222222220302045820523b6f2cce8bc9d7bb4b5bbfb4eb0f557427c1b2b4228f086f2d657f38819356';
const deleteCredential =
  '0aa4010602a102a262696442aabb64747970656a7075626c69632d6b6579030204582052a9d54b3eb1ead2663458759e5142b6b87c459f3f688ad0a6178cda25692fcc';
const enableEnterpriseAttestation =
  '0da30101030204582047e97f3b11c428afc1276eea206b94c52de04c8732213503880ce3f7afd4674c';
const setMinPinLength =
  '0da4010302a3010602816b6578616d706c652e6f726703f503020458204bfb039e29a3ed67723ba7f006e8fa53c997a021a0cbe2890241d86c97c02a0e';

describe('requests', () => {
  it('authenticatorMakeCredential', () => {
    const request = makeCredentialRequest.decode(decodeRequest(fromHex(makeCredential)).parameters);
    expect(request).toEqual({
      clientDataHash: Uint8Array.from({ length: 32 }, (_, i) => i),
      rp: { id: 'example.org', name: 'Example' },
      user: { id: fromHex('0102'), name: 'ada', displayName: 'Ada' },
      pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
      excludeList: [{ id: fromHex('aa'), type: 'public-key' }],
      extensions: new Map<string, unknown>([
        ['credProtect', 2],
        ['hmac-secret', true],
      ]),
      options: { rk: true },
      pinUvAuthParam: new Uint8Array(32).fill(0x0f),
      pinUvAuthProtocol: 2,
      enterpriseAttestation: 2,
    });
    const encoded = encodeRequest('authenticatorMakeCredential', makeCredentialRequest.encode(request));
    expect(toHex(encoded)).toBe(makeCredential);
  });

  it('authenticatorGetAssertion', () => {
    const request = {
      rpId: 'example.org',
      clientDataHash: new Uint8Array(32),
      allowList: [{ id: fromHex('aa'), type: 'public-key' }],
      options: { up: false },
    };
    const encoded = encodeRequest('authenticatorGetAssertion', getAssertionRequest.encode(request));
    expect(toHex(encoded)).toBe(getAssertion);
    expect(getAssertionRequest.decode(decodeRequest(encoded).parameters)).toEqual(request);
  });

  it('authenticatorClientPIN', () => {
    const request = clientPinRequest.decode(decodeRequest(fromHex(getToken)).parameters);
    expect(request).toEqual({
      pinUvAuthProtocol: 2,
      subCommand: 0x09,
      keyAgreement: { x: new Uint8Array(32).fill(0xaa), y: new Uint8Array(32).fill(0xbb) },
      pinHashEnc: new Uint8Array(16).fill(0xcc),
      permissions: 0x21,
      rpId: 'example.org',
    });
    expect(toHex(encodeRequest('authenticatorClientPIN', clientPinRequest.encode(request)))).toBe(getToken);
    expect(
      toHex(encodeRequest('authenticatorClientPIN', clientPinRequest.encode({ pinUvAuthProtocol: 2, subCommand: 1 }))),
    ).toBe('06a201020201');
  });

  it.each([
    ['enumerateCredentialsBegin', enumerateCredentials, 4, { rpIDHash: new Uint8Array(32).fill(0x22) }],
    ['deleteCredential', deleteCredential, 6, { credentialID: { id: fromHex('aabb'), type: 'public-key' } }],
    [
      'getCredsMetadata',
      '0aa301010302045820c4ede064b5f2a51225b2175e5b84fb73f9cec689ac3d912ac4878f7ebeab0149',
      1,
      undefined,
    ],
  ] as const)('authenticatorCredentialManagement %s', (_name, hex, subCommand, params) => {
    const subCommandParams = params && credentialManagementParams.encode(params);
    const pinUvAuthParam = protocolTwo.authenticate(
      token,
      credentialManagementAuthMessage(subCommand, subCommandParams),
    );
    const request = { subCommand, subCommandParams, pinUvAuthProtocol: 2, pinUvAuthParam };
    const encoded = encodeRequest('authenticatorCredentialManagement', credentialManagementRequest.encode(request));
    expect(toHex(encoded)).toBe(hex);
  });

  it.each([
    [{ versions: ['FIDO_2_1'], options: { credMgmt: true } }, 'authenticatorCredentialManagement'],
    [
      { versions: ['FIDO_2_0', 'FIDO_2_1_PRE', 'FIDO_2_1'], options: { credMgmt: true, credentialMgmtPreview: true } },
      'authenticatorCredentialManagement',
    ],
    [
      { versions: ['FIDO_2_0', 'FIDO_2_1_PRE'], options: { credentialMgmtPreview: true } },
      'prototypeAuthenticatorCredentialManagement',
    ],
    [{ versions: ['FIDO_2_0', 'FIDO_2_1_PRE'], options: { credentialMgmtPreview: false } }, undefined],
    [{ versions: ['FIDO_2_0'], options: { credentialMgmtPreview: true } }, undefined],
    [{ versions: ['FIDO_2_0'], options: undefined }, undefined],
  ])('credential management of %o is by %s', (info, command) =>
    expect(credentialManagementCommand(info)).toBe(command),
  );

  it.each([
    ['enableEnterpriseAttestation', enableEnterpriseAttestation, undefined],
    [
      'setMinPINLength',
      setMinPinLength,
      { newMinPINLength: 6, minPinLengthRPIDs: ['example.org'], forceChangePin: true },
    ],
  ] as const)('authenticatorConfig %s', (name, hex, params) => {
    const subCommand = configSubCommand[name];
    const subCommandParams = params && setMinPinLengthParams.encode(params);
    const pinUvAuthParam = protocolTwo.authenticate(token, configAuthMessage(subCommand, subCommandParams));
    const request = { subCommand, subCommandParams, pinUvAuthProtocol: 2, pinUvAuthParam };
    expect(toHex(encodeRequest('authenticatorConfig', configRequest.encode(request)))).toBe(hex);
  });

  it('authenticatorReset and authenticatorGetInfo are one byte', () => {
    expect(toHex(encodeRequest('authenticatorReset'))).toBe('07');
    expect(toHex(encodeRequest('authenticatorGetInfo'))).toBe('04');
    expect(decodeRequest(fromHex('07'))).toEqual({ command: 7, parameters: new Map() });
  });

  it.each([
    ['no byte', '', 'CTAP_FRAME'],
    ['something else than a map', '0180', 'CBOR_UNEXPECTED_TYPE'],
    ['what is no CBOR', '01a1', 'CBOR_INVALID'],
  ])('refuses / %s', (_name, hex, code) => expect(() => decodeRequest(fromHex(hex))).toThrow(failure(code)));

  it.each([
    [
      'a field that is missing',
      'a10158200000000000000000000000000000000000000000000000000000000000000000',
      'CBOR_MISSING',
    ],
    ['a field of another type', 'a10100', 'CBOR_UNEXPECTED_TYPE'],
    ['a list of another type', 'a40141aa02a16269646178 03a162696441aa0400'.replaceAll(' ', ''), 'CBOR_UNEXPECTED_TYPE'],
  ])('refuses / %s', (_name, hex, code) =>
    expect(() => makeCredentialRequest.decode(decodeRequest(fromHex(`01${hex}`)).parameters)).toThrow(failure(code)),
  );

  it('refuses / a key agreement key of another curve', () => {
    const hex = getToken.replace('2001', '2002');
    expect(() => clientPinRequest.decode(decodeRequest(fromHex(hex)).parameters)).toThrow(failure('FIELD_VALUE'));
  });
});

describe('answers', () => {
  it('are a status, and a map where it says success', () => {
    expect(toHex(encodeReply(0, clientPinResponse.encode({ pinRetries: 8, powerCycleState: false })))).toBe(
      '00a2030804f4',
    );
    expect(decodeReply(fromHex('00a2030804f4'))).toEqual({
      status: 0,
      parameters: new Map<number, unknown>([
        [3, 8],
        [4, false],
      ]),
    });
    expect(toHex(encodeReply(ctapStatus.CTAP2_ERR_PIN_INVALID, new Map([[1, 1]])))).toBe('31');
    expect(decodeReply(fromHex('3180'))).toEqual({ status: 0x31, parameters: new Map() });
    expect(decodeReply(fromHex('00'))).toEqual({ status: 0, parameters: new Map() });
    expect(() => decodeReply(fromHex(''))).toThrow(failure('CTAP_FRAME'));
  });

  it('of getInfo say what is known of it, whatever else is there, commands of a vendor with 64 bits among it', () => {
    const hex =
      '00a9 0182684649444f5f325f30684649444f5f325f31 0350000102030405060708090a0b0c0d0e0f 04a262726bf569636c69656e7450696ef4 051904b0 06820201 0cf4 0d04 15811bd1c2b3a495867788 187f01';
    expect(getInfoResponse.decode(decodeReply(fromHex(hex)).parameters)).toEqual({
      versions: ['FIDO_2_0', 'FIDO_2_1'],
      aaguid: fromHex('000102030405060708090a0b0c0d0e0f'),
      options: { rk: true, clientPin: false },
      maxMsgSize: 1200,
      pinUvAuthProtocols: [2, 1],
      forcePINChange: false,
      minPINLength: 4,
    });
  });

  it('of makeCredential become the attestation object of WebAuthn', () => {
    const object = encodeAttestationObject({ fmt: 'none', authData: fromHex('aabb'), attStmt: new Map() });
    expect(toHex(object)).toBe('a363666d74646e6f6e656761747453746d74a068617574684461746142aabb');
    expect(parseAttestationObject(object)).toEqual({ fmt: 'none', attStmt: new Map(), authData: fromHex('aabb') });
    expect(() => parseAttestationObject(encodeCbor(new Map()))).toThrow(failure('CBOR_MISSING'));
  });
});

describe('status codes', () => {
  it.each([
    [0x00, 'CTAP2_OK'],
    [0x19, 'CTAP2_ERR_CREDENTIAL_EXCLUDED'],
    [0x27, 'CTAP2_ERR_OPERATION_DENIED'],
    [0x28, 'CTAP2_ERR_KEY_STORE_FULL'],
    [0x31, 'CTAP2_ERR_PIN_INVALID'],
    [0x32, 'CTAP2_ERR_PIN_BLOCKED'],
    [0x34, 'CTAP2_ERR_PIN_AUTH_BLOCKED'],
    [0x37, 'CTAP2_ERR_PIN_POLICY_VIOLATION'],
    [0xf1, undefined],
  ])('%i is %s', (code, name) => expect(ctapStatusName(code)).toBe(name));

  it('in words', () =>
    expect([describeCtapStatus(0x31), describeCtapStatus(0xf1)]).toEqual(['CTAP2_ERR_PIN_INVALID', 'CTAP status F1']));
});
