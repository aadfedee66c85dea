/**
 * The card models that ship with Cardwright, as data: what the registry starts with (issuance-svc models/), to which a site adds rows of
 * its own. Sagas and checks ask the registry and never this list. Sources: SP 800-73-5 (nist-strict) and the vendor's published extensions
 * for firmware 5.x (vendor-5 and its variants for older firmware).
 */
import type { CardModel } from '@cardwright/contracts/card/card-model';

const vendor5: CardModel = {
  id: 'vendor-5',
  title: 'PIV security key with vendor extensions, firmware 5.7 and later',
  match: { identityScheme: 'ykserial', version: '^5\\.([7-9]|[1-9][0-9])\\.' },
  algorithms: { '*': ['RSA2048', 'RSA3072', 'RSA4096', 'ECCP256', 'ECCP384', 'ED25519', 'X25519'] },
  managementKeyAlgorithms: ['AES256', 'AES192', 'AES128', '3DES'],
  capabilities: {
    importKey: true,
    moveKey: true,
    deleteKey: true,
    attest: true,
    metadata: true,
    setManagementKey: true,
    setPinTryLimits: true,
    changePuk: true,
    vendorReset: true,
    pinPolicies: true,
  },
  pin: { minLength: 6, maxLength: 8, alphabet: 'ascii', maxTries: 255 },
  puk: { length: 8, maxTries: 255 },
  apdu: { extendedLength: true, maxCommandData: 3072, maxObjectBytes: 3052 },
  fido: { pin: 'separate' },
};

/** Moving and deleting keys, RSA 3072 and 4096, Ed25519 and X25519 came with 5.7. */
const vendor5Before7: CardModel = {
  ...vendor5,
  id: 'vendor-5-4',
  variantOf: vendor5.id,
  title: 'PIV security key with vendor extensions, firmware 5.4.2 to 5.6',
  match: { identityScheme: 'ykserial', version: '^5\\.(4\\.([2-9]|[1-9][0-9])|[56]\\.)' },
  algorithms: { '*': ['RSA2048', 'ECCP256', 'ECCP384'] },
  capabilities: { ...vendor5.capabilities, moveKey: false, deleteKey: false },
};

/** Management keys other than 3DES came with 5.4.2. */
const vendor5Before42: CardModel = {
  ...vendor5Before7,
  id: 'vendor-5-3',
  title: 'PIV security key with vendor extensions, firmware 5.3 to 5.4.1',
  match: { identityScheme: 'ykserial', version: '^5\\.(3\\.|4\\.[01]$)' },
  managementKeyAlgorithms: ['3DES'],
};

/** GET METADATA came with 5.3. An older card does not report which keys it has, nor whether PIN, PUK and 9B have factory values. */
const vendor5Early: CardModel = {
  ...vendor5Before42,
  id: 'vendor-5-early',
  title: 'PIV security key with vendor extensions, firmware 5.0 to 5.2',
  match: { identityScheme: 'ykserial', version: '^5\\.[0-2]\\.' },
  capabilities: { ...vendor5Before42.capabilities, metadata: false },
};

const nistStrict: CardModel = {
  id: 'nist-strict',
  title: 'PIV card by SP 800-73-5, no vendor extensions',
  match: { identityScheme: 'cplc' },
  algorithms: {
    '9A': ['RSA2048', 'RSA3072', 'ECCP256', 'ECCP384'],
    '9C': ['RSA2048', 'RSA3072', 'ECCP256', 'ECCP384'],
    '9D': ['RSA2048', 'RSA3072', 'ECCP256', 'ECCP384'],
    '9E': ['RSA2048', 'RSA3072', 'ECCP256', 'ECCP384'],
  },
  managementKeyAlgorithms: ['AES256', 'AES192', 'AES128', '3DES'],
  capabilities: {
    importKey: false,
    moveKey: false,
    deleteKey: false,
    attest: false,
    metadata: false,
    setManagementKey: false,
    setPinTryLimits: false,
    changePuk: 'try',
    vendorReset: false,
    pinPolicies: false,
  },
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', maxTries: 10 },
  puk: { length: 8, maxTries: 10 },
  apdu: { extendedLength: false, maxCommandData: 255, maxObjectBytes: 3000 },
};

/** The same card without CPLC: it is recognised by the card image number of its issuer security domain. */
const nistStrictCuid: CardModel = {
  ...nistStrict,
  id: 'nist-strict-cuid',
  variantOf: nistStrict.id,
  title: 'PIV card by SP 800-73-5, no vendor extensions, known by its card image number',
  match: { identityScheme: 'cuid' },
};

/** The same card with an instruction for its serial number. It has none for a firmware version, so it is not a vendor card. */
const nistStrictSerial: CardModel = {
  ...nistStrict,
  id: 'nist-strict-serial',
  variantOf: nistStrict.id,
  title: 'PIV card by SP 800-73-5, no vendor extensions but a serial number',
  match: { identityScheme: 'ykserial', version: '^$' },
};

export const cardModels: readonly CardModel[] = [
  vendor5,
  vendor5Before7,
  vendor5Before42,
  vendor5Early,
  nistStrict,
  nistStrictCuid,
  nistStrictSerial,
];
