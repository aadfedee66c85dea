/**
 * APDUs of an issue of four certificates against yubico-piv-tool doing the same content by hand, both counted at the card:
 * the same simulated card, once in the agent's reader and once in one that yubico-piv-tool opens.
 */
import { writeFile } from 'node:fs/promises';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { IndependentClients } from '@cardwright/testing/independent-clients';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';
import { blankCards, issueToEnd } from '../lib/stand.mjs';

const bar = 60;
const aim = 45;
/** The four slots of the built-in profile `piv-four`. */
const slots = /** @type {const} */ ([
  ['9a', 'ECCP256'],
  ['9c', 'RSA2048'],
  ['9d', 'RSA2048'],
  ['9e', 'ECCP256'],
]);

/** @param {import('../lib/stand.mjs').Stand} stand */
export async function apdus(stand) {
  const { blank } = await blankCards(stand, { name: 'apdus', agents: 1, cards: 1, firstSerial: 31_000_000 });
  const requestId = await issueToEnd(stand, blank[0], 'piv-four');
  const { saga } = await stand.api('GET', `/sagas/${requestId}`);
  const missing = [requirePcscd(), requirePrograms(['yubico-piv-tool', 'openssl'])].find(({ available }) => !available);
  const byHand = missing === undefined ? await issueByHand() : undefined;
  const reference = byHand === undefined ? `not measured: ${missing?.reason}` : `${byHand} by yubico-piv-tool`;
  return [
    {
      row: 'APDUs, issue of 4 with proofs and read-back',
      measured: `${saga.apdus} (aim ${aim})`,
      reference,
      ratio: saga.apdus / bar,
      bar: `<= ${bar}`,
      ok: saga.apdus <= bar,
    },
  ];
}

/** CHUID, CCC, four keys and certificates, PIN, PUK, management key. Returns the APDUs that the card saw. */
async function issueByHand() {
  const pcscd = await PrivatePcscd.start({ readers: 1 });
  const clients = await IndependentClients.at(pcscd.readers[0].name, pcscd.environment);
  try {
    // yubico-piv-tool 2.2 knows no AES management key (cards.md).
    const factory = { managementKeyAlgorithm: '3DES' };
    const card = new SimulatedCard({ dialect: 'vendor', serial: 31_900_000, factory });
    let seen = 0;
    const transmit = card.transmit.bind(card);
    card.transmit = (command) => {
      seen += 1;
      return transmit(command);
    };
    await pcscd.insert(card);
    seen = 0;
    const tool = async (/** @type {string[]} */ ...args) => {
      const { exitCode, text } = await clients.yubicoPivTool(...args);
      if (exitCode !== 0) throw new Error(`yubico-piv-tool ${args.join(' ')}: ${text}`);
    };
    await openssl(
      clients,
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=CA',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    await openssl(clients, 'req', '-new', '-key', 'ca.key', '-subj', '/CN=Ada Lovelace', '-out', 'request.pem');
    await writeFile(clients.file('extensions'), extensions);
    await tool('-a', 'set-chuid', '-a', 'set-ccc');
    for (const [slot, algorithm] of slots) {
      const [key, certificate] = [clients.file(`${slot}.key`), clients.file(`${slot}.pem`)];
      await tool('-a', 'generate', '-s', slot, '-A', algorithm, '-o', key);
      const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'extensions'];
      await openssl(
        clients,
        'x509',
        '-req',
        '-in',
        'request.pem',
        '-force_pubkey',
        key,
        ...issuer,
        '-out',
        certificate,
      );
      await tool('-a', 'import-certificate', '-s', slot, '-i', certificate);
    }
    await tool('-a', 'change-pin', '-P', '123456', '-N', '74839201');
    await tool('-a', 'change-puk', '-P', '12345678', '-N', '92837465');
    await tool('-a', 'set-mgm-key', '-n', '0F1E2D3C4B5A69788796A5B4C3D2E1F00123456789ABCDEF');
    return seen;
  } finally {
    await clients.close();
    await pcscd.stop();
  }
}

/** A certificate of the size that a PIV profile gives. */
const extensions = `keyUsage=critical,digitalSignature
extendedKeyUsage=clientAuth,1.3.6.1.4.1.311.20.2.2
certificatePolicies=2.16.840.1.101.3.2.1.3.13
subjectAltName=email:ada@example.test,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:ada@example.test,URI:urn:uuid:9b2f0e6e-7c4e-4f0e-8f0a-0d7a0d3f6a11
crlDistributionPoints=URI:http://127.0.0.1:7800/crl/issuing.crl
authorityInfoAccess=caIssuers;URI:http://127.0.0.1:7800/ca/issuing.crt
`;

/** @param {IndependentClients} clients @param {string[]} args */
async function openssl(clients, ...args) {
  const { exitCode, text } = await clients.openssl(...args);
  if (exitCode !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`);
}
