/** Who vouches for a key: chains made here, by a root and an intermediate of a vendor that does not exist. */
import 'reflect-metadata';
import { X509Certificate, type webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as x509 from '@peculiar/x509';
import { fromHex } from '@cardwright/card-protocol/bytes';
import { derOctetString } from '@cardwright/card-protocol/der/der';
import { isVouchedFor } from './attestation-chain.js';

const aaguid = '7ca5d7a1-c0de-4f1d-8001-000000000001';
const now = new Date('2026-06-01T00:00:00Z');
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const { subtle } = globalThis.crypto;

interface Made {
  certificate: X509Certificate;
  keys: webcrypto.CryptoKeyPair;
  name: string;
}
interface Wish {
  ca?: boolean;
  model?: string;
  notAfter?: Date;
}
async function made(name: string, issuer: Made | null, { ca = false, model, notAfter }: Wish = {}): Promise<Made> {
  const keys = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const extensions: x509.Extension[] = [new x509.BasicConstraintsExtension(ca, undefined, true)];
  if (model !== undefined) {
    const value = derOctetString(fromHex(model.replaceAll('-', '')));
    extensions.push(new x509.Extension('1.3.6.1.4.1.45724.1.1.4', false, Uint8Array.from(value)));
  }
  const { rawData } = await x509.X509CertificateGenerator.create({
    ...{ subject: `CN=${name}`, issuer: `CN=${issuer?.name ?? name}`, publicKey: keys.publicKey, extensions },
    ...{ notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: notAfter ?? new Date('2036-01-01T00:00:00Z') },
    ...{ signingKey: (issuer?.keys ?? keys).privateKey, signingAlgorithm: algorithm },
  });
  return { certificate: new X509Certificate(Buffer.from(rawData)), keys, name };
}

describe('a vendor vouches for a key', () => {
  let root: Made;
  let middle: Made;
  let other: Made;
  beforeAll(async () => {
    root = await made('Vendor root', null, { ca: true });
    middle = await made('Vendor 2026', root, { ca: true });
    other = await made('Another vendor', null, { ca: true });
  });
  const vouched = (chain: Made[], anchors: Made[] = [root]): boolean =>
    isVouchedFor(
      { certificates: chain.map(({ certificate }) => certificate), aaguid },
      anchors.map(({ certificate }) => certificate),
      now,
    );

  it('by its root, by an intermediate that the key sends, or by one that is trusted itself', async () => {
    expect(vouched([await made('Key', root, { model: aaguid })])).toBe(true);
    const key = await made('Key', middle);
    expect(vouched([key, middle])).toBe(true);
    expect(vouched([key, middle, root])).toBe(true);
    expect(vouched([key], [other, middle])).toBe(true);
  });

  it('and by nobody else', async () => {
    const key = await made('Key', middle, { model: aaguid });
    expect(vouched([key])).toBe(false);
    expect(vouched([key, middle], [other])).toBe(false);
    expect(vouched([key, other, root])).toBe(false);
    expect(vouched([], [root])).toBe(false);
    expect(vouched([await made('Key', null)])).toBe(false);
  });

  it('not of another model, not for a certificate of a CA, not through one that is none, and not after the end', async () => {
    expect(vouched([await made('Key', root, { model: '3f2b7c1e-0000-4000-8000-0000000000cc' })])).toBe(false);
    expect(vouched([middle])).toBe(false);
    const leaf = await made('Key of somebody', root);
    expect(vouched([await made('Key', leaf), leaf])).toBe(false);
    expect(vouched([await made('Key', root, { notAfter: new Date('2026-02-01T00:00:00Z') })])).toBe(false);
  });
});
