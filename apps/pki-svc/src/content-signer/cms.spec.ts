import { execFileSync } from 'node:child_process';
import { randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { day, issue, makeIssuer, newKey } from '../../test/memory-ca.js';
import { certificateProfile } from '../ca/certificate-profile.js';
import { certifiablePublicKey } from '../ca/public-key.js';
import { signatureAlgorithm } from '../signer/signature-algorithm.js';
import { signContent, type CmsSigner } from './cms.js';

const now = Date.parse('2026-05-01T12:00:00Z');

describe.each(['ECCP256', 'RSA2048', 'ECCP384'] as const)('CMS by a %s content signer', (algorithm) => {
  const directory = mkdtempSync(join(tmpdir(), 'cardwright-cms-'));
  const path = (name: string): string => join(directory, name);
  const content = Buffer.concat([Buffer.from('3019', 'hex'), randomBytes(25), Buffer.from('fe00', 'hex')]);
  let signer: CmsSigner;
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  beforeAll(() => {
    const root = makeIssuer('root-ca', 'ECCP384', now);
    const issuing = makeIssuer('issuing-ca', 'ECCP256', now, root);
    const key = newKey(algorithm);
    const certificate = issue(
      {
        profile: certificateProfile('piv-content-signer'),
        subject: { organization: 'Example', commonName: 'Example Content Signer 1' },
        publicKey: certifiablePublicKey(key.spki),
        validity: { notBefore: new Date(now), notAfter: new Date(now + 3000 * day) },
      },
      issuing,
    );
    const signs = signatureAlgorithm(algorithm);
    signer = { certificate, algorithm: signs, sign: async (message) => sign(signs.hash, message, key.privateKey) };
    writeFileSync(path('chain.pem'), [root, issuing].map((each) => new X509Certificate(each.certificate)).join('\n'));
    writeFileSync(path('signer.pem'), new X509Certificate(certificate).toString());
    writeFileSync(path('content'), content);
  });

  // As acceptance/check-card does it.
  const verify = (cms: Buffer, ...more: string[]): void => {
    writeFileSync(path('cms.der'), cms);
    execFileSync(
      'openssl',
      [
        'cms',
        '-verify',
        '-inform',
        'DER',
        '-in',
        path('cms.der'),
        '-CAfile',
        path('chain.pem'),
        '-purpose',
        'any',
      ].concat(['-attime', `${now / 1000}`, '-binary', '-out', path('out'), ...more]),
      { stdio: 'pipe' },
    );
  };
  const print = (cms: Buffer): string =>
    execFileSync('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER'], { input: cms }).toString();

  it('CHUID: detached, version 3, signer certificate inside, pivSigner-DN signed', async () => {
    const cms = await signContent('chuid', content, signer);
    verify(cms, '-content', path('content'));
    const text = print(cms);
    expect(text).toMatch(/contentType: pkcs7-signedData[^]*version: 3[^]*eContentType:.*2\.16\.840\.1\.101\.3\.6\.1\)/);
    expect(text).toMatch(/eContent: <ABSENT>/);
    expect(text).toMatch(/object:.*2\.16\.840\.1\.101\.3\.6\.5\)/);
    expect(cms.includes(signer.certificate)).toBe(true);
  });

  it('CHUID: a changed content is refused', async () => {
    const cms = await signContent('chuid', Buffer.concat([content, Buffer.of(0)]), signer);
    expect(() => verify(cms, '-content', path('content'))).toThrow();
  });

  it('Security Object: content inside, no certificate', async () => {
    const cms = await signContent('security-object', content, signer);
    expect(() => verify(cms)).toThrow();
    verify(cms, '-certfile', path('signer.pem'));
    expect(print(cms)).toMatch(/2\.23\.136\.1\.1\.1\)[^]*certificates:\s+<ABSENT>/);
    expect(cms.includes(signer.certificate)).toBe(false);
  });
});
