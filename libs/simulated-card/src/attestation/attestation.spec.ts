import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { describe, expect, it } from '@jest/globals';
import { decodeTlvs, requireValue, unwrapTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { Terminal } from '../../test/terminal.js';
import { AttestationRoot } from './attestation.js';

const administered = async (options = {}): Promise<Terminal> => {
  const terminal = await Terminal.with(options);
  await terminal.administer();
  return terminal;
};
const certificate = (der: Uint8Array) => new X509Certificate(Buffer.from(der));
const attestationCertificate = async (terminal: Terminal) =>
  certificate(requireValue(decodeTlvs(unwrapTlv(await terminal.getData('5fff01'), 0x53)), 0x70));
const extension = (der: Uint8Array, arc: number) =>
  Buffer.from(
    new x509.X509Certificate(Uint8Array.from(der)).getExtension(`1.3.6.1.4.1.41482.3.${arc}`)!.value,
  ).toString('hex');

describe('attestation', () => {
  it.each([
    ['11', ''],
    ['07', 'aa0103ab0102'],
    ['e0', ''],
    ['e1', ''],
  ])('chains the generated key (algorithm %s) over F9 to the root of the card', async (id, policies) => {
    const terminal = await administered({ serial: 0x80000001 });
    await terminal.generate('9a', id, policies);
    const der = await terminal.ok('00f99a0000');
    const [leaf, issuer] = [certificate(der), await attestationCertificate(terminal)];
    const root = certificate((await terminal.card.attestationRootCertificate())!);
    expect(leaf.verify(issuer.publicKey)).toBe(true);
    expect(issuer.verify(root.publicKey)).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect([leaf.issuer, issuer.issuer]).toEqual([issuer.subject, root.subject]);
    const spki = leaf.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    expect(spki).toBe((await terminal.card.snapshot()).keys['9A']!.publicKeySpkiBase64);
    expect(extension(der, 3)).toBe('050702');
    expect(extension(der, 7)).toBe('02050080000001');
    expect(extension(der, 8)).toBe(policies === '' ? '0201' : '0302');
  });

  it('refuses / an empty reference, an imported key, itself, other parameters', async () => {
    const terminal = await administered();
    expect(await terminal.sw('00f99a0000')).toBe('6a88');
    await terminal.sw(`00fe11822206${'20'}${'11'.repeat(32)}`);
    expect(await terminal.sw('00f9820000')).toBe('6a80');
    expect(await terminal.sw('00f9f90000')).toBe('6a80');
    expect(await terminal.sw('00f99b0000')).toBe('6a86');
    expect(await terminal.sw('00f99a0100')).toBe('6a86');
  });

  it('shares a root between cards, which survives as PEM', async () => {
    const root = await AttestationRoot.create();
    const again = AttestationRoot.fromPem(root.toPem());
    expect(again.certificateDer).toEqual(root.certificateDer);
    for (const attestationRoot of [root, again]) {
      const terminal = await administered({ attestationRoot });
      const issuer = await attestationCertificate(terminal);
      expect(issuer.verify(certificate(root.certificateDer).publicKey)).toBe(true);
    }
    expect(() => AttestationRoot.fromPem('')).toThrow(TypeError);
  });

  it('uses an attestation key that its owner generated', async () => {
    const terminal = await administered();
    await terminal.generate('9a', '11');
    await terminal.generate('f9', '14');
    const leaf = certificate(await terminal.ok('00f99a0000'));
    expect(leaf.verify((await attestationCertificate(terminal)).publicKey)).toBe(false);
  });

  it('is not there on the strict card', async () => {
    const terminal = await Terminal.with({ dialect: 'strict' });
    expect(await terminal.card.attestationRootCertificate()).toBeUndefined();
    expect((await terminal.card.snapshot()).keys).toEqual({});
  });
});
