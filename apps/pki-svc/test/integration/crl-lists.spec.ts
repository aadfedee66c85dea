/** CRLs in lists: what a certificate names, what stands on which list, long ones in pieces, an old installation's. Read by openssl. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CertificateRequest } from '@cardwright/contracts/nats/pki.api';
import type { QueryRunner } from 'typeorm';
import { CrlLists1764000800000 } from '../../src/persistence/migrations/1764000800000-CrlLists.js';
import { VaultHarness, code, crlListOf } from '../vault-harness.js';

describe('CRLs of lists', () => {
  const vault = new VaultHarness();
  const directory = mkdtempSync(join(tmpdir(), 'cardwright-crls-'));
  const path = (name: string): string => join(directory, name);

  beforeAll(async () => {
    await vault.start();
    const { certificatesDerBase64 } = await vault.ask('ca.chain', {});
    const chain = certificatesDerBase64.map((der) => new X509Certificate(Buffer.from(der, 'base64')).toString());
    writeFileSync(path('chain.pem'), chain.join(''));
  }, 120_000);
  afterAll(async () => {
    await vault.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const issueOne = async (change: Partial<CertificateRequest> = {}) => {
    const lease = vault.lease();
    const { certificates } = await vault.ask('certificates.issue', {
      lease,
      requests: [vault.certificateRequest(lease, change)],
    });
    return certificates[0]!;
  };
  const revoke = (serialNumberHex: string, reason: 'superseded' | 'unspecified' = 'superseded') =>
    vault.ask('certificates.revoke', { serialNumberHex, reason, correlation: 'x' });
  const crlOf = async (issuerId: string): Promise<Buffer> =>
    Buffer.from((await vault.ask('crl.get', { issuerId })).crlDerBase64, 'base64');
  /** What openssl says of a CRL, whose signature it checks. */
  const read = (crl: Buffer): { text: string; serialNumbers: string[] } => {
    const argv = ['crl', '-inform', 'DER', '-noout', '-text', '-CAfile', path('chain.pem')];
    const text = execFileSync('openssl', argv, { input: crl, maxBuffer: 1 << 28, stdio: 'pipe' }).toString();
    return { text, serialNumbers: [...text.matchAll(/Serial Number: (\w+)/g)].map(([, serial]) => serial!) };
  };
  const verify = (certificateDerBase64: string, crl: Buffer): string => {
    const der = Buffer.from(certificateDerBase64, 'base64');
    writeFileSync(path('leaf.pem'), new X509Certificate(der).toString());
    writeFileSync(
      path('crl.pem'),
      execFileSync('openssl', ['crl', '-inform', 'DER'], { input: crl, maxBuffer: 1 << 28 }),
    );
    const argv = ['verify', '-x509_strict', '-crl_check', '-CAfile', path('chain.pem'), '-CRLfile', path('crl.pem')];
    try {
      return execFileSync('openssl', [...argv, path('leaf.pem')], { stdio: 'pipe' }).toString();
    } catch (error) {
      return String((error as { stderr: Buffer }).stderr);
    }
  };
  const nextPlace = (place: number) => vault.rows(`select setval('crl_places', $1, false)`, [place]);

  it('[D15] certificates are found by a serial number or its beginning, and by a part of the subject', async () => {
    const { serialNumberHex: serial, certificateDerBase64 } = await issueOne();
    const found = async (query: string) =>
      (await vault.ask('certificates.search', { query, limit: 200 })).certificates.map((row) => row.serialNumberHex);
    expect(await found(serial)).toEqual([serial]);
    expect(await found(serial.toLowerCase().match(/../g)!.join(':'))).toEqual([serial]);
    expect(await found(serial.slice(0, 15))).toEqual([serial]);
    expect(await found(`${serial}00`)).toEqual([]);
    const subject = new X509Certificate(Buffer.from(certificateDerBase64, 'base64')).subject
      .split('\n')
      .find((part) => part.startsWith('CN='))!;
    expect(await found(subject.slice(3).toUpperCase())).toContain(serial);
    expect(await found('no such subject')).toEqual([]);
    await vault.rows(
      `update certificates set status = 'planned', certificate = null where encode(serial_number, 'hex') = lower($1)`,
      [serial],
    );
    expect(await found(serial)).toEqual([]);
  });

  it('[D15] certificates say in words what they say in DER: issuer, key, names, usages, policies', async () => {
    const certificate = await issueOne();
    const { contents } = await vault.ask('certificates.get', { serialNumberHex: certificate.serialNumberHex });
    const issuer = execFileSync(
      'openssl',
      ['x509', '-inform', 'DER', '-noout', '-issuer', '-nameopt', 'sep_comma_plus_space'],
      {
        input: Buffer.from(certificate.certificateDerBase64, 'base64'),
      },
    ).toString();
    expect(contents).toEqual({
      issuerText: issuer.replace('issuer=', '').trim(),
      keyAlgorithm: 'ECCP256',
      alternativeNames: [
        { kind: 'upn', value: 'zoe@corp.example' },
        { kind: 'uri', value: 'urn:uuid:3f0a4a4e-1c2d-4e5f-8a9b-0c1d2e3f4a5b' },
        { kind: 'fascN', value: 'D13810D828AB6C10C339E5A16859B8210842A1685A08421084' },
        { kind: 'sid', value: 'S-1-5-21-1004336348-1177238915-682003330-1103' },
      ],
      keyUsages: ['digitalSignature'],
      extendedKeyUsages: ['1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.311.20.2.2', '1.3.6.1.5.2.3.4'],
      policies: ['2.25.117338474618523410245912637650187453061.1'],
    });
    const mail = await issueOne({ certificateProfile: 'piv-digital-signature', keyReference: '9C' });
    const said = await vault.ask('certificates.get', { serialNumberHex: mail.serialNumberHex });
    expect([said.contents?.alternativeNames, said.contents?.keyUsages]).toEqual([
      [
        { kind: 'email', value: 'zoe@xn--exmple-cua.org' },
        { kind: 'uri', value: 'urn:uuid:3f0a4a4e-1c2d-4e5f-8a9b-0c1d2e3f4a5b' },
      ],
      ['digitalSignature', 'nonRepudiation'],
    ]);
  });

  it('a list has room for 100,000 certificates: the next one names the next list, whose CRL is there at once', async () => {
    await nextPlace(99_999);
    const [last, first] = [await issueOne(), await issueOne()];
    expect([last, first].map(({ certificateDerBase64 }) => crlListOf(certificateDerBase64))).toEqual([
      'issuing-1.1',
      'issuing-1.2',
    ]);
    expect(read(await crlOf('issuing-1.2')).serialNumbers).toEqual([]);
  });

  it('a CRL has the entries of its list and a critical distribution point, and is no proof for certificates of another', async () => {
    await nextPlace(199_999);
    const [one, other] = [await issueOne(), await issueOne()];
    await revoke(one.serialNumberHex);
    await revoke(other.serialNumberHex);
    const [ofOne, ofOther] = [await crlOf('issuing-1.2'), await crlOf('issuing-1.3')];
    expect(read(ofOne).serialNumbers).toEqual([one.serialNumberHex]);
    expect(read(ofOther).serialNumbers).toEqual([other.serialNumberHex]);
    expect(read(ofOther).text).toMatch(
      /Issuing Distribution Point: critical\s+Full Name:\s+URI:http:\/\/127\.0\.0\.1:8080\/crl\/issuing-1\.3\.crl/,
    );
    expect(verify(one.certificateDerBase64, ofOne)).toContain('certificate revoked');
    expect(verify(one.certificateDerBase64, ofOther)).toContain('different CRL scope');
  });

  it('the complete CRL has the entries of all lists and no distribution point', async () => {
    const complete = read(await crlOf('issuing-1'));
    const lists = await Promise.all(
      ['issuing-1.1', 'issuing-1.2', 'issuing-1.3'].map(async (id) => read(await crlOf(id))),
    );
    expect(complete.serialNumbers.sort()).toEqual(lists.flatMap(({ serialNumbers }) => serialNumbers).sort());
    expect(complete.serialNumbers).toHaveLength(2);
    expect(complete.text).not.toContain('Issuing Distribution Point');
  });

  it('the vault’s own certificates name a list of their own', async () => {
    const [row] = await vault.rows<{ certificate: Buffer }>(
      `select certificate from issuers where kind = 'content-signer' and current`,
    );
    expect(crlListOf(row!.certificate.toString('base64'))).toBe('issuing-1.0');
    expect(read(await crlOf('issuing-1.0')).serialNumbers).toEqual([]);
  });

  it('a long CRL comes in pieces that a message carries; openssl reads them together', async () => {
    const { certificateDerBase64, serialNumberHex } = await issueOne();
    const list = crlListOf(certificateDerBase64);
    const before = read(await crlOf(list)).serialNumbers.length;
    await manyRevoked(list, 20_000);
    await revoke(serialNumberHex);
    const first = await vault.ask('crl.get', { issuerId: list, piece: 0 });
    expect(first.pieces).toBe(4);
    const { crlNumber } = first;
    // A change meanwhile makes another CRL; the pieces of the first one can still be had.
    await revoke((await issueOne()).serialNumberHex);
    expect((await vault.ask('crl.get', { issuerId: list, piece: 0 })).crlNumber).toBeGreaterThan(crlNumber);
    const pieces = [Buffer.from(first.crlDerBase64, 'base64')];
    for (const piece of [1, 2, 3]) {
      const reply = await vault.ask('crl.get', { issuerId: list, piece, crlNumber });
      pieces.push(Buffer.from(reply.crlDerBase64, 'base64'));
    }
    for (const piece of pieces) expect(piece.length).toBeLessThan(600_000);
    const { text, serialNumbers } = read(Buffer.concat(pieces));
    expect(text).toContain('Version 2');
    expect(serialNumbers).toHaveLength(before + 20_001);
    expect(serialNumbers).toContain(serialNumberHex);
    expect(verify(certificateDerBase64, Buffer.concat(pieces))).toContain('certificate revoked');
  }, 60_000);

  it('says that there is nothing newer, and knows no CRL that is not kept', async () => {
    const { crlNumber } = await vault.ask('crl.get', { issuerId: 'root-1' });
    const again = await vault.ask('crl.get', { issuerId: 'root-1', piece: 0, ifNewerThan: crlNumber });
    expect([again.crlNumber, again.crlDerBase64]).toEqual([crlNumber, '']);
    const absent = { issuerId: 'root-1', piece: 0, crlNumber: 99_999 };
    await expect(vault.ask('crl.get', absent)).rejects.toMatchObject(code('REQUEST_NOT_FOUND'));
    await expect(vault.ask('crl.get', { ...absent, piece: 7, crlNumber })).rejects.toMatchObject(
      code('REQUEST_NOT_FOUND'),
    );
    for (const wrong of [{ piece: -1 }, { piece: 'x' as never }, { crlNumber: 'x' as never }])
      await expect(vault.ask('crl.get', { issuerId: 'root-1', ...wrong })).rejects.toMatchObject(
        code('REQUEST_INVALID'),
      );
  });

  it('a list ends a month after its last certificate; a clock that was wrong takes nothing away', async () => {
    const before = read(await crlOf('issuing-1.2')).serialNumbers;
    expect(before).toHaveLength(1);
    vault.clock.offsetMs = 500 * 86_400_000;
    try {
      await expect(crlOf('issuing-1.2')).rejects.toMatchObject(code('REQUEST_NOT_FOUND'));
      expect(read(await crlOf('issuing-1')).serialNumbers).toEqual([]);
      expect(read(await crlOf('issuing-1.0')).serialNumbers).toEqual([]);
    } finally {
      vault.clock.offsetMs = 0;
    }
    expect(read(await crlOf('issuing-1.2')).serialNumbers).toEqual(before);
  });

  // Last: what an installation has whose certificates all name the complete CRL, made by taking the lists away.
  it('what was revoked before there were lists stays on the complete CRL, byte for byte', async () => {
    const revoked = await Promise.all(Array.from({ length: 12 }, () => issueOne()));
    const reasons = [
      'unspecified',
      'keyCompromise',
      'affiliationChanged',
      'superseded',
      'cessationOfOperation',
    ] as const;
    for (const [index, { serialNumberHex }] of revoked.entries())
      await (index === 0
        ? vault.ask('certificates.hold', { serialNumberHex })
        : vault.ask('certificates.revoke', { serialNumberHex, reason: reasons[index % 5]!, correlation: 'x' }));
    const entries = async () =>
      (
        await vault.rows<{ text: string }>(
          `select certificate_id || ' ' || encode(entry, 'hex') as text from crl_entries order by certificate_id`,
        )
      ).map(({ text }) => text);
    const before = await entries();
    expect(before.length).toBeGreaterThanOrEqual(12);
    for (const service of vault.services.splice(0)) await service.close();
    // As the service, whose tables they are to be.
    await vault.rows(`set role "${vault.postgres.databases.pki.user}"`);
    const migration = new CrlLists1764000800000();
    const runner = { query: (sql: string) => vault.rows(sql) } as unknown as QueryRunner;
    await expect(migration.down(runner)).rejects.toThrow('a list of its own');
    await vault.rows('update certificates set crl_list = null');
    await migration.down(runner);
    await migration.up(runner);
    await vault.rows('reset role');
    expect((await entries()).join('\n') === before.join('\n')).toBe(true);
    await vault.startService();
    const { serialNumberHex } = await issueOne();
    await revoke(serialNumberHex);
    const complete = read(await crlOf('issuing-1')).serialNumbers;
    expect(complete).toEqual(expect.arrayContaining([serialNumberHex, ...revoked.map((each) => each.serialNumberHex)]));
    expect(read(await crlOf('issuing-1.1')).serialNumbers).toEqual([serialNumberHex]);
  }, 60_000);

  /** Revoked certificates of a list, as rows: issuing them would take a minute. */
  async function manyRevoked(list: string, count: number): Promise<void> {
    await vault.rows(
      `with made as (
         insert into certificates (tenant_id, issuer_id, serial_number, idempotency_key, public_key_sha256, request_sha256,
           certificate_profile, device_id, request_id, key_reference, subject_text, start_on_hold, status, tbs, certificate,
           not_before, not_after, planned_at, signed_at, revoked_at, revocation_reason, crl_list)
         select tenant_id, issuer_id, decode('40' || lpad(to_hex(nth), 30, '0'), 'hex'), 'many-' || nth,
           sha256(convert_to('many-' || nth, 'UTF8')), request_sha256, certificate_profile, 'many-' || nth, request_id,
           key_reference, subject_text, false, 'revoked', tbs, certificate, not_before, not_after, planned_at, signed_at,
           '2026-11-28T10:00:00Z'::timestamptz, 'superseded', $1
           from (select * from certificates where crl_list = $1 and status = 'good' limit 1) one, generate_series(1, $2::integer) nth
         returning id, issuer_id, not_after, serial_number)
       insert into crl_entries (certificate_id, issuer_id, crl_list, not_after, entry)
       select id, issuer_id, $1, not_after, '\\x302f0210'::bytea || serial_number || '\\x170d3236313132383130303030305a'::bytea
           || '\\x300c300a0603551d1504030a0104'::bytea from made`,
      [list, count],
    );
  }
});
