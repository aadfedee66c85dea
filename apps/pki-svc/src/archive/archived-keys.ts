/**
 * Key management keys made in the vault and kept there, encrypted, so that they can be put on a later card of the same person. Their
 * own flows (escrow policy, recovery with two persons) come with the archive issue. Governing document: SP 800-57 Part 1 section 8.3.1.
 */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { ArchivedKeyInfo, CertificateSubject } from '@cardwright/contracts/nats/pki.api';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { CertificateIssuer, readIntent } from '../ca/certificate-issuer.js';
import { cardCertificateProfile, keyUsageFor } from '../ca/certificate-profile.js';
import { hexOf } from '../ca/certificate-rows.js';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { Clock } from '../config/clock.js';
import { KeyEncryption } from '../keys/key-encryption.js';
import { generateSoftwareKey } from '../signer/software-signer.js';

/** Old keys are needed long after their certificates have expired, so a certificate's end does not limit the key. */
const longestMs = 10 * 366 * 86_400_000;

@Injectable()
export class ArchivedKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly issuer: CertificateIssuer,
    private readonly keyEncryption: KeyEncryption,
    private readonly clock: Clock,
  ) {}

  /** Throws PKI_PROFILE_UNKNOWN, PKI_PUBLIC_KEY_REJECTED (not a key management algorithm). */
  async create(
    request: {
      personId: string;
      algorithm: KeyAlgorithm;
      certificateProfile: string;
      subject: CertificateSubject;
      validityDays?: number;
    },
    origin: CallOrigin,
  ): Promise<ArchivedKeyInfo> {
    const { personId, algorithm } = request;
    keyUsageFor(cardCertificateProfile(request.certificateProfile), algorithm);
    const archiveRef = randomUUID();
    const { publicKey, privateKey } = await generateSoftwareKey(algorithm);
    const intent = readIntent({
      idempotencyKey: `archive/${archiveRef}`,
      certificateProfile: request.certificateProfile,
      publicKeySpkiBase64: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      subject: request.subject,
      notAfterAtMost: new Date(this.clock.now() + longestMs).toISOString(),
      ...(request.validityDays === undefined ? {} : { validityDays: request.validityDays }),
      deviceId: '',
      requestId: `archive/${archiveRef}`,
      keyReference: '',
    });
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    try {
      // The key is stored with the plan: a certificate never exists whose archived key is lost.
      const planned = await this.issuer.plan([intent], origin, async (manager, [row]) => {
        await manager.query(
          `insert into archived_keys
             (archive_ref, tenant_id, person_id, algorithm, issuer_id, serial_number, private_key_sealed, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [
            archiveRef,
            origin.tenantId,
            personId,
            algorithm,
            row!.issuerId,
            row!.serialNumber,
            this.keyEncryption.seal(pkcs8, purpose(archiveRef, personId)),
            new Date(this.clock.now()),
          ],
        );
        await appendAudit(manager, {
          ...origin,
          actor: actorOf(origin),
          action: 'archived-key.created',
          object: `archived-key:${archiveRef}`,
          details: { personId, algorithm },
        });
      });
      await this.issuer.sign(planned, origin);
    } finally {
      pkcs8.fill(0);
    }
    const key = (await this.list(personId, 1, archiveRef))[0];
    if (!key) throw new CardwrightError('VAULT_SECRET_UNKNOWN', undefined, { archiveRef });
    return key;
  }

  /** Newest first; only keys whose certificate was signed. */
  async list(personId: string, limit: number, archiveRef?: string): Promise<ArchivedKeyInfo[]> {
    const rows: {
      archive_ref: string;
      algorithm: KeyAlgorithm;
      certificate: Buffer;
      serial_number: Buffer;
      created_at: Date;
    }[] = await this.dataSource.query(
      `select a.archive_ref, a.algorithm, c.certificate, a.serial_number, a.created_at
         from archived_keys a join certificates c using (issuer_id, serial_number)
        where a.person_id = $1 and c.certificate is not null and ($3::uuid is null or a.archive_ref = $3)
        order by a.created_at desc, a.archive_ref limit $2`,
      [personId, Math.max(0, Math.min(limit, 100)), archiveRef ?? null],
    );
    return rows.map((row) => ({
      archiveRef: row.archive_ref,
      algorithm: row.algorithm,
      certificateDerBase64: row.certificate.toString('base64'),
      serialNumberHex: hexOf(row.serial_number),
      createdAt: row.created_at.toISOString(),
    }));
  }

  /** PKCS#8, DER; the caller wipes it. undefined when this person has no such key. */
  async openPrivateKey(archiveRef: string, personId: string): Promise<Buffer | undefined> {
    const [row]: { private_key_sealed: Buffer }[] = await this.dataSource.query(
      'select private_key_sealed from archived_keys where archive_ref = $1 and person_id = $2',
      [archiveRef, personId],
    );
    return row && this.keyEncryption.open(row.private_key_sealed, purpose(archiveRef, personId));
  }
}

const purpose = (archiveRef: string, personId: string): string => `archived-key/${archiveRef}/${personId}`;
