/** Card images for specs: what a blank vendor card and a blank NIST card report. */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';

export function vendorImage(changes: Partial<CardImage> = {}): CardImage {
  return {
    readerName: 'Reader 1',
    atrHex: '3BFD1300008131FE158073C021C057597562694B657940',
    interface: 'contact',
    identity: { scheme: 'ykserial', value: '1234567' },
    applicationLabel: null,
    version: '5.7.1',
    extendedLength: true,
    managementKey: { algorithm: 'AES192', factory: true },
    pin: { retriesRemaining: 3, retriesTotal: 3, factory: true, blocked: false },
    puk: { retriesRemaining: 3, retriesTotal: 3, factory: true, blocked: false },
    keyReferences: [],
    dataObjects: [],
    chuid: null,
    apdus: 10,
    ...changes,
  };
}

export function strictImage(changes: Partial<CardImage> = {}): CardImage {
  return vendorImage({
    identity: { scheme: 'cplc', value: '00112233' },
    version: null,
    extendedLength: false,
    managementKey: { algorithm: 'AES128', factory: null },
    pin: { retriesRemaining: 3, retriesTotal: null, factory: null, blocked: false },
    puk: { retriesRemaining: null, retriesTotal: null, factory: null, blocked: false },
    ...changes,
  });
}

export const profile: CredentialProfile = {
  name: 'two',
  title: 'Two certificates',
  application: 'PIV',
  cardLifetimeDays: 1095,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric' },
  initialPin: 'sealed',
  credentials: [
    {
      container: 'authentication',
      keyReference: '9A',
      algorithm: 'ECCP256',
      keyOrigin: 'card',
      certificateProfile: 'piv-authentication',
    },
    {
      container: 'key-management',
      keyReference: '9D',
      algorithm: 'RSA2048',
      keyOrigin: 'card',
      certificateProfile: 'piv-key-management',
    },
  ],
  dataObjects: { securityObject: true, printedInformation: true },
};
