/**
 * python-fido2 and the FIDO application, over a real pcscd: what a client that others wrote makes of PIN, passkeys, settings and reset. Its CBOR
 * decoder is strict: it refuses whatever is not in the canonical form.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FidoOptions } from '@cardwright/simulated-card/fido/new-fido';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { IndependentClients, requirePythonClients } from '@cardwright/testing/independent-clients';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '@cardwright/testing/pcscd';

const there = requirePcscd().available && (await requirePythonClients()).available;
const timeoutMs = 60_000;

(there ? describe : describe.skip)('python-fido2 through pcscd', () => {
  let pcscd: PrivatePcscd;
  let clients: IndependentClients;
  let card: SimulatedCard;
  let inserted: InsertedCard | undefined;

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 1 });
  }, timeoutMs);
  afterAll(() => pcscd?.stop(), timeoutMs);
  beforeEach(async () => {
    clients = await IndependentClients.at(pcscd.readers[0]!.name, pcscd.environment);
  });
  afterEach(async () => {
    await inserted?.remove();
    inserted = undefined;
    await clients.close();
  });

  const insert = async (fido: FidoOptions): Promise<void> => {
    card = new SimulatedCard({ fido, serial: 4711 });
    inserted = await pcscd.insert(card);
  };
  /** What the script has found out. */
  const facts = async (script: string): Promise<unknown> => {
    const { exitCode, text, stdout } = await clients.python(opening + script + closing);
    expect({ exitCode, text }).toMatchObject({ exitCode: 0 });
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  };

  it(
    'sets and changes the PIN, registers, signs in, lists, deletes, configures and resets',
    async () => {
      await insert({ touch: { afterPolls: 2 } });
      expect(await facts(wholeLife)).toEqual({
        versions: ['FIDO_2_0', 'FIDO_2_1'],
        aaguid: '7ca5d7a1-c0de-4f1d-8001-000000000001',
        'tries after a wrong PIN': [7, false],
        'tokens of both protocols': [32, 32],
        'asked for a touch': true,
        registered: ['packed', true, ['example.org', 'ada']],
        attested: 'Cardwright Simulated FIDO Batch',
        'signed in': ['ada', true],
        silent: false,
        'silent elsewhere': 'NO_CREDENTIALS',
        'registered again': 'CREDENTIAL_EXCLUDED',
        listed: ['example.org', 'ada', 1, 24],
        extended: ['example.org', 1],
        deleted: 0,
        'enterprise attestation': [true, '00001267'],
        'after a forced change': [true, 'PIN_INVALID', 6, 'PIN_POLICY_VIOLATION', false],
        reset: [false, 0, 4],
      });
      expect((await card.snapshot()).fido).toMatchObject({ pinSet: false, credentials: [] });
    },
    timeoutMs,
  );

  it(
    'meets a PIN that is the device’s, a touch that is refused, and three wrong PINs',
    async () => {
      await insert({ pin: 'shared', touch: 'refused' });
      expect(await facts(sharedPin)).toEqual({
        'has a PIN': true,
        refused: 'OPERATION_DENIED',
        changed: true,
        wrong: ['PIN_INVALID', 'PIN_INVALID', 'PIN_AUTH_BLOCKED', 'PIN_AUTH_BLOCKED'],
        'tries and power cycle': [5, true],
        'after power-up': 32,
      });
      expect(await card.hasPin('24681357')).toBe(true);
    },
    timeoutMs,
  );

  it(
    'meets a key from before CTAP 2.1: credential management is its prototype, and one token is for everything',
    async () => {
      await insert({ version: 'FIDO_2_1_PRE' });
      expect(await facts(before21)).toEqual({
        versions: ['FIDO_2_0', 'FIDO_2_1_PRE'],
        'manages by': 'CREDENTIAL_MGMT_PRE',
        'configures by': false,
        listed: [['example.org'], ['ada', 'grace'], 2],
        'by the later command': 'INVALID_COMMAND',
        'a token with permissions': 'INVALID_PARAMETER',
        deleted: 1,
      });
    },
    timeoutMs,
  );
});

const opening = `
import hashlib, json, os, sys
from cryptography import x509
from fido2.cose import CoseKey
from fido2.ctap import CtapError, STATUS
from fido2.ctap2 import ClientPin, Config, CredentialManagement, Ctap2
from fido2.ctap2.pin import PinProtocolV1, PinProtocolV2
from fido2.attestation import PackedAttestation
from fido2.pcsc import CtapPcscDevice

device = next(iter(CtapPcscDevice.list_devices(sys.argv[1])))
ctap = Ctap2(device)
facts = {}
P = ClientPin.PERMISSION
client_data = os.urandom(32)
sha = lambda text: hashlib.sha256(text.encode()).digest()

def refused(call):
    try:
        call()
        return None
    except CtapError as error:
        return error.code.name

def token_for(pin, permissions, rp_id=None, protocol=None):
    return ClientPin(ctap, protocol).get_pin_token(pin, permissions, rp_id)

keep_alives = []
def register(pin, user, exclude=None, enterprise=None, rp_id='example.org'):
    token = token_for(pin, P.MAKE_CREDENTIAL, rp_id)
    return ctap.make_credential(client_data, {'id': rp_id, 'name': 'Example'}, {'id': user.encode(), 'name': user, 'displayName': user},
        [{'type': 'public-key', 'alg': -7}], exclude, {'credProtect': 1}, {'rk': True}, PinProtocolV2().authenticate(token, client_data), 2,
        enterprise_attestation=enterprise, on_keepalive=keep_alives.append)

def managing(pin):
    return CredentialManagement(ctap, PinProtocolV2(), token_for(pin, P.CREDENTIAL_MGMT))

def configuring(pin):
    return Config(Ctap2(device), PinProtocolV2(), token_for(pin, P.AUTHENTICATOR_CFG))

def certificate_of(made):
    return x509.load_der_x509_certificate(made.att_stmt['x5c'][0])
`;
const closing = `
print(json.dumps(facts))
`;

const wholeLife = `
facts['versions'] = list(ctap.info.versions)
facts['aaguid'] = str(ctap.info.aaguid)
ClientPin(ctap).set_pin('1234')
ctap = Ctap2(device)
refused(lambda: token_for('9999', P.CREDENTIAL_MGMT))
facts['tries after a wrong PIN'] = list(ClientPin(ctap).get_pin_retries())
ClientPin(ctap, PinProtocolV1()).change_pin('1234', 'sécret 1')
pin = 'sécret 1'
facts['tokens of both protocols'] = [len(token_for(pin, P.CREDENTIAL_MGMT, None, p)) for p in (PinProtocolV1(), PinProtocolV2())]

made = register(pin, 'ada')
facts['asked for a touch'] = keep_alives == [STATUS.UPNEEDED]
credential = made.auth_data.credential_data
PackedAttestation().verify(made.att_stmt, made.auth_data, client_data)
verified = bool(made.auth_data.flags & 4) and made.auth_data.rp_id_hash == sha('example.org')
stored = managing(pin)
rps = stored.enumerate_rps()
creds = stored.enumerate_creds(rps[0][4])
facts['registered'] = [made.fmt, verified, [rps[0][3]['id'], creds[0][6]['name']]]
facts['attested'] = certificate_of(made).subject.rfc4514_string().split('CN=')[1].split(',')[0]
named = [{'type': 'public-key', 'id': credential.credential_id}]

token = token_for(pin, P.GET_ASSERTION, 'example.org')
assertion = ctap.get_assertion('example.org', client_data, None, None, None, PinProtocolV2().authenticate(token, client_data), 2)
assertion.verify(client_data, credential.public_key)
facts['signed in'] = [assertion.user['id'].decode(), bool(assertion.auth_data.flags & 4)]
silent = ctap.get_assertion('example.org', client_data, named, None, {'up': False})
silent.verify(client_data, credential.public_key)
facts['silent'] = bool(silent.auth_data.flags & 1)
facts['silent elsewhere'] = refused(lambda: ctap.get_assertion('example.com', client_data, named, None, {'up': False}))
facts['registered again'] = refused(lambda: register(pin, 'grace', named))

manager = managing(pin)
counts = manager.get_metadata()
listed = manager.enumerate_creds(sha('example.org'))
assert CoseKey.parse(listed[0][8]) == credential.public_key and listed[0][7]['id'] == credential.credential_id
facts['listed'] = [manager.enumerate_rps()[0][3]['id'], listed[0][6]['name'], counts[1], counts[2]]
device.use_ext_apdu = True
facts['extended'] = [manager.enumerate_rps()[0][3]['id'], len(manager.enumerate_creds(sha('example.org')))]
device.use_ext_apdu = False
manager.delete_cred(named[0])
facts['deleted'] = manager.get_metadata()[1]

configuring(pin).enable_enterprise_attestation()
enterprise = register(pin, 'ada', enterprise=2)
serial = certificate_of(enterprise).extensions.get_extension_for_oid(x509.ObjectIdentifier('1.3.6.1.4.1.45724.1.1.2'))
facts['enterprise attestation'] = [enterprise.ep_att, serial.value.value[2:].hex()]

configuring(pin).set_min_pin_length(6, ['example.org'], True)
info = Ctap2(device).info
forced = [info.force_pin_change, refused(lambda: token_for(pin, P.CREDENTIAL_MGMT)), info.min_pin_length]
forced.append(refused(lambda: ClientPin(ctap).change_pin(pin, '12345')))
ClientPin(ctap).change_pin(pin, '654321')
facts['after a forced change'] = forced + [Ctap2(device).info.force_pin_change]

# A reset is for a card that has just got its power.
device.close()
device.connect()
ctap.reset()
info = Ctap2(device).info
facts['reset'] = [info.options['clientPin'], 25 - info.remaining_disc_creds, info.min_pin_length]
`;

const sharedPin = `
facts['has a PIN'] = ctap.info.options['clientPin']
facts['refused'] = refused(lambda: register('123456', 'ada'))
ClientPin(ctap).change_pin('123456', '24681357')
facts['changed'] = len(token_for('24681357', P.CREDENTIAL_MGMT)) == 32
facts['wrong'] = [refused(lambda: token_for('999999', P.CREDENTIAL_MGMT)) for _ in range(3)] + [refused(lambda: token_for('24681357', P.CREDENTIAL_MGMT))]
facts['tries and power cycle'] = list(ClientPin(ctap).get_pin_retries())
device.close()
device.connect()
facts['after power-up'] = len(token_for('24681357', P.CREDENTIAL_MGMT))
`;

const before21 = `
facts['versions'] = list(ctap.info.versions)
ClientPin(ctap).set_pin('1234')
ctap = Ctap2(device)
token = token_for('1234', P.MAKE_CREDENTIAL, 'example.org')
for user in ('ada', 'grace'):
    made = ctap.make_credential(client_data, {'id': 'example.org', 'name': 'Example'}, {'id': user.encode(), 'name': user, 'displayName': user},
        [{'type': 'public-key', 'alg': -7}], None, None, {'rk': True}, PinProtocolV2().authenticate(token, client_data), 2)
manager = CredentialManagement(ctap, PinProtocolV2(), token)
sent = []
transmit = device.call
device.call = lambda cmd, data=b'', *rest: (sent.append(data[0]), transmit(cmd, data, *rest))[1]
rps = manager.enumerate_rps()
creds = manager.enumerate_creds(sha('example.org'))
facts['manages by'] = Ctap2.CMD(sent[0]).name
facts['configures by'] = Config.is_supported(ctap.info)
facts['listed'] = [[rp[3]['id'] for rp in rps], [cred[6]['name'] for cred in creds], manager.get_metadata()[1]]
facts['by the later command'] = refused(lambda: ctap.send_cbor(Ctap2.CMD.CREDENTIAL_MGMT, {1: 1}))
facts['a token with permissions'] = refused(lambda: ctap.client_pin(2, 9, permissions=4))
manager.delete_cred({'type': 'public-key', 'id': made.auth_data.credential_data.credential_id})
facts['deleted'] = manager.get_metadata()[1]
`;
