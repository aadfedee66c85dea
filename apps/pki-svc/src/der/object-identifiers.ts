/**
 * Object identifiers by the name their document gives them, one row each. Sources: RFC 5280, RFC 5912, RFC 8410, RFC 4556,
 * FIPS 201-3 appendix B, SP 800-73-5, ICAO 9303 part 10, [MS-WCCE], [MS-ADTS].
 */
export const oid = {
  // Attribute types (RFC 5280 appendix A; RFC 4519 for UID).
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  countryName: '2.5.4.6',
  organizationName: '2.5.4.10',
  organizationalUnitName: '2.5.4.11',
  givenName: '2.5.4.42',
  userId: '0.9.2342.19200300.100.1.1',
  // Extensions (RFC 5280 section 4.2).
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  cRLNumber: '2.5.29.20',
  cRLReason: '2.5.29.21',
  cRLDistributionPoints: '2.5.29.31',
  issuingDistributionPoint: '2.5.29.28',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
  /** [MS-WCCE] section 2.2.2.7.7.4: szOID_NTDS_CA_SECURITY_EXT and the SID in it. */
  ntdsCaSecurityExt: '1.3.6.1.4.1.311.25.2',
  ntdsObjectSid: '1.3.6.1.4.1.311.25.2.1',
  // otherName types.
  userPrincipalName: '1.3.6.1.4.1.311.20.2.3',
  fascN: '2.16.840.1.101.3.6.6',
  smtpUtf8Mailbox: '1.3.6.1.5.5.7.8.9',
  // Extended key usages.
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  documentSigning: '1.3.6.1.5.5.7.3.36',
  msDocumentSigning: '1.3.6.1.4.1.311.10.3.12',
  msEncryptedFileSystem: '1.3.6.1.4.1.311.10.3.4',
  msSmartCardLogon: '1.3.6.1.4.1.311.20.2.2',
  pkinitClientAuth: '1.3.6.1.5.2.3.4',
  pivCardAuth: '2.16.840.1.101.3.6.8',
  pivContentSigning: '2.16.840.1.101.3.6.7',
  // Public keys and signatures.
  sha256WithRsa: '1.2.840.113549.1.1.11',
  prime256v1: '1.2.840.10045.3.1.7',
  secp384r1: '1.3.132.0.34',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
  ed25519: '1.3.101.112',
  x25519: '1.3.101.110',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  // CMS (RFC 5652) and what PIV signs with it.
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  pivChuidSecurityObject: '2.16.840.1.101.3.6.1',
  pivSignerDn: '2.16.840.1.101.3.6.5',
  icaoLdsSecurityObject: '2.23.136.1.1.1',
} as const;
