/**
 * Signs the CMS objects of PIV cards with the current content signer, and answers how long that signer is valid, so that no certificate on
 * the same card outlives it. Governing document: FIPS 201-3 section 4.2.1.
 */
import { Injectable } from '@nestjs/common';
import { IssuingCa } from '../ca/issuing-ca.js';
import { signContent, type ContentKind } from './cms.js';
import { Signer } from '../signer/signer.port.js';

@Injectable()
export class ContentSigner {
  constructor(
    private readonly ca: IssuingCa,
    private readonly signer: Signer,
  ) {}

  async sign(kind: ContentKind, content: Buffer): Promise<{ cms: Buffer; signerNotAfter: Date }> {
    const { keyId, certificate, signatureAlgorithm, notAfter } = await this.ca.current('content-signer');
    const cms = await signContent(kind, content, {
      certificate,
      algorithm: signatureAlgorithm,
      sign: (message) => this.signer.sign(keyId, message),
    });
    return { cms, signerNotAfter: notAfter };
  }
}
