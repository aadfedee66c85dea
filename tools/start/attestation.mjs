/**
 * Trust in the attestations of simulated cards, for `npm start` and the specs only: one root for all cards of this home, and its
 * certificate where issuance-svc looks for trusted roots. A production set-up has neither (docs/configuration.md).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the simulated vendor dialect is. */
const simulatedModel = 'vendor-5';

/** @param {string} home */
export const attestationRootsDir = (home) => join(home, 'attestation-roots');
/** @param {string} home */
export const simulatedAttestationRootFile = (home) => join(home, 'simulated-attestation-root.pem');

/** Of issuance-svc, with the root's certificate alone. @param {string} home */
export const simulatedRootCertificateFile = (home) => join(attestationRootsDir(home), `${simulatedModel}.pem`);

/** @param {string} home */
export async function trustSimulatedCards(home) {
  const { openAttestationRoot } = await import('@cardwright/simulated-card/attestation/attestation-root-file');
  const root = await openAttestationRoot(simulatedAttestationRootFile(home));
  const der = Buffer.from(root.certificateDer).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  const pem = `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`;
  await mkdir(attestationRootsDir(home), { recursive: true });
  await writeFile(simulatedRootCertificateFile(home), pem);
}
