/**
 * The structures of webauthn.h (API version 4) that making a credential needs. Names and order of the fields are the header's; LONG, DWORD, BOOL and
 * HRESULT have four bytes on Windows, PCWSTR is UTF-16.
 */
import type koffiOf from 'koffi';

export const webauthnVersion = {
  api: 4,
  rpEntity: 1,
  userEntity: 1,
  clientData: 1,
  coseParameter: 1,
  credentialEx: 1,
  makeCredentialOptions: 5,
} as const;

/** Fields of flags and choices. */
export const webauthnValue = {
  attachmentCrossPlatform: 2,
  userVerificationRequired: 1,
  attestationDirect: 3,
  enterpriseAttestationPlatformManaged: 2,
} as const;

export function webauthnTypes(koffi: typeof koffiOf) {
  const bytes = koffi.pointer('uint8_t');
  const rpEntity = koffi.struct({ dwVersion: 'uint32', pwszId: 'str16', pwszName: 'str16', pwszIcon: 'str16' });
  const userEntity = koffi.struct({
    dwVersion: 'uint32',
    cbId: 'uint32',
    pbId: bytes,
    pwszName: 'str16',
    pwszIcon: 'str16',
    pwszDisplayName: 'str16',
  });
  const clientData = koffi.struct({
    dwVersion: 'uint32',
    cbClientDataJSON: 'uint32',
    pbClientDataJSON: bytes,
    pwszHashAlgId: 'str16',
  });
  const coseParameter = koffi.struct({ dwVersion: 'uint32', pwszCredentialType: 'str16', lAlg: 'int32' });
  const coseParameters = koffi.struct({
    cCredentialParameters: 'uint32',
    pCredentialParameters: koffi.pointer(coseParameter),
  });
  const credentialEx = koffi.struct({
    dwVersion: 'uint32',
    cbId: 'uint32',
    pbId: bytes,
    pwszCredentialType: 'str16',
    dwTransports: 'uint32',
  });
  const credentialList = koffi.struct({ cCredentials: 'uint32', ppCredentials: koffi.pointer(credentialEx, 2) });
  const credentials = koffi.struct({ cCredentials: 'uint32', pCredentials: 'void *' });
  const extension = koffi.struct({
    pwszExtensionIdentifier: 'str16',
    cbExtension: 'uint32',
    pvExtension: koffi.pointer('int32'),
  });
  const extensions = koffi.struct({ cExtensions: 'uint32', pExtensions: koffi.pointer(extension) });
  const makeCredentialOptions = koffi.struct({
    dwVersion: 'uint32',
    dwTimeoutMilliseconds: 'uint32',
    CredentialList: credentials,
    Extensions: extensions,
    dwAuthenticatorAttachment: 'uint32',
    bRequireResidentKey: 'int32',
    dwUserVerificationRequirement: 'uint32',
    dwAttestationConveyancePreference: 'uint32',
    dwFlags: 'uint32',
    pCancellationId: bytes,
    pExcludeCredentialList: koffi.pointer(credentialList),
    dwEnterpriseAttestation: 'uint32',
    dwLargeBlobSupport: 'uint32',
    bPreferResidentKey: 'int32',
    bBrowserInPrivateMode: 'int32',
  });
  /** The fields of version 1; what later ones have after them is not needed. */
  const credentialAttestation = koffi.struct({
    dwVersion: 'uint32',
    pwszFormatType: 'void *',
    cbAuthenticatorData: 'uint32',
    pbAuthenticatorData: 'void *',
    cbAttestation: 'uint32',
    pbAttestation: 'void *',
    dwAttestationDecodeType: 'uint32',
    pvAttestationDecode: 'void *',
    cbAttestationObject: 'uint32',
    pbAttestationObject: 'void *',
    cbCredentialId: 'uint32',
    pbCredentialId: 'void *',
  });
  return {
    ...{ rpEntity, userEntity, clientData, coseParameter, coseParameters, credentialEx, credentialList, credentials },
    ...{ extension, extensions, makeCredentialOptions, credentialAttestation },
  };
}
