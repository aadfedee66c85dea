/** Roots of vendors of keys, named in RELYING_PARTIES: read at the start, and a start without them is refused. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConfigurationError } from '@cardwright/service-kit/config/env';
import { AttestationRoot } from '@cardwright/simulated-card/attestation/attestation';
import { readIssuanceConfig, type IssuanceConfig } from './config.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-roots-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = (attestationRootsDir?: string): Partial<IssuanceConfig> & { problems?: readonly string[] } => {
  const own = { id: 'portal', kind: 'own', rpId: 'cards.example.org', origins: ['https://cards.example.org'] };
  try {
    return readIssuanceConfig({ RELYING_PARTIES: JSON.stringify([{ ...own, attestationRootsDir }]) });
  } catch (error) {
    return { problems: (error as ConfigurationError).problems };
  }
};
const said =
  'RELYING_PARTIES names an attestationRootsDir for portal that is not a folder of PEM files with certificates';

describe('attestationRootsDir of our own portal', () => {
  it('is a folder of PEM files; one that is empty, or is none, stops the start', async () => {
    expect(read(folder).problems).toContain(said);
    expect(read(join(folder, 'missing')).problems).toContain(said);
    const { certificateDer } = await AttestationRoot.create();
    const base64 = Buffer.from(certificateDer)
      .toString('base64')
      .match(/.{1,64}/g)!
      .join('\n');
    await writeFile(join(folder, 'vendor.pem'), `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
    // Other settings are missing here.
    expect(read(folder).problems).not.toContain(said);
    expect(read(undefined).problems).not.toContain(said);
    await writeFile(join(folder, 'broken.pem'), 'nothing');
    expect(read(folder).problems).toContain(said);
  });
});
