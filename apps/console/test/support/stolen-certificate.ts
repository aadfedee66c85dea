/** What the API answers about a certificate of a card that was reported as stolen. */
export const stolenCertificate = {
  certificate: {
    ...{ serialNumberHex: '0A1B2C', issuerId: 'issuing-1', sha256Hex: 'AB', publicKeySha256Hex: 'CD' },
    ...{ notBefore: '2026-11-27T10:00:00.000Z', notAfter: '2029-11-27T10:00:00.000Z', status: 'revoked' },
    ...{ revokedAt: '2026-11-28T10:00:00.000Z', revocationReason: 'keyCompromise', credentialState: 'REVOKED' },
    ...{ certificateProfile: 'piv-authentication', container: 'authentication', keyReference: '9A' },
    ...{ subjectText: 'C=DE, O=Example, CN=Grace Hopper', deviceLabel: '10000001', personName: 'Grace Hopper' },
    deviceId: '00000000-0000-4000-8000-00000000000b',
    requestId: '00000000-0000-4000-8000-00000000000c',
    personId: '00000000-0000-4000-8000-00000000000a',
  },
  contents: {
    ...{ issuerText: 'O=Example, CN=Cardwright Issuing CA 1', keyAlgorithm: 'ECCP256', policies: ['2.25.1.1'] },
    alternativeNames: [
      { kind: 'upn', value: 'grace@corp.example' },
      { kind: 'uri', value: 'urn:uuid:3f0a4a4e-1c2d-4e5f-8a9b-0c1d2e3f4a5b' },
    ],
    keyUsages: ['digitalSignature'],
    extendedKeyUsages: ['1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.311.20.2.2', '1.2.3.4'],
  },
  ...{ certificateDerBase64: 'AA==', chainDerBase64: [] },
};

/** The same in the list of certificates. */
export const stolenRow = {
  rows: [
    {
      ...{ credentialId: '00000000-0000-4000-8000-00000000000d', serialNumberHex: '0A1B2C', status: 'revoked' },
      ...{
        issuerId: 'issuing-1',
        container: 'authentication',
        keyReference: '9A',
        notAfter: '2029-11-27T10:00:00.000Z',
      },
      ...{ deviceId: '00000000-0000-4000-8000-00000000000b', deviceLabel: '10000001', personName: 'Grace Hopper' },
      ...{ profileName: 'piv-four', createdAt: '2026-11-27T10:00:00.000Z', updatedAt: '2026-11-28T10:00:00.000Z' },
    },
  ],
  nextCursor: null,
};
