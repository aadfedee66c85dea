/** The list of certificates: a row for each certificate on each card, also of those that count no longer. */
import type { CredentialState } from './issuance.api.js';

/** By our own record: the CA itself is asked of one certificate, never of a list. */
export const certificateStandings = ['good', 'held', 'revoked', 'expired'] as const;
/**
 * good: valid, also where another has taken its place. held: not trusted for now. revoked: also where the CA has still to be told. expired: its end
 * is past, and it was not revoked.
 */
export type CertificateStanding = (typeof certificateStandings)[number];

export const certificateSorts = ['created', 'expiry', 'updated'] as const;
export type CertificateSort = (typeof certificateSorts)[number];
export const certificatesLatestFirst: readonly CertificateSort[] = ['created', 'updated'];

export interface CertificateFilter {
  /** The beginning of its serial number (with colons or without), or part of its card's label or identity or of what is found of its holder. */
  query?: string;
  /** Any of these. */
  status?: CertificateStanding | CertificateStanding[];
  /** The credential profile by which it was made. */
  profileName?: string;
  /** What the CA made it by: `piv-authentication`. */
  certificateProfile?: string;
  /** Two hex digits: `9A`. */
  keyReference?: string;
  /** The CA that signed it. */
  issuerId?: string;
  deviceId?: string;
  /** Whom it was made for, whoever has the card now. */
  personId?: string;
  /** Only those that are neither revoked nor expired, and end within so many days from now. */
  expiresWithinDays?: number;
  /** Only those whose row changed then or later: ISO 8601, UTC. */
  updatedSince?: string;
}

export interface ListedCertificate {
  credentialId: string;
  serialNumberHex: string;
  status: CertificateStanding;
  /** Whether it is on its card, and counts. */
  credentialState: CredentialState;
  issuerId: string | null;
  certificateProfile: string | null;
  container: string;
  keyReference: string;
  algorithm: string;
  notAfter: string | null;
  deviceId: string;
  deviceLabel: string;
  /** What made it, or brought it onto this card. */
  requestId: string;
  profileName: string | null;
  /** Whom it was made for; null: nobody. */
  personId: string | null;
  personName: string | null;
  createdAt: string;
  updatedAt: string;
}
