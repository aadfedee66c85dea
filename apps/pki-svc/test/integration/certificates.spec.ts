import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { placeholderKey } from '../../src/ca/placeholder-keys.js';
import { newKey } from '../memory-ca.js';
import { VaultHarness, code, crlListOf } from '../vault-harness.js';

const { keys } = JSON.parse(readFileSync(new URL('../vectors/rsa-public-keys.json', import.meta.url), 'utf8')) as {
  keys: { name: string; spkiBase64: string }[];
};
const rocaKey = keys.find(({ name }) => name === 'roca-2048')!.spkiBase64;

const pem = (der: string | Buffer): string =>
  new X509Certificate(typeof der === 'string' ? Buffer.from(der, 'base64') : der).toString();

describe('certificates from the vault', () => {
  const vault = new VaultHarness();
  const directory = mkdtempSync(join(tmpdir(), 'cardwright-pki-'));
  const path = (name: string): string => join(directory, name);
  let issuingId: string;

  beforeAll(async () => {
    await vault.start();
    const { certificatesDerBase64, issuers } = await vault.ask('ca.chain', {});
    writeFileSync(path('chain.pem'), certificatesDerBase64.map(pem).join(''));
    issuingId = issuers!.find(({ issuerId }) => issuerId.startsWith('issuing'))!.issuerId;
  }, 120_000);
  afterAll(async () => {
    await vault.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const issueOne = async (change = {}) => {
    const lease = vault.lease();
    const request = vault.certificateRequest(lease, change);
    const { certificates } = await vault.ask('certificates.issue', { lease, requests: [request] });
    return { lease, request, certificate: certificates[0]! };
  };
  /** openssl verify with the CRL that the certificate names and that of the root, as the gateway would serve them. */
  const opensslVerify = async (certificateDerBase64: string): Promise<string> => {
    const crls = await Promise.all(
      ['root-1', crlListOf(certificateDerBase64)].map((issuerId) =>
        vault.ask('crl.get', { issuerId }).then((crl) => crl.crlDerBase64),
      ),
    );
    const crlPem = crls.map((crl) =>
      execFileSync('openssl', ['crl', '-inform', 'DER'], { input: Buffer.from(crl, 'base64') }).toString(),
    );
    writeFileSync(path('crl.pem'), crlPem.join(''));
    writeFileSync(path('leaf.pem'), pem(certificateDerBase64));
    const argv = [
      'verify',
      '-x509_strict',
      '-crl_check_all',
      '-CAfile',
      path('chain.pem'),
      '-CRLfile',
      path('crl.pem'),
    ];
    try {
      return execFileSync('openssl', [...argv, path('leaf.pem')], { stdio: 'pipe' }).toString();
    } catch (error) {
      return String((error as { stderr: Buffer }).stderr);
    }
  };

  it('chain to the root, with the CRL of each CA at hand', async () => {
    const { certificate } = await issueOne();
    expect(certificate.status).toBe('good');
    expect(await opensslVerify(certificate.certificateDerBase64)).toContain(': OK');
    expect(new X509Certificate(Buffer.from(certificate.certificateDerBase64, 'base64')).serialNumber).toBe(
      certificate.serialNumberHex,
    );
  });

  it('[D04] end with the card at the latest, with the profile, and with what was asked', async () => {
    const notAfterAtMost = '2027-01-31T23:59:59.000Z';
    expect((await issueOne({ notAfterAtMost })).certificate.notAfter).toBe(notAfterAtMost);
    const days = async (change: object): Promise<number> => {
      const { certificate } = await issueOne({ notAfterAtMost: '2199-01-01T00:00:00.000Z', ...change });
      return Math.round((Date.parse(certificate.notAfter) - Date.now()) / 86_400_000);
    };
    expect(await days({ validityDays: 30 })).toBe(30);
    expect(await days({})).toBe(1098);
  });

  it('carry the URLs of CRL and issuer below the public URL', async () => {
    const { certificate } = await issueOne();
    const text = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-text'], {
      input: Buffer.from(certificate.certificateDerBase64, 'base64'),
    }).toString();
    expect(text).toContain(`URI:http://127.0.0.1:8080/crl/${issuingId}.1.crl`);
    expect(text).toContain(`CA Issuers - URI:http://127.0.0.1:8080/ca/${issuingId}.cer`);
  });

  it('[fault 8] the same intent gives the same certificate, however often it is asked', async () => {
    const { lease, request, certificate } = await issueOne();
    const again = await Promise.all(
      Array.from({ length: 5 }, () => vault.ask('certificates.issue', { lease, requests: [request] })),
    );
    for (const { certificates } of again) expect(certificates).toEqual([certificate]);
  });

  it('[F07][fault 17] ten copies of one request at once give one certificate', async () => {
    const lease = vault.lease();
    const requests = [vault.certificateRequest(lease), vault.certificateRequest(lease, { keyReference: '9C' })];
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => vault.ask('certificates.issue', { lease, requests })),
    );
    for (const reply of replies) expect(reply).toEqual(replies[0]);
    const { rows } = await vault.ask('certificates.list', { requestId: lease.requestId });
    expect(rows).toHaveLength(2);
  });

  it('refuses / one idempotency key for two different certificates', async () => {
    const { lease, request } = await issueOne();
    const other = { ...request, certificateProfile: 'piv-digital-signature' };
    await expect(vault.ask('certificates.issue', { lease, requests: [other] })).rejects.toMatchObject(
      code('PKI_IDEMPOTENCY_CONFLICT'),
    );
  });

  it('a key made again gets a new certificate, and the one it replaces is revoked', async () => {
    const { lease, request, certificate } = await issueOne();
    const publicKeySpkiBase64 = newKey('ECCP256').spki.toString('base64');
    const { certificates } = await vault.ask('certificates.issue', {
      lease,
      requests: [{ ...request, publicKeySpkiBase64 }],
    });
    expect(certificates[0]!.serialNumberHex).not.toBe(certificate.serialNumberHex);
    const { rows } = await vault.ask('certificates.list', { deviceId: lease.deviceId });
    expect(rows.map(({ status, revocationReason }) => [status, revocationReason])).toEqual([
      ['revoked', 'superseded'],
      ['good', null],
    ]);
  });

  it('refuses / a public key that is certified for another device', async () => {
    const { request } = await issueOne();
    const lease = vault.lease();
    const copied = vault.certificateRequest(lease, { publicKeySpkiBase64: request.publicKeySpkiBase64 });
    await expect(vault.ask('certificates.issue', { lease, requests: [copied] })).rejects.toMatchObject(
      code('PKI_PUBLIC_KEY_REJECTED'),
    );
  });

  it('refuses / one public key for two devices at the same moment: one of them gets it', async () => {
    for (let round = 0; round < 10; round++) {
      const first = vault.lease();
      const { publicKeySpkiBase64 } = vault.certificateRequest(first);
      const leases = [first, vault.lease(), vault.lease(), vault.lease()];
      const outcomes = await Promise.allSettled(
        leases.map((lease) =>
          vault.ask('certificates.issue', {
            lease,
            requests: [vault.certificateRequest(lease, { publicKeySpkiBase64 })],
          }),
        ),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(
        Array(3).fill('PKI_PUBLIC_KEY_REJECTED'),
      );
    }
  });

  it.each([
    ['no such profile', { certificateProfile: 'nothing' }, 'PKI_PROFILE_UNKNOWN'],
    ['a profile of the CA itself', { certificateProfile: 'issuing-ca' }, 'PKI_PROFILE_UNKNOWN'],
    ['a key that is none', { publicKeySpkiBase64: 'AAAA' }, 'PKI_PUBLIC_KEY_REJECTED'],
    [
      'a key the profile does not allow',
      { certificateProfile: 'piv-key-management', algorithm: 'ED25519' },
      'PKI_PUBLIC_KEY_REJECTED',
    ],
    ['a card that has expired', { notAfterAtMost: '2020-01-01T00:00:00.000Z' }, 'REQUEST_INVALID'],
    ['a FASC-N of the wrong length', { fascNHex: 'd138' }, 'PKI_LINT_FAILED'],
    ['a country that is none', { country: 'Germany' }, 'PKI_LINT_FAILED'],
  ])('refuses / %s', async (_, { algorithm, fascNHex, country, ...change }: Record<string, string>, expected) => {
    const lease = vault.lease();
    const request = vault.certificateRequest(lease, change);
    if (algorithm === 'ED25519') request.publicKeySpkiBase64 = newKey('ED25519').spki.toString('base64');
    if (fascNHex) request.subject = { ...request.subject, fascNHex };
    if (country) request.subject = { ...request.subject, country };
    await expect(vault.ask('certificates.issue', { lease, requests: [request] })).rejects.toMatchObject(code(expected));
    expect((await vault.ask('certificates.list', { deviceId: lease.deviceId })).rows).toEqual([]);
  });

  it('refuses / a key with the ROCA fingerprint, named as such, and keeps nothing of it', async () => {
    const lease = vault.lease();
    const weak = vault.certificateRequest(lease, { publicKeySpkiBase64: rocaKey });
    const good = vault.certificateRequest(lease, { keyReference: '9C' });
    await expect(vault.ask('certificates.issue', { lease, requests: [good, weak] })).rejects.toMatchObject({
      code: 'PKI_PUBLIC_KEY_REJECTED',
      message: expect.stringContaining('ROCA'),
      details: { kind: 'roca' },
    });
    expect((await vault.ask('certificates.list', { deviceId: lease.deviceId })).rows).toEqual([]);
  });

  describe('checked before their keys exist', () => {
    const planned = (change: object = {}, subject: object = {}) => {
      const {
        certificateProfile,
        keyReference,
        notAfterAtMost,
        subject: whole,
      } = vault.certificateRequest(vault.lease());
      const check = { certificateProfile, keyReference, notAfterAtMost, algorithm: 'ECCP256' as const };
      return { ...check, ...change, subject: { ...whole, ...subject } };
    };
    const problems = async (...requests: ReturnType<typeof planned>[]) =>
      (await vault.ask('certificates.check', { requests })).problems;
    const before = () =>
      vault.rows('select (select count(*) from certificates) as made, (select count(*) from audit_log) as told');

    it.each([
      ...(['ECCP256', 'ECCP384', 'RSA2048', 'RSA3072', 'RSA4096', 'ED25519'] as const).map(
        (key) => ['piv-authentication', key] as const,
      ),
      ['piv-key-management', 'X25519'],
      ['piv-card-authentication', 'ECCP256'],
    ] as const)('%s with a key of %s: nothing to say, and nothing is stored', async (certificateProfile, algorithm) => {
      const counted = await before();
      expect(await problems(planned({ certificateProfile, algorithm }))).toEqual([]);
      expect(await before()).toEqual(counted);
    });

    it('say how long each will be at most, as near as an ECDSA signature lets them; nothing of one with a problem', async () => {
      const asked = [planned(), planned({ algorithm: 'RSA2048' }), planned({}, { commonName: ' ' })];
      const { derBytesAtMost } = await vault.ask('certificates.check', { requests: asked });
      const { certificate } = await issueOne();
      const [short, long, none] = derBytesAtMost!;
      const spare = short! - Buffer.from(certificate.certificateDerBase64, 'base64').length;
      expect([spare >= 0, spare <= 8]).toEqual([true, true]);
      // RFC 3279: 91 bytes of SubjectPublicKeyInfo for P-256, 294 for RSA of 2048 bits.
      expect(long! - short!).toBe(203);
      expect(none).toBeNull();
    });

    it('name the field of the person and the credential that cannot carry it; the others hold', async () => {
      const wrong = { email: 'ann@corp_local.example', upn: 'ann@@corp.example' };
      const asked = [
        planned({ keyReference: '9A' }, wrong),
        planned({ keyReference: '9C', certificateProfile: 'piv-digital-signature' }, wrong),
        planned({ keyReference: '9E', certificateProfile: 'piv-card-authentication' }, wrong),
      ];
      expect(await problems(...asked)).toMatchObject([
        {
          keyReference: '9A',
          code: 'PKI_SUBJECT_INVALID',
          details: { field: 'upn', certificateProfile: 'piv-authentication' },
        },
        {
          keyReference: '9C',
          code: 'PKI_SUBJECT_INVALID',
          message:
            'The e-mail address is not an e-mail address: "corp_local.example" is not a domain (letters, digits and hyphens between dots)',
          details: { field: 'email' },
        },
      ]);
    });

    it.each([
      ['no name', { commonName: ' \u200b' }, {}, 'PKI_SUBJECT_INVALID'],
      ['a name that reads as another', { commonName: 'Ann\u202eGnp' }, {}, 'PKI_SUBJECT_INVALID'],
      ['a SID that is none', { sid: 'S-1-5-21-4294967296' }, {}, 'PKI_SUBJECT_INVALID'],
      ['a FASC-N of the wrong length', { fascNHex: 'd138' }, {}, 'PKI_LINT_FAILED'],
      ['a profile that is none', {}, { certificateProfile: 'nothing' }, 'PKI_PROFILE_UNKNOWN'],
      ['a key that the profile has no use for', {}, { algorithm: 'X25519' }, 'PKI_PUBLIC_KEY_REJECTED'],
      ['a card that has expired', {}, { notAfterAtMost: '2020-01-01T00:00:00.000Z' }, 'REQUEST_INVALID'],
    ])('refuse what the issue refuses: %s', async (_what, subject, change, expected) => {
      expect(await problems(planned(change, subject))).toMatchObject([{ code: expected }]);
      const lease = vault.lease();
      const { algorithm = 'ECCP256', ...more } = change as { algorithm?: 'X25519' };
      const request = vault.certificateRequest(lease, {
        ...more,
        publicKeySpkiBase64: newKey(algorithm as 'ECCP256').spki.toString('base64'),
        subject: planned({}, subject).subject,
      });
      await expect(vault.ask('certificates.issue', { lease, requests: [request] })).rejects.toMatchObject(
        code(expected),
      );
    });

    it('refuses / to certify the key that stands for one', async () => {
      const lease = vault.lease();
      const spki = Buffer.from(placeholderKey('ECCP256')!.spki).toString('base64');
      const request = vault.certificateRequest(lease, { publicKeySpkiBase64: spki });
      await expect(vault.ask('certificates.issue', { lease, requests: [request] })).rejects.toMatchObject({
        code: 'PKI_PUBLIC_KEY_REJECTED',
        details: { kind: 'placeholder' },
      });
    });
  });

  it('carry every field in its canonical form', async () => {
    const subject = {
      ...vault.certificateRequest(vault.lease()).subject,
      commonName: `${'a'.repeat(62)}  bc`,
      email: 'carl\u200b@EXAMPLE.org',
      upn: 'carl\ufeff@Corp.example',
      sid: 's-1-5-021-7',
    };
    const text = async (change: object): Promise<string> => {
      const { certificate } = await issueOne({ ...change, subject });
      return execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-text', '-nameopt', 'utf8'], {
        input: Buffer.from(certificate.certificateDerBase64, 'base64'),
      }).toString();
    };
    const signing = await text({ certificateProfile: 'piv-digital-signature', keyReference: '9C' });
    expect(signing).toContain('email:carl@example.org');
    // Cut at 64 characters, and no blank at the end.
    expect(signing).toMatch(new RegExp(`CN ?= ?${'a'.repeat(62)} b\\n`));
    const authentication = await text({});
    expect(authentication).toContain('othername: UPN::carl@corp.example');
    expect(authentication).toContain('S-1-5-21-7');
  });

  it('[fault 15] refuses / no open lease, another device, another request', async () => {
    const closed = vault.lease(false);
    const lease = vault.lease();
    const refused = (asked: Promise<unknown>) => expect(asked).rejects.toMatchObject(code('VAULT_LEASE_REQUIRED'));
    await refused(vault.ask('certificates.issue', { lease: closed, requests: [vault.certificateRequest(closed)] }));
    await refused(vault.ask('certificates.issue', { lease, requests: [vault.certificateRequest(vault.lease())] }));
    await refused(
      vault.ask('certificates.issue', { lease, requests: [vault.certificateRequest(lease, { requestId: 'other' })] }),
    );
    await refused(vault.askUnchecked('certificates.issue', { requests: [] }));
  });

  describe('status and CRL', () => {
    it('hold, release, revoke: each shows on the next CRL', async () => {
      const { certificate } = await issueOne();
      const { serialNumberHex, certificateDerBase64 } = certificate;
      const verify = () => opensslVerify(certificateDerBase64);

      const held = await vault.ask('certificates.hold', { serialNumberHex });
      expect(held.certificate).toMatchObject({ status: 'held', revocationReason: 'certificateHold' });
      expect(await verify()).toContain('certificate revoked');
      const released = await vault.ask('certificates.unhold', { serialNumberHex });
      expect(released.certificate).toMatchObject({ status: 'good', revokedAt: null });
      expect(await verify()).toContain(': OK');
      await vault.ask('certificates.revoke', { serialNumberHex, reason: 'keyCompromise', correlation: 'x' });
      expect(await verify()).toContain('certificate revoked');
      const crl = execFileSync('openssl', ['crl', '-in', path('crl.pem'), '-noout', '-text']).toString();
      expect(crl).not.toContain('Unspecified');
    });

    it('[C16] certificates that start on hold are on the CRL from the first moment', async () => {
      const { certificate } = await issueOne({ onHold: true });
      expect(certificate.status).toBe('held');
      expect(await opensslVerify(certificate.certificateDerBase64)).toContain('certificate revoked');
      await vault.ask('certificates.unhold', { serialNumberHex: certificate.serialNumberHex });
      expect(await opensslVerify(certificate.certificateDerBase64)).toContain(': OK');
    });

    it('revoking twice for one reason answers the row, for another reason refuses', async () => {
      const { serialNumberHex } = (await issueOne()).certificate;
      const revoke = (reason: 'superseded' | 'keyCompromise') =>
        vault.ask('certificates.revoke', { serialNumberHex, reason, correlation: 'x' });
      const first = await revoke('superseded');
      expect(await revoke('superseded')).toEqual(first);
      await expect(revoke('keyCompromise')).rejects.toMatchObject(code('PKI_ALREADY_REVOKED'));
      await expect(vault.ask('certificates.hold', { serialNumberHex })).rejects.toMatchObject(
        code('PKI_ALREADY_REVOKED'),
      );
      await expect(vault.ask('certificates.unhold', { serialNumberHex })).rejects.toMatchObject(code('PKI_NOT_HELD'));
    });

    it('refuses / unknown serial number, unknown reason', async () => {
      const asked = { reason: 'superseded', correlation: 'x' } as const;
      for (const serialNumberHex of ['00', 'zz', '7F'.repeat(16)])
        await expect(vault.ask('certificates.revoke', { serialNumberHex, ...asked })).rejects.toMatchObject(
          code('PKI_CERTIFICATE_NOT_FOUND'),
        );
      const { serialNumberHex } = (await issueOne()).certificate;
      for (const reason of ['certificateHold', 'whatever', 'toString'])
        await expect(
          vault.askUnchecked('certificates.revoke', { serialNumberHex, reason, correlation: 'x' }),
        ).rejects.toMatchObject(code('REQUEST_INVALID'));
    });

    it('[fault 20] CRL number and thisUpdate only grow, also when the clock steps back', async () => {
      const crl = () => vault.ask('crl.get', { issuerId: issuingId });
      const before = await crl();
      vault.clock.offsetMs = -10 * 60_000;
      try {
        await vault.ask('certificates.hold', { serialNumberHex: (await issueOne()).certificate.serialNumberHex });
        const after = await crl();
        expect(after.crlNumber).toBeGreaterThan(before.crlNumber);
        expect(after.thisUpdate >= before.thisUpdate).toBe(true);
      } finally {
        vault.clock.offsetMs = 0;
      }
    });

    it('refuses / a CRL of nobody', async () => {
      for (const issuerId of ['nothing', 'content-signer-1', "'"])
        await expect(vault.ask('crl.get', { issuerId })).rejects.toMatchObject(code('REQUEST_NOT_FOUND'));
    });
  });

  describe('faults between plan and signature', () => {
    it('[fault 9] the database refuses the signed certificate: the next try recovers the same serial number', async () => {
      await vault.admin.query(
        `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
         create trigger refuse before update on certificates for each row execute function refuse()`,
      );
      const lease = vault.lease();
      const requests = [vault.certificateRequest(lease)];
      await expect(vault.ask('certificates.issue', { lease, requests })).rejects.toMatchObject(code('INTERNAL'));
      const [planned] = (await vault.ask('certificates.list', { deviceId: lease.deviceId })).rows;
      expect(planned).toMatchObject({ status: 'planned' });
      await vault.admin.query('drop trigger refuse on certificates; drop function refuse()');
      const { certificates } = await vault.ask('certificates.issue', { lease, requests });
      expect(certificates[0]).toMatchObject({ serialNumberHex: planned!.serialNumberHex, status: 'good' });
      expect((await vault.ask('certificates.list', { deviceId: lease.deviceId })).rows).toHaveLength(1);
    });

    it('[fault 10] killed between intent and signature: another copy signs the same TBS', async () => {
      const { lease, request, certificate } = await issueOne();
      // What a kill -9 after the first COMMIT leaves: the plan without a signature.
      const [before] = await vault.rows<{ tbs: Buffer }>(
        `update certificates set status = 'planned', certificate = null, signed_at = null
          where device_id = $1 returning tbs`,
        [lease.deviceId],
      );
      const { certificates } = await vault.ask('certificates.issue', { lease, requests: [request] });
      expect(certificates[0]!.serialNumberHex).toBe(certificate.serialNumberHex);
      const der = Buffer.from(certificates[0]!.certificateDerBase64, 'base64');
      expect(der.includes(before!.tbs)).toBe(true);
      expect(await opensslVerify(certificates[0]!.certificateDerBase64)).toContain(': OK');
    });

    it('[fault 10] a plan that is voided is never signed, and its serial number is on the CRL', async () => {
      const { lease, request, certificate } = await issueOne();
      const { serialNumberHex } = certificate;
      await vault.rows(`update certificates set status = 'planned', certificate = null where device_id = $1`, [
        lease.deviceId,
      ]);
      await vault.ask('certificates.revoke', { serialNumberHex, reason: 'cessationOfOperation', correlation: 'x' });
      await expect(vault.ask('certificates.issue', { lease, requests: [request] })).rejects.toMatchObject(
        code('PKI_ALREADY_REVOKED'),
      );
      expect(await opensslVerify(certificate.certificateDerBase64)).toContain('certificate revoked');
    });
  });

  it('lists by devices, requests and status', async () => {
    const lease = vault.lease();
    const requests = ['9A', '9C'].map((keyReference) => vault.certificateRequest(lease, { keyReference }));
    await vault.ask('certificates.issue', { lease, requests });
    const list = (filter: object) => vault.ask('certificates.list', filter).then(({ rows }) => rows.length);
    const { deviceId, requestId } = lease;
    expect(await list({ deviceIds: [deviceId], requestIds: [requestId, 'another'], statuses: ['good'] })).toBe(2);
    expect(await list({ deviceIds: [deviceId], statuses: ['revoked', 'planned'] })).toBe(0);
    expect(await list({ deviceIds: [] })).toBe(0);
    const tooMany = { requestIds: Array.from({ length: 201 }, (_, index) => `r-${index}`) };
    await expect(list(tooMany)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('list in pages; one is answered with its chain, each signed by the next', async () => {
    const lease = vault.lease();
    const requests = ['9A', '9C', '9E'].map((keyReference) => vault.certificateRequest(lease, { keyReference }));
    await vault.ask('certificates.issue', { lease, requests });
    const first = await vault.ask('certificates.list', { requestId: lease.requestId, limit: 2 });
    const second = await vault.ask('certificates.list', {
      requestId: lease.requestId,
      limit: 2,
      cursor: first.nextCursor!,
    });
    expect([...first.rows, ...second.rows].map(({ keyReference }) => keyReference)).toEqual(['9A', '9C', '9E']);
    expect(second.nextCursor).toBeNull();
    const { certificate, ...whole } = await vault.ask('certificates.get', first.rows[0]!);
    expect(certificate).toEqual(first.rows[0]);
    const path = [whole.certificateDerBase64, ...whole.chainDerBase64].map((der) => new X509Certificate(pem(der)));
    expect(path.map((each, index) => each.verify((path[index + 1] ?? each).publicKey))).toEqual([true, true, true]);
  });

  it("profiles are offered by name, the vault's own are not", async () => {
    const { profiles } = await vault.ask('profiles.list', {});
    expect(profiles.map(({ name }) => name)).toEqual([
      'piv-authentication',
      'piv-digital-signature',
      'piv-key-management',
      'piv-card-authentication',
      'authentication-only',
    ]);
  });

  it('every action is audited and published, in its own transaction, and the chain verifies', async () => {
    const { certificate } = await issueOne();
    const object = `certificate:${certificate.serialNumberHex}`;
    await vault.ask('certificates.revoke', {
      serialNumberHex: certificate.serialNumberHex,
      reason: 'superseded',
      correlation: 'x',
    });
    const audit = await vault.rows('select action, reason from audit_log where object = $1 order by id', [object]);
    expect(audit).toEqual([
      { action: 'certificate.issued', reason: null },
      { action: 'certificate.revoked', reason: 'superseded' },
    ]);
    const events = await vault.rows<{ name: string }>(
      `select name from outbox where payload->'data'->>'serialNumberHex' = $1 order by id`,
      [certificate.serialNumberHex],
    );
    expect(events.map(({ name }) => name)).toEqual(['certificate.issued', 'certificate.revoked']);
    expect(await vault.ask('audit.verify', {})).toMatchObject({ schema: 'pki', ok: true, finding: null });
  });

  // Last: CRLs from the future stay the newest ones.
  describe('as time goes by', () => {
    it('[fault 24] a CRL is made anew at half of its life', async () => {
      const before = await vault.ask('crl.get', { issuerId: 'root-1' });
      vault.clock.offsetMs = 4 * 86_400_000;
      try {
        const after = await vault.ask('crl.get', { issuerId: 'root-1' });
        expect(after.crlNumber).toBe(before.crlNumber + 1);
        expect(after.nextUpdate > before.nextUpdate).toBe(true);
      } finally {
        vault.clock.offsetMs = 0;
      }
    });

    it('[fault 23] an issuer that runs out refuses before anything is planned', async () => {
      vault.clock.offsetMs = 15 * 365 * 86_400_000;
      try {
        const lease = vault.lease();
        const requests = [vault.certificateRequest(lease)];
        await expect(vault.ask('certificates.issue', { lease, requests })).rejects.toMatchObject(
          code('PKI_ISSUER_EXPIRING'),
        );
        expect((await vault.ask('certificates.list', { deviceId: lease.deviceId })).rows).toEqual([]);
      } finally {
        vault.clock.offsetMs = 0;
      }
    });
  });
});
