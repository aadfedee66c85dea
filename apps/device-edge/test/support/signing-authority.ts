/** A CA that signs for agents as the vault does, and wrongly where a spec wants that; real certificates and signatures, made by another library. */
import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import { offerStatement, offerSigningUsage, type SignedOfferClaims } from '@cardwright/contracts/update/signed-offer';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { signedStatement, statementInput, type StatementKind } from '@cardwright/sealing/signed-statement';

type Pair = webcrypto.CryptoKeyPair;
interface Certified {
  certificate: X509Certificate;
  keys: Pair;
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const makeKeys = () => webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']) as Promise<Pair>;

export interface SignerChange {
  usage?: string;
  isCa?: boolean;
  validFrom?: string;
  validTo?: string;
}

export class SigningAuthority {
  private constructor(
    private readonly root: Certified,
    private readonly issuing: Certified,
    private readonly signer: Certified,
    private readonly between: Certified[] = [],
  ) {}

  static async create(change: SignerChange = {}): Promise<SigningAuthority> {
    const root = await certify('Root CA', { isCa: true });
    const issuing = await certify('Issuing CA', { isCa: true }, root);
    return new SigningAuthority(
      root,
      issuing,
      await certify('Signer', { usage: offerSigningUsage, ...change }, issuing),
    );
  }

  /** One more signer below the same root. */
  async withSigner(change: SignerChange): Promise<SigningAuthority> {
    const signer = await certify('Other signer', { usage: offerSigningUsage, ...change }, this.issuing);
    return new SigningAuthority(this.root, this.issuing, signer);
  }

  /** With the certificates of another one, and the key of this one. */
  posingAs(other: SigningAuthority): SigningAuthority {
    return new SigningAuthority(other.root, other.issuing, { ...other.signer, keys: this.signer.keys });
  }

  /** Its own signer and issuing CA, below the root certificate of another one, which has not signed them. */
  below(other: SigningAuthority): SigningAuthority {
    return new SigningAuthority(other.root, this.issuing, this.signer);
  }

  /** Signs by a certificate that was made with the key of its signer, which is no CA. */
  async beyondItsSigner(): Promise<SigningAuthority> {
    const signer = await certify('Signer of a signer', { usage: offerSigningUsage }, this.signer);
    return new SigningAuthority(this.root, this.issuing, signer, [this.signer]);
  }

  get rootSha256Hex(): string {
    return createHash('sha256').update(Buffer.from(this.root.certificate.rawData)).digest('hex');
  }

  /** Good for a week from atMs. */
  async sign(
    offer: UpdateOffer,
    identityText: string,
    { atMs, claims = {} }: { atMs: number; claims?: Partial<SignedOfferClaims> },
  ): Promise<string> {
    const iat = Math.floor(atMs / 1000);
    return this.state('offer', { ...offerStatement(offer, identityText), iat, exp: iat + 7 * 86_400, ...claims });
  }

  /** Whatever is claimed. */
  async state(kind: StatementKind, claims: object): Promise<string> {
    const chain = [this.signer, ...this.between, this.issuing, this.root].map(({ certificate }) =>
      certificate.toString('base64'),
    );
    const input = statementInput(kind, claims, chain);
    const signature = await webcrypto.subtle.sign(ecdsa, this.signer.keys.privateKey, Buffer.from(input));
    return signedStatement(input, new Uint8Array(signature));
  }
}

async function certify(
  name: string,
  { usage, isCa = false, validFrom = '2026-01-01T00:00:00Z', validTo = '2040-01-01T00:00:00Z' }: SignerChange,
  issuer?: Certified,
): Promise<Certified> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(validFrom),
    notAfter: new Date(validTo),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ecdsa,
    extensions: [
      new BasicConstraintsExtension(isCa, undefined, true),
      new KeyUsagesExtension(isCa ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature, true),
      ...(usage === undefined ? [] : [new ExtendedKeyUsageExtension([usage], true)]),
    ],
  });
  return { certificate, keys };
}
