/**
 * Programs that others wrote personalise the vendor card entirely, and read the strict one, through a real pcscd.
 * The known faults of these programs are in cards.md.
 */
import { X509Certificate, createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { decodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { decodeResponse } from '@cardwright/card-protocol/apdu/response-apdu';
import { KeyPool } from '@cardwright/simulated-card/crypto/key-source';
import { encryptBlock } from '@cardwright/simulated-card/crypto/block-cipher';
import { wellKnownFactory } from '@cardwright/simulated-card/card/factory';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import type { InsertedCard } from '@cardwright/testing/pcscd';
import { IndependentClients, clientPrograms, requirePythonClients } from '@cardwright/testing/independent-clients';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';

const wellKnownKey = '010203040506070801020304050607080102030405060708';
const newKey = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a0b1c2d3e4f50617';
const there = requirePcscd().available && requirePrograms(clientPrograms).available;
const yubikit = there && (await requirePythonClients()).available;
const timeoutMs = 60_000;

(there ? describe : describe.skip)('independent clients through pcscd', () => {
  let pcscd: PrivatePcscd;
  let keys: KeyPool;
  let clients: IndependentClients;
  let card: SimulatedCard;
  let inserted: InsertedCard | undefined;

  beforeAll(async () => {
    keys = new KeyPool({ RSA2048: 3 });
    pcscd = await PrivatePcscd.start({ readers: 2 });
  }, timeoutMs);
  afterAll(async () => {
    await pcscd?.stop();
    await keys?.close();
  }, timeoutMs);
  beforeEach(async () => {
    clients = await IndependentClients.at(pcscd.readers[0]!.name, pcscd.environment);
  });
  afterEach(async () => {
    await inserted?.remove();
    inserted = undefined;
    await clients.close();
  });

  const insert = async (options: SimulatedCardOptions = {}): Promise<void> => {
    card = new SimulatedCard({ factory: { managementKeyAlgorithm: '3DES' }, keys, ...options });
    inserted = await pcscd.insert(card);
  };
  const tool = async (...args: string[]): Promise<string> => {
    const { exitCode, text } = await clients.yubicoPivTool(...args);
    expect({ args, exitCode, text }).toMatchObject({ exitCode: 0 });
    return text;
  };
  /** A certificate for a public key that the card made: yubico-piv-tool 2.2.0 cannot request one (OpenSSL 3). */
  const certify = async (publicKey: string, certificate: string): Promise<void> => {
    if ((await clients.openssl('x509', '-in', 'ca.pem', '-noout')).exitCode !== 0)
      await clients.openssl(
        ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=CA'.split(
          ' ',
        ),
      );
    const made = await clients.openssl(
      ...[
        'x509',
        '-new',
        '-force_pubkey',
        publicKey,
        '-subj',
        `/CN=${certificate}`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
      ],
      ...['-days', '30', '-out', certificate],
    );
    expect(made).toMatchObject({ exitCode: 0 });
  };

  it(
    'yubico-piv-tool personalises the vendor card',
    async () => {
      await insert({ serial: 7654321 });
      expect(await tool('-a', 'status')).toMatch(/Version:\s*5\.7\.\d+\nSerial Number:\s*7654321/);
      await tool('-a', 'set-chuid', '-a', 'set-ccc');
      await tool('-a', 'set-mgm-key', '-n', newKey);
      expect(await card.hasManagementKey(fromHex(newKey))).toBe(true);
      expect((await clients.yubicoPivTool('-a', 'set-chuid', `-k${wellKnownKey}`)).exitCode).not.toBe(0);

      for (const [slot, algorithm] of [
        ['9a', 'ECCP256'],
        ['9c', 'ECCP384'],
        ['9d', 'RSA2048'],
        ['9e', 'RSA2048'],
        ['82', 'ECCP256'],
      ] as const) {
        await tool(`-k${newKey}`, '-a', 'generate', '-s', slot, '-A', algorithm, '-o', `${slot}.pub`);
        await certify(`${slot}.pub`, `${slot}.pem`);
        await tool(`-k${newKey}`, '-a', 'import-certificate', '-s', slot, '-i', `${slot}.pem`);
        expect(await tool('-a', 'read-certificate', '-s', slot)).toContain('BEGIN CERTIFICATE');
      }

      await tool('-a', 'change-pin', '-P', '123456', '-N', '24681357');
      await tool('-a', 'change-puk', '-P', '12345678', '-N', '97531864');
      expect((await clients.yubicoPivTool('-a', 'verify-pin', '-P', '123456')).text).toContain('2 tries left');
      await tool('-a', 'unblock-pin', '-P', '97531864', '-N', '13572468');
      expect(await tool('-a', 'verify-pin', '-P', '13572468')).toContain('Successfully verified PIN');
      expect(await card.hasPin('13572468')).toBe(true);
      expect(await card.hasPuk('97531864')).toBe(true);

      const verified = ['-a', 'verify-pin', '-P', '13572468'];
      for (const slot of ['9a', '9c', '9e'])
        expect(await tool(...verified, '-a', 'test-signature', '-s', slot, '-i', `${slot}.pem`)).toContain(
          'Successful',
        );
      for (const slot of ['9d', '82'])
        expect(await tool(...verified, '-a', 'test-decipher', '-s', slot, '-i', `${slot}.pem`)).toContain('Successful');
      expect(await tool('-a', 'status')).toMatch(/Slot 82:[\s\S]*Slot 9e:|Slot 9e:[\s\S]*Slot 82:/);

      const snapshot = await card.snapshot();
      expect(Object.keys(snapshot.keys).sort()).toEqual(['82', '9A', '9C', '9D', '9E', 'F9']);
      expect(snapshot).toMatchObject({
        pin: { factory: false },
        puk: { factory: false },
        managementKey: { factory: false },
      });
    },
    timeoutMs,
  );

  it(
    'yubico-piv-tool follows an attestation to the root of the card',
    async () => {
      await insert({ serial: 4040 });
      await tool('-a', 'generate', '-s', '9a', '-A', 'ECCP256', '-o', '9a.pub');
      await tool('-a', 'attest', '-s', '9a', '-o', 'attestation.pem');
      await tool('-a', 'read-certificate', '-s', 'f9', '-o', 'f9.pem');
      const root = new X509Certificate(Buffer.from((await card.attestationRootCertificate())!)).toString();
      await writeFile(clients.file('root.pem'), root);
      const chain = await clients.openssl(
        ...'verify -x509_strict -CAfile root.pem -untrusted f9.pem attestation.pem'.split(' '),
      );
      // Strict means key identifiers, which the vendor's attestations do not have either.
      const plain = await clients.openssl(...'verify -CAfile root.pem -untrusted f9.pem attestation.pem'.split(' '));
      expect([plain.exitCode, plain.text, chain.text]).toEqual([0, expect.stringContaining('OK'), expect.anything()]);
      const attested = new X509Certificate(await readFile(clients.file('attestation.pem'))).publicKey;
      const made = createPublicKey(await readFile(clients.file('9a.pub')));
      expect(attested.equals(made)).toBe(true);
    },
    timeoutMs,
  );

  it(
    'every client reads a certificate object that was filled up for room',
    async () => {
      await insert({ quirks: ['certificate-fe-filled'] });
      const content = (await card.snapshot()).objects['5FC105']!;
      const written = Buffer.from(decodeCertificateObject(content).certificate);
      expect([...content.subarray(-498)]).toEqual(Array(498).fill(0));
      await tool('-a', 'read-certificate', '-s', '9a', '-o', 'filled.pem');
      expect(new X509Certificate(await readFile(clients.file('filled.pem'))).raw).toEqual(written);
      const opensc = await clients.pkcs15Tool('--read-certificate', '01');
      expect(new X509Certificate(/-----BEGIN[^]*END CERTIFICATE-----/.exec(opensc.text)![0]).raw).toEqual(written);
      if (!yubikit) return;
      expect((await clients.python(readCertificateScript)).stdout.trim()).toBe(written.toString('hex'));
    },
    timeoutMs,
  );

  it(
    'yubico-piv-tool imports keys, sets try limits, blocks and resets the card',
    async () => {
      await insert();
      await clients.openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'rsa.key');
      await clients.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384', '-out', 'ec.key');
      for (const [slot, name] of [
        ['83', 'rsa'],
        ['84', 'ec'],
      ] as const) {
        await tool('-a', 'import-key', '-s', slot, '-i', `${name}.key`);
        await clients.openssl('pkey', '-in', `${name}.key`, '-pubout', '-out', `${name}.pub`);
        await certify(`${name}.pub`, `${name}.pem`);
        expect(
          await tool('-a', 'verify-pin', '-P', '123456', '-a', 'test-decipher', '-s', slot, '-i', `${name}.pem`),
        ).toContain('Successful');
      }
      await tool('-a', 'verify-pin', '-P', '123456', '-a', 'pin-retries', '--pin-retries', '2', '--puk-retries', '2');
      for (let wrong = 0; wrong < 2; wrong++) {
        await clients.yubicoPivTool('-a', 'verify-pin', '-P', '999999');
        await clients.yubicoPivTool('-a', 'change-puk', '-P', '99999999', '-N', '88888888');
      }
      expect(await card.snapshot()).toMatchObject({ pin: { retriesRemaining: 0 }, puk: { retriesRemaining: 0 } });
      await tool('-a', 'reset');
      const snapshot = await card.snapshot();
      expect(Object.keys(snapshot.keys)).toEqual(['F9']);
      expect(snapshot).toMatchObject({ pin: { retriesRemaining: 3, factory: true }, managementKey: { factory: true } });
    },
    timeoutMs,
  );

  it(
    'OpenSC personalises and uses the vendor card',
    async () => {
      await insert();
      await writeFile(clients.file('9b.key'), wellKnownKey.match(/../g)!.join(':'));
      const admin = ['-A', 'M:9B:03'];
      expect((await clients.pivTool(['-n'])).text).toContain('Personal Identity Verification Card');
      for (const [slot, algorithm, name] of [
        ['9A', '07', 'rsa'],
        ['9D', '11', 'ec'],
      ] as const) {
        // -G generates, but then fails to write the public key (cards.md).
        await clients.pivTool([...admin, '-G', `${slot}:${algorithm}`], '9b.key');
        const spki = Buffer.from((await card.snapshot()).keys[slot]!.publicKeySpkiBase64, 'base64');
        const pem = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'pem', type: 'spki' });
        await writeFile(clients.file(`${name}.pub`), pem);
        await certify(`${name}.pub`, `${name}.pem`);
        await clients.pivTool([...admin, '-C', slot, '-i', `${name}.pem`], '9b.key');
      }
      await tool('-a', 'set-chuid', '-a', 'set-ccc');

      const list = await clients.pkcs15Tool('--list-certificates');
      expect(list.text.match(/^X\.509 Certificate/gm)).toHaveLength(2);
      const test = await clients.pkcs11Tool('--login', '--pin', '123456', '--test');
      // Its random numbers are 9B challenges, asked for as 3DES: on a card with AES it counts one error (cards.md).
      expect(test.text).toMatch(/^No errors$/m);
      expect(test.text).toMatch(/Signatures[\s\S]*OK/);
      const object = await clients.pkcs11Tool('--list-objects', '--type', 'cert');
      expect(object.text.match(/Certificate Object/g)).toHaveLength(2);
    },
    timeoutMs,
  );

  it(
    'OpenSC authenticates the administrator under every 9B algorithm',
    async () => {
      for (const [algorithm, id, length] of [
        ['AES128', '08', 16],
        ['AES192', '0A', 24],
        ['AES256', '0C', 32],
      ] as const) {
        const key = randomBytes(length);
        await insert({ factory: { managementKeyAlgorithm: algorithm, managementKey: key } });
        await writeFile(clients.file('9b.key'), toHex(key).match(/../g)!.join(':'));
        expect((await clients.pivTool(['-A', `M:9B:${id}`], '9b.key')).exitCode).toBe(0);
        await writeFile(clients.file('9b.key'), toHex(randomBytes(length)).match(/../g)!.join(':'));
        expect((await clients.pivTool(['-A', `M:9B:${id}`], '9b.key')).exitCode).not.toBe(0);
        await inserted!.remove();
      }
    },
    timeoutMs,
  );

  (yubikit ? it : it.skip)(
    'yubikit personalises the vendor card with an AES-256 management key',
    async () => {
      await insert({ factory: {}, serial: 5150 });
      const { exitCode, text, stdout } = await clients.python(yubikitScript, clients.file('csr.pem'));
      expect({ exitCode, text }).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
        version: '5.7.2',
        serial: 5150,
        pinDefault: true,
        generated: ['ECCP384', 'ALWAYS', 'NEVER', true],
        attested: true,
        signatures: ['ECCP384', 'ED25519', 'RSA3072'],
        agreed: true,
        moved: true,
        imported: false,
        resetToFactory: true,
      });
      expect((await clients.openssl('req', '-in', 'csr.pem', '-noout', '-verify')).text).toContain('OK');
    },
    timeoutMs,
  );

  it(
    'OpenSC reads the strict card, whose keys and objects came over plain SP 800-73 commands',
    async () => {
      // Personalised before it goes into the reader: pcscd switches a card off that no program uses.
      card = new SimulatedCard({
        dialect: 'strict',
        keys,
        factory: { ...wellKnownFactory('AES256'), managementKey: fromHex(`${newKey}0011223344556677`) },
      });
      await card.powerOn();
      const publicKey = await personaliseStrict(card, fromHex(`${newKey}0011223344556677`));
      await writeFile(clients.file('9a.pub'), publicKey.export({ format: 'pem', type: 'spki' }));
      await certify('9a.pub', '9a.pem');
      const der = new X509Certificate(await readFile(clients.file('9a.pem'))).raw;
      await putCertificate(card, der);
      inserted = await pcscd.insert(card);

      expect((await clients.pivTool(['-n'])).text).toContain('Personal Identity Verification Card');
      const list = await clients.pkcs15Tool('--list-certificates');
      expect(list.text.match(/^X\.509 Certificate/gm)).toHaveLength(1);
      await writeFile(clients.file('text'), 'signed by the strict card');
      const signed = await clients.pkcs11Tool(
        ...'--login --pin 123456 --sign --mechanism ECDSA-SHA256 --id 01 --input-file text --output-file signature'.split(
          ' ',
        ),
        ...['--signature-format', 'openssl'],
      );
      expect(signed).toMatchObject({ exitCode: 0 });
      const signature = await readFile(clients.file('signature'));
      expect(verify('sha256', Buffer.from('signed by the strict card'), publicKey, signature)).toBe(true);
      // Vendor instructions do not exist here.
      const refusal = await clients.openscTool('-s', '00A4040009A00000030800001000', '-s', '00FD0000');
      expect(refusal.text).toContain('SW1=0x6D, SW2=0x00');
    },
    timeoutMs,
  );
});

const readCertificateScript = `
import sys
from cryptography.hazmat.primitives import serialization
from ykman.pcsc import ScardSmartCardConnection, list_readers
from yubikit.piv import SLOT, PivSession

reader = next(r for r in list_readers() if r.name == sys.argv[1])
session = PivSession(ScardSmartCardConnection(reader.createConnection()))
print(session.get_certificate(SLOT.AUTHENTICATION).public_bytes(serialization.Encoding.DER).hex())
`;

const yubikitScript = `
import json, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, x25519
from ykman.pcsc import ScardSmartCardConnection, list_readers
from ykman.piv import generate_csr
from yubikit.piv import (KEY_TYPE, MANAGEMENT_KEY_TYPE, OBJECT_ID, PIN_POLICY, SLOT, TOUCH_POLICY, PivSession)

reader = next(r for r in list_readers() if r.name == sys.argv[1])
session = PivSession(ScardSmartCardConnection(reader.createConnection()))
facts = {'version': str(session.version), 'serial': session.get_serial(), 'pinDefault': session.get_pin_metadata().default_value}
assert session.management_key_type == MANAGEMENT_KEY_TYPE.AES192 and session.get_management_key_metadata().default_value
session.authenticate(bytes.fromhex('010203040506070801020304050607080102030405060708'))
session.set_management_key(MANAGEMENT_KEY_TYPE.AES256, bytes(range(32)))
session.authenticate(bytes(range(32)))

key = session.generate_key(SLOT.AUTHENTICATION, KEY_TYPE.ECCP384, PIN_POLICY.ALWAYS, TOUCH_POLICY.NEVER)
metadata = session.get_slot_metadata(SLOT.AUTHENTICATION)
facts['generated'] = [metadata.key_type.name, metadata.pin_policy.name, metadata.touch_policy.name, metadata.generated]
numbers = lambda k: k.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
assert numbers(metadata.public_key) == numbers(key)

attestation, intermediate = session.attest_key(SLOT.AUTHENTICATION), session.get_certificate(SLOT.ATTESTATION)
intermediate.public_key().verify(attestation.signature, attestation.tbs_certificate_bytes, ec.ECDSA(attestation.signature_hash_algorithm))
raw = lambda oid: attestation.extensions.get_extension_for_oid(x509.ObjectIdentifier('1.3.6.1.4.1.41482.3.' + oid)).value.value
facts['attested'] = numbers(attestation.public_key()) == numbers(key) and raw('3') == bytes([5, 7, 2]) and raw('8') == bytes([3, 1]) \\
    and raw('7') == bytes([2, 2, 5150 >> 8, 5150 & 255])

session.verify_pin('123456')
csr = generate_csr(session, SLOT.AUTHENTICATION, key, 'CN=yubikit', hashes.SHA384)
with open(sys.argv[2], 'wb') as f: f.write(csr.public_bytes(serialization.Encoding.PEM))

facts['signatures'] = []
message = b'message'
session.verify_pin('123456')
key.verify(session.sign(SLOT.AUTHENTICATION, KEY_TYPE.ECCP384, message, hashes.SHA256()), message, ec.ECDSA(hashes.SHA256()))
facts['signatures'].append('ECCP384')
key = session.generate_key(SLOT.CARD_AUTH, KEY_TYPE.ED25519)
key.verify(session.sign(SLOT.CARD_AUTH, KEY_TYPE.ED25519, message, None), message)
facts['signatures'].append('ED25519')
key = session.generate_key(SLOT.SIGNATURE, KEY_TYPE.RSA3072, PIN_POLICY.ONCE)
session.verify_pin('123456')
key.verify(session.sign(SLOT.SIGNATURE, KEY_TYPE.RSA3072, message, hashes.SHA256(), padding.PKCS1v15()), message, padding.PKCS1v15(), hashes.SHA256())
facts['signatures'].append('RSA3072')

ours = x25519.X25519PrivateKey.generate()
theirs = session.generate_key(SLOT.KEY_MANAGEMENT, KEY_TYPE.X25519)
facts['agreed'] = session.calculate_secret(SLOT.KEY_MANAGEMENT, ours.public_key()) == ours.exchange(theirs)

session.move_key(SLOT.CARD_AUTH, SLOT.RETIRED1)
facts['moved'] = [session.get_slot_metadata(SLOT.RETIRED1).key_type] == [KEY_TYPE.ED25519]
session.delete_key(SLOT.RETIRED1)
session.put_key(SLOT.RETIRED2, ed25519.Ed25519PrivateKey.generate())
facts['imported'] = session.get_slot_metadata(SLOT.RETIRED2).generated
big = rsa.generate_private_key(65537, 2048)
session.put_key(SLOT.RETIRED3, big)
assert numbers(session.get_slot_metadata(SLOT.RETIRED3).public_key) == numbers(big.public_key())
session.put_object(OBJECT_ID.KEY_HISTORY, bytes(3000))
assert session.get_object(OBJECT_ID.KEY_HISTORY) == bytes(3000)

session.reset()
facts['resetToFactory'] = session.get_pin_metadata().default_value and session.management_key_type == MANAGEMENT_KEY_TYPE.AES192
print(json.dumps(facts))
`;

async function must(card: SimulatedCard, hex: string): Promise<Uint8Array> {
  const { data, sw } = decodeResponse(await card.transmit(fromHex(hex)));
  if (sw !== 0x9000) throw new Error(`${hex.slice(0, 8)}: ${sw.toString(16)}`);
  return data;
}

/** External 9B authentication and one key, in process: no independent client can write to a strict card alone. */
async function personaliseStrict(card: SimulatedCard, key: Uint8Array) {
  await must(card, '00A4040009A00000030800001000');
  const challenge = (await must(card, '00870C9B047C02810000')).slice(4);
  await must(card, `00870C9B147C128210${toHex(encryptBlock('AES256', key, challenge))}`);
  await must(card, '0047009A05AC0380011100');
  const spki = Buffer.from((await card.snapshot()).keys['9A']!.publicKeySpkiBase64, 'base64');
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}

async function putCertificate(card: SimulatedCard, der: Uint8Array): Promise<void> {
  const length = (bytes: number) => `82${bytes.toString(16).padStart(4, '0')}`;
  const content = `70${length(der.length)}${toHex(der)}710100FE00`;
  const data = `5C035FC10553${length(content.length / 2)}${content}`;
  const pieces = data.match(/.{1,510}/g)!;
  for (const [i, piece] of pieces.entries())
    await must(
      card,
      `${i < pieces.length - 1 ? '10' : '00'}DB3FFF${(piece.length / 2).toString(16).padStart(2, '0')}${piece}`,
    );
}
