import { X509Certificate, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { bytesEqual, concat, fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { cborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { configSubCommand, setMinPinLengthParams } from '@cardwright/card-protocol/ctap/messages/authenticator-config';
import { pinUvAuthPermission } from '@cardwright/card-protocol/ctap/messages/client-pin';
import { hmacSecretInput } from '@cardwright/card-protocol/ctap/messages/extensions';
import {
  assert,
  assertWithPin,
  make,
  makeWithPin,
  nextAssertion,
  pin,
  rpId,
  signedBy,
} from '../../test/fido-credentials.js';
import { FidoTerminal, clientDataHash, hashOf } from '../../test/fido-terminal.js';
import { AttestationRoot } from '../attestation/attestation.js';
import type { SimulatedCardOptions } from '../simulated-card.js';

const certificateOf = (der: Uint8Array): X509Certificate => new X509Certificate(Buffer.from(der));
const named = (id: Uint8Array | undefined): { id: Uint8Array; type: string } => ({ id: id!, type: 'public-key' });

async function withPin(options: SimulatedCardOptions = {}): Promise<FidoTerminal> {
  const terminal = await FidoTerminal.with(options);
  expect(await terminal.setPin(pin)).toBe('CTAP2_OK');
  return terminal;
}

async function enableEnterpriseAttestation(terminal: FidoTerminal): Promise<void> {
  const token = await terminal.goodToken(pin, pinUvAuthPermission.authenticatorConfiguration);
  expect(await terminal.config(token, configSubCommand.enableEnterpriseAttestation)).toBe('CTAP2_OK');
}

describe('authenticatorGetInfo', () => {
  it('says what the card can do', async () => {
    const info = await (await FidoTerminal.with()).info();
    expect(info).toMatchObject({
      versions: ['FIDO_2_0', 'FIDO_2_1'],
      extensions: ['credProtect', 'hmac-secret', 'minPinLength'],
      aaguid: fromHex('7ca5d7a1c0de4f1d8001000000000001'),
      options: { rk: true, ep: false, credMgmt: true, authnrCfg: true, clientPin: false, pinUvAuthToken: true },
      maxMsgSize: 1200,
      pinUvAuthProtocols: [2, 1],
      forcePINChange: false,
      minPINLength: 4,
      remainingDiscoverableCredentials: 25,
    });
  });
});

describe('a discoverable credential', () => {
  it('is made with the PIN, found without a list, and signs', async () => {
    const terminal = await withPin();
    const made = await makeWithPin(terminal);
    expect(made).toMatchObject({ status: 'CTAP2_OK', keepAlives: 0, epAtt: undefined });
    expect(made.authData).toMatchObject({
      rpIdHash: hashOf(rpId),
      userPresent: true,
      userVerified: true,
      backupEligible: false,
      signCount: 1,
      attestedCredential: { aaguid: fromHex('7ca5d7a1c0de4f1d8001000000000001') },
    });
    const asserted = await assertWithPin(terminal);
    expect(asserted).toMatchObject({ status: 'CTAP2_OK', credential: named(made.credentialId) });
    expect(asserted.user).toEqual({ id: Buffer.from('ada') as Uint8Array });
    expect(asserted.authData).toMatchObject({ userPresent: true, userVerified: true, signCount: 2 });
    expect(signedBy(asserted, made)).toBe(true);
  });

  it('needs the PIN where there is one, and none where there is none', async () => {
    expect(await make(await withPin())).toMatchObject({ status: 'CTAP2_ERR_PUAT_REQUIRED' });
    const made = await make(await FidoTerminal.with());
    expect(made.authData).toMatchObject({ userVerified: false });
  });

  it('takes the place of the one of the same account', async () => {
    const terminal = await withPin();
    await makeWithPin(terminal);
    const second = await makeWithPin(terminal);
    await makeWithPin(terminal, { userName: 'grace' });
    const { credentials } = (await terminal.card.snapshot()).fido!;
    expect(credentials.map(({ userName }) => userName)).toEqual(['ada', 'grace']);
    expect(credentials[0]!.credentialIdHex).toBe(toHex(second.credentialId!));
  });

  it('is made until the card is full', async () => {
    const terminal = await withPin({ fido: { credentialLimit: 2 } });
    for (const userName of ['ada', 'grace']) await makeWithPin(terminal, { userName });
    expect((await terminal.info()).remainingDiscoverableCredentials).toBe(0);
    expect(await makeWithPin(terminal, { userName: 'alan' })).toMatchObject({ status: 'CTAP2_ERR_KEY_STORE_FULL' });
    expect(await makeWithPin(terminal, { userName: 'ada' })).toMatchObject({ status: 'CTAP2_OK' });
    expect(await makeWithPin(terminal, { userName: 'alan', options: {} })).toMatchObject({ status: 'CTAP2_OK' });
  });

  it('is not made twice where the relying party excludes it', async () => {
    const terminal = await withPin();
    const { credentialId } = await makeWithPin(terminal);
    const excludeList = [named(fromHex('aa')), named(credentialId)];
    expect(await makeWithPin(terminal, { excludeList })).toMatchObject({ status: 'CTAP2_ERR_CREDENTIAL_EXCLUDED' });
    const elsewhere = { rp: { id: 'example.com' }, excludeList };
    expect(await makeWithPin(terminal, elsewhere)).toMatchObject({ status: 'CTAP2_OK' });
  });

  it('of several the newest comes first, the others one after the other', async () => {
    const terminal = await withPin();
    for (const userName of ['ada', 'grace', 'alan']) await makeWithPin(terminal, { userName });
    const names = [];
    const first = await assertWithPin(terminal);
    expect(first.numberOfCredentials).toBe(3);
    for (const each of [first, await nextAssertion(terminal), await nextAssertion(terminal)])
      names.push(each.user!.name);
    expect(names).toEqual(['alan', 'grace', 'ada']);
    expect(await nextAssertion(terminal)).toMatchObject({ status: 'CTAP2_ERR_NOT_ALLOWED' });
    await assertWithPin(terminal);
    await terminal.info();
    expect(await nextAssertion(terminal)).toMatchObject({ status: 'CTAP2_ERR_NOT_ALLOWED' });
  });
});

describe('a credential that the relying party keeps', () => {
  it('signs with its id in the list, without PIN, and takes no room', async () => {
    const terminal = await withPin();
    const made = await make(terminal, { options: {} });
    expect((await terminal.card.snapshot()).fido!.credentials).toEqual([]);
    const asserted = await assert(terminal, { allowList: [named(made.credentialId)] });
    expect([asserted.status, asserted.user]).toEqual(['CTAP2_OK', undefined]);
    expect(signedBy(asserted, made)).toBe(true);
    expect(await assert(terminal)).toMatchObject({ status: 'CTAP2_ERR_NO_CREDENTIALS' });
  });

  it('is no use for another relying party or on another card', async () => {
    const terminal = await withPin();
    const { credentialId } = await make(terminal, { options: {} });
    const allowList = [named(credentialId)];
    expect(await assert(terminal, { rpId: 'example.com', allowList })).toMatchObject({
      status: 'CTAP2_ERR_NO_CREDENTIALS',
    });
    expect(await assert(await withPin(), { allowList })).toMatchObject({ status: 'CTAP2_ERR_NO_CREDENTIALS' });
    const tampered = [named(credentialId!.map((byte, i) => (i === 20 ? byte ^ 1 : byte)))];
    expect(await assert(terminal, { allowList: tampered })).toMatchObject({ status: 'CTAP2_ERR_NO_CREDENTIALS' });
  });
});

describe('a silent assertion', () => {
  it('tells without a touch whether this card has the credential', async () => {
    const terminal = await withPin({ fido: { touch: 'refused' } });
    const other = await withPin();
    const made = await makeWithPin(other);
    const options = { up: false };
    const allowList = [named(made.credentialId)];
    const silent = await assert(other, { options, allowList });
    expect(silent).toMatchObject({ status: 'CTAP2_OK', authData: { userPresent: false, userVerified: false } });
    expect(signedBy(silent, made)).toBe(true);
    expect(await assert(terminal, { options, allowList })).toMatchObject({ status: 'CTAP2_ERR_NO_CREDENTIALS' });
  });
});

describe('what is wrong with a request', () => {
  it.each([
    [
      'no algorithm of ours',
      { pubKeyCredParams: [{ alg: -8, type: 'public-key' }] },
      'CTAP2_ERR_UNSUPPORTED_ALGORITHM',
    ],
    ['verification by the card itself', { options: { uv: true } }, 'CTAP2_ERR_INVALID_OPTION'],
    ['no presence', { options: { up: false } }, 'CTAP2_ERR_INVALID_OPTION'],
    ['a hash of another length', { clientDataHash: fromHex('aa') }, 'CTAP1_ERR_INVALID_LENGTH'],
    ['a user without id', { user: { id: fromHex('') } }, 'CTAP1_ERR_INVALID_LENGTH'],
    ['too long a list', { excludeList: Array(9).fill(named(fromHex('aa'))) }, 'CTAP2_ERR_LIMIT_EXCEEDED'],
    ['authentication without its protocol', { pinUvAuthParam: fromHex('aa') }, 'CTAP2_ERR_MISSING_PARAMETER'],
    ['a token that never was', { pinUvAuthParam: fromHex('aa'), pinUvAuthProtocol: 2 }, 'CTAP2_ERR_PIN_AUTH_INVALID'],
    ['enterprise attestation that is off', { enterpriseAttestation: 2 }, 'CTAP1_ERR_INVALID_PARAMETER'],
  ])('refuses / %s', async (_name, changes, status) => {
    expect(await make(await FidoTerminal.with(), changes)).toMatchObject({ status });
  });

  it.each([
    ['what is no CBOR', '01a1', 'CTAP2_ERR_INVALID_CBOR'],
    ['a field of another type', '01a10100', 'CTAP2_ERR_CBOR_UNEXPECTED_TYPE'],
    ['a missing field', '01a0', 'CTAP2_ERR_MISSING_PARAMETER'],
    ['a command that is none', '55', 'CTAP1_ERR_INVALID_COMMAND'],
    ['nothing', '', 'CTAP1_ERR_INVALID_LENGTH'],
    ['more than 1200 bytes', '00'.repeat(1201), 'CTAP2_ERR_REQUEST_TOO_LARGE'],
  ])('refuses / %s', async (_name, hex, status) => {
    expect(await (await FidoTerminal.with()).send(fromHex(hex))).toMatchObject({ status });
  });

  it('a token is for one relying party and one credential', async () => {
    const terminal = await withPin();
    const token = await terminal.goodToken(pin, pinUvAuthPermission.makeCredential, 'example.com');
    expect(await make(terminal, {}, token)).toMatchObject({ status: 'CTAP2_ERR_PIN_AUTH_INVALID' });
    const { makeCredential, getAssertion } = pinUvAuthPermission;
    const second = await terminal.goodToken(pin, makeCredential | getAssertion, rpId);
    expect(await make(terminal, {}, second)).toMatchObject({ status: 'CTAP2_OK' });
    expect(await make(terminal, {}, second)).toMatchObject({ status: 'CTAP2_ERR_PIN_AUTH_INVALID' });
  });

  it('an empty authentication asks for a touch and says whether there is a PIN', async () => {
    const empty = { pinUvAuthParam: fromHex(''), pinUvAuthProtocol: 2 };
    expect(await make(await FidoTerminal.with(), empty)).toMatchObject({ status: 'CTAP2_ERR_PIN_NOT_SET' });
    expect(await make(await withPin(), empty)).toMatchObject({ status: 'CTAP2_ERR_PIN_INVALID' });
  });
});

describe('attestation', () => {
  it('is packed, by a key of the batch that the root has certified, with the AAGUID in its certificate', async () => {
    const root = await AttestationRoot.create();
    const terminal = await withPin({ attestationRoot: root, serial: 4711 });
    const { statement, signed } = await makeWithPin(terminal);
    const [der] = statement!.x5c!;
    const certificate = certificateOf(der!);
    expect(statement!.alg).toBe(-7);
    expect(verify('sha256', signed!, certificate.publicKey, statement!.sig)).toBe(true);
    expect(certificate.verify(certificateOf(root.certificateDer).publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.subject.split('\n')).toEqual([
      'C=ZZ',
      'O=Cardwright',
      'OU=Authenticator Attestation',
      'CN=Cardwright Simulated FIDO Batch',
    ]);
    // id-fido-gen-ce-aaguid, an OCTET STRING in the OCTET STRING of every extension.
    expect(toHex(der!)).toContain('060b2b0601040182e51c010104041204107ca5d7a1c0de4f1d8001000000000001');
    const other = await makeWithPin(await withPin({ attestationRoot: root, serial: 4712 }));
    expect(bytesEqual(other.statement!.x5c![0]!, der!)).toBe(true);
  });

  it('says the serial number where the organisation has enabled that and asks for it', async () => {
    const terminal = await withPin({ serial: 4711 });
    await enableEnterpriseAttestation(terminal);
    expect((await terminal.info()).options).toMatchObject({ ep: true });
    const { epAtt, statement, signed } = await makeWithPin(terminal, { enterpriseAttestation: 2 });
    const [der] = statement!.x5c!;
    expect(epAtt).toBe(true);
    expect(verify('sha256', signed!, certificateOf(der!).publicKey, statement!.sig)).toBe(true);
    // id-fido-gen-ce-sernum: 4711 in four bytes.
    expect(toHex(der!)).toContain('060b2b0601040182e51c01010204060404000012' + '67');
    for (const enterpriseAttestation of [undefined, 1]) {
      const plain = await makeWithPin(terminal, { enterpriseAttestation });
      expect(plain.epAtt).toBeUndefined();
      expect(toHex(plain.statement!.x5c![0]!)).not.toContain('060b2b0601040182e51c010102');
    }
    expect(await makeWithPin(terminal, { enterpriseAttestation: 3 })).toMatchObject({
      status: 'CTAP2_ERR_INVALID_OPTION',
    });
  });
});

describe('extensions', () => {
  const protectedBy = (level: number) => ({ extensions: cborMap([['credProtect', level]]) });

  it('credProtect 2 hides a credential from who does not know its id, 3 from who does not know the PIN', async () => {
    const terminal = await withPin();
    const second = await makeWithPin(terminal, protectedBy(2));
    expect(second.authData!.extensions).toEqual(new Map([['credProtect', 2]]));
    expect(await assert(terminal)).toMatchObject({ status: 'CTAP2_ERR_NO_CREDENTIALS' });
    expect(await assert(terminal, { allowList: [named(second.credentialId)] })).toMatchObject({ status: 'CTAP2_OK' });
    const third = await makeWithPin(terminal, protectedBy(3));
    const allowList = [named(third.credentialId)];
    expect(await assert(terminal, { allowList })).toMatchObject({ status: 'CTAP2_ERR_NO_CREDENTIALS' });
    expect(await assertWithPin(terminal, { allowList })).toMatchObject({ status: 'CTAP2_OK' });
    expect(await makeWithPin(terminal, protectedBy(4))).toMatchObject({ status: 'CTAP1_ERR_INVALID_PARAMETER' });
  });

  it('hmac-secret gives the same secret for the same salt, another with the PIN', async () => {
    const terminal = await withPin();
    const made = await makeWithPin(terminal, { extensions: cborMap([['hmac-secret', true]]) });
    expect(made.authData!.extensions).toEqual(new Map([['hmac-secret', true]]));
    const secretFor = async (salts: Uint8Array, withPin: boolean): Promise<string> => {
      const { keyAgreement, secret } = await terminal.agree();
      const saltEnc = terminal.protocol.encrypt(secret, salts);
      const input = {
        keyAgreement: keyAgreement!,
        saltEnc,
        saltAuth: terminal.protocol.authenticate(secret, saltEnc),
        pinUvAuthProtocol: 2,
      };
      const extensions = cborMap([['hmac-secret', hmacSecretInput.encode(input)]]);
      const asked = { extensions, allowList: [named(made.credentialId)] };
      const asserted = withPin ? await assertWithPin(terminal, asked) : await assert(terminal, asked);
      return toHex(terminal.protocol.decrypt(secret, asserted.authData!.extensions!.get('hmac-secret') as Uint8Array));
    };
    const [one, two] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const first = await secretFor(one, true);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await secretFor(concat(one, two), true)).toMatch(new RegExp(`^${first}[0-9a-f]{64}$`));
    expect(await secretFor(one, false)).not.toBe(first);
  });

  it('minPinLength answers the relying parties on the list alone', async () => {
    const terminal = await withPin();
    const token = await terminal.goodToken(pin, pinUvAuthPermission.authenticatorConfiguration);
    const params = setMinPinLengthParams.encode({ minPinLengthRPIDs: [rpId] });
    expect(await terminal.config(token, configSubCommand.setMinPINLength, params)).toBe('CTAP2_OK');
    const asked = { extensions: cborMap([['minPinLength', true]]) };
    expect((await makeWithPin(terminal, asked)).authData!.extensions).toEqual(new Map([['minPinLength', 4]]));
    expect((await makeWithPin(terminal, { ...asked, rp: { id: 'example.com' } })).authData!.extensions).toBeUndefined();
  });
});

describe('the form of a message', () => {
  it('a long one goes in one extended APDU too, and so does its answer', async () => {
    const terminal = await withPin();
    const token = await terminal.goodToken(pin, pinUvAuthPermission.makeCredential, rpId);
    const param = toHex(terminal.protocol.authenticate(token, clientDataHash));
    const message =
      `01a8015820${'cd'.repeat(32)}02a16269646b6578616d706c652e6f726703a1626964410104 81a263616c672664747970656a7075626c69632d6b6579 0580 07a162726bf5 085820${param} 0902`.replace(
        / /g,
        '',
      );
    const length = (message.length / 2).toString(16).padStart(4, '0');
    const answer = await terminal.card.transmit(fromHex(`8010800000${length}${message}`));
    expect(toHex(answer)).toMatch(/^00a301667061636b6564.*9000$/);
    expect(answer.length).toBeGreaterThan(700);
  });

  it('refuses / other instructions and classes, a poll without a message, and the application where it is not', async () => {
    const { card } = await FidoTerminal.with();
    const sw = async (hex: string) => toHex(await card.transmit(fromHex(hex))).slice(-4);
    expect(await sw('8012000000')).toBe('6d00');
    expect(await sw('00cb3fff035c017e00')).toBe('6e00');
    expect(await sw('8011000000')).toBe('6985');
    const plain = await FidoTerminal.with({ fido: undefined }).catch((error: Error) => error.message);
    expect(plain).toBe('SELECT: 6a82');
  });
});
