/**
 * Runs yubico-piv-tool against a simulated card behind a private pcscd and counts the APDUs that the card saw. This is the reference of the
 * APDU rows. The content is that of the built-in profile `piv-four`; nothing is proved and nothing read back.
 */
import { writeFile } from 'node:fs/promises';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { IndependentClients } from '@cardwright/testing/independent-clients';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';

const slots = /** @type {const} */ ([
  ['9a', 'ECCP256'],
  ['9c', 'RSA2048'],
  ['9d', 'RSA2048'],
  ['9e', 'ECCP256'],
]);
const puk = '92837465';
const managementKey = '0F1E2D3C4B5A69788796A5B4C3D2E1F00123456789ABCDEF';

/** Why it cannot be done here; undefined when it can. */
export const missingByHand = () =>
  [requirePcscd(), requirePrograms(['yubico-piv-tool', 'openssl'])].find(({ available }) => !available)?.reason;

/**
 * A card as delivered in a reader of its own, given to `work`. Answers what `work` answers.
 * @template Result
 * @param {number} serial
 * @param {(card: { issue: () => Promise<number>, reprovision: () => Promise<number> }) => Promise<Result>} work
 *   both answer the APDUs that they took; `reprovision` comes after `issue`
 */
export async function cardByHand(serial, work) {
  const pcscd = await PrivatePcscd.start({ readers: 1 });
  const clients = await IndependentClients.at(pcscd.readers[0].name, pcscd.environment);
  try {
    // yubico-piv-tool 2.2 knows no AES management key (cards.md).
    const factory = { managementKeyAlgorithm: '3DES' };
    const card = new SimulatedCard({ dialect: 'vendor', serial, factory });
    let seen = 0;
    const transmit = card.transmit.bind(card);
    card.transmit = (command) => {
      seen += 1;
      return transmit(command);
    };
    await pcscd.insert(card);
    await makeCa(clients);
    /** @param {() => Promise<void>} steps */
    const counted = async (steps) => {
      seen = 0;
      await steps();
      return seen;
    };
    return await work({
      issue: () =>
        counted(async () => {
          await writeContent(clients, []);
          await tool(clients, '-a', 'change-pin', '-P', '123456', '-N', '74839201');
          await tool(clients, '-a', 'change-puk', '-P', '12345678', '-N', puk);
          await tool(clients, '-a', 'set-mgm-key', '-n', managementKey);
        }),
      reprovision: () =>
        counted(async () => {
          await tool(clients, '-a', 'unblock-pin', '-P', puk, '-N', '58203917');
          // An optional argument: one word with its option.
          await writeContent(clients, [`-k${managementKey}`]);
        }),
    });
  } finally {
    await clients.close();
    await pcscd.stop();
  }
}

/** CHUID, CCC, four keys and certificates. @param {IndependentClients} clients @param {string[]} authentication */
async function writeContent(clients, authentication) {
  await tool(clients, '-a', 'set-chuid', '-a', 'set-ccc', ...authentication);
  for (const [slot, algorithm] of slots) {
    const [key, certificate] = [clients.file(`${slot}.key`), clients.file(`${slot}.pem`)];
    await tool(clients, '-a', 'generate', '-s', slot, '-A', algorithm, '-o', key, ...authentication);
    const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'extensions'];
    const request = ['-req', '-in', 'request.pem', '-force_pubkey', key];
    await openssl(clients, 'x509', ...request, ...issuer, '-out', certificate);
    await tool(clients, '-a', 'import-certificate', '-s', slot, '-i', certificate, ...authentication);
  }
}

/** @param {IndependentClients} clients @param {string[]} args */
async function tool(clients, ...args) {
  const { exitCode, text } = await clients.yubicoPivTool(...args);
  if (exitCode !== 0) throw new Error(`yubico-piv-tool ${args.join(' ')}: ${text}`);
}

/** @param {IndependentClients} clients */
async function makeCa(clients) {
  const files = ['-keyout', 'ca.key', '-out', 'ca.pem'];
  await openssl(clients, 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=CA', ...files);
  await openssl(clients, 'req', '-new', '-key', 'ca.key', '-subj', '/CN=Ada Lovelace', '-out', 'request.pem');
  await writeFile(clients.file('extensions'), extensions);
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
