/** Stored certificates as the contracts show them. `expired` is not stored: time alone makes it. */
import { createHash } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CertificateRow, CertificateStatus, IssuedCertificate } from '@cardwright/contracts/nats/pki.api';
import type { CertificateEntity } from '../persistence/entities.js';
import { certificateProfile, holderFieldsOf } from './certificate-profile.js';

export const hexOf = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();

function statusOf(row: CertificateEntity, now: number): CertificateStatus {
  const lapsed = (row.status === 'good' || row.status === 'held') && row.notAfter.getTime() < now;
  return lapsed ? 'expired' : row.status;
}

export function certificateRow(row: CertificateEntity, now: number): CertificateRow {
  return {
    serialNumberHex: hexOf(row.serialNumber),
    issuerId: row.issuerId,
    notBefore: row.notBefore.toISOString(),
    notAfter: row.notAfter.toISOString(),
    sha256Hex: row.certificate ? createHash('sha256').update(row.certificate).digest('hex').toUpperCase() : '',
    status: statusOf(row, now),
    deviceId: row.deviceId,
    requestId: row.requestId,
    keyReference: row.keyReference,
    certificateProfile: row.certificateProfile,
    subjectText: row.subjectText,
    publicKeySha256Hex: hexOf(row.publicKeySha256),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    revocationReason: row.revocationReason,
  };
}

/** Throws PKI_ALREADY_REVOKED when the plan was voided before it was signed. */
export function issuedCertificate(row: CertificateEntity, now: number): IssuedCertificate {
  if (!row.certificate)
    throw new CardwrightError('PKI_ALREADY_REVOKED', undefined, { serialNumberHex: hexOf(row.serialNumber) });
  const { serialNumberHex, issuerId, notBefore, notAfter, sha256Hex, status } = certificateRow(row, now);
  const certificateDerBase64 = row.certificate.toString('base64');
  const holderFields = holderFieldsOf(certificateProfile(row.certificateProfile));
  return { serialNumberHex, issuerId, certificateDerBase64, notBefore, notAfter, sha256Hex, status, holderFields };
}
