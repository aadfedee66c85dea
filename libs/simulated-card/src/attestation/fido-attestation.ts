/**
 * Attestation certificates of the FIDO application, below the root of the simulated cards: one for the batch, which says the model by its
 * AAGUID, and one for enterprise attestation, which says the card by its serial number too. Governing documents: WebAuthn Level 3 sections
 * 8.2.1 (packed attestation certificates) and 8.2.2 (enterprise attestation).
 */
import * as x509 from '@peculiar/x509';
import { fromHex, writeUint } from '@cardwright/card-protocol/bytes';
import { derOctetString } from '@cardwright/card-protocol/der/der';
import { generatePrivateKey } from '../crypto/key-source.js';
import { exportPrivateKey, publicKeySpki } from '../crypto/private-key.js';
import type { AttestationState } from '../card/fido-state.js';
import { distinguishedName, encoded, extensionOf, type AttestationRoot } from './attestation.js';

/** id-fido-gen-ce-aaguid and id-fido-gen-ce-sernum. */
const extension = { aaguid: '1.3.6.1.4.1.45724.1.1.4', serial: '1.3.6.1.4.1.45724.1.1.2' } as const;

/** Cards of one root and one model in one process: as on cards of one batch, the certificate does not tell them apart. */
const batches = new WeakMap<AttestationRoot, Map<string, Promise<AttestationState>>>();

export function batchAttestation(root: AttestationRoot, aaguidHex: string): Promise<AttestationState> {
  const ofRoot = batches.get(root) ?? new Map<string, Promise<AttestationState>>();
  batches.set(root, ofRoot);
  const known = ofRoot.get(aaguidHex) ?? certified(root, 'Cardwright Simulated FIDO Batch', aaguidHex);
  ofRoot.set(aaguidHex, known);
  return known;
}

/** serial: 32 bits, the card's. */
export const enterpriseAttestation = (
  root: AttestationRoot,
  aaguidHex: string,
  serial: number,
): Promise<AttestationState> => certified(root, `Cardwright Simulated FIDO Enterprise ${serial}`, aaguidHex, serial);

async function certified(
  root: AttestationRoot,
  commonName: string,
  aaguidHex: string,
  serial?: number,
): Promise<AttestationState> {
  const key = await generatePrivateKey('ECCP256');
  const subject = distinguishedName([
    ['2.5.4.6', 'ZZ', 'printable'],
    ['2.5.4.10', 'Cardwright', 'utf8'],
    ['2.5.4.11', 'Authenticator Attestation', 'utf8'],
    ['2.5.4.3', commonName, 'utf8'],
  ]);
  const certificate = root.certify(subject, publicKeySpki(key), [
    encoded(new x509.BasicConstraintsExtension(false, undefined, true)),
    extensionOf(extension.aaguid, derOctetString(fromHex(aaguidHex))),
    ...(serial === undefined ? [] : [extensionOf(extension.serial, derOctetString(writeUint(serial, 4)))]),
  ]);
  return { pkcs8Base64: exportPrivateKey(key), certificateBase64: Buffer.from(certificate).toString('base64') };
}
