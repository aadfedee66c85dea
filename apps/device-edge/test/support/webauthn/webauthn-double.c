/*
 * Stands in for webauthn.dll and user32.dll: the structures of Microsoft's webauthn.h (API version 4) as a C compiler lays them out on x64, where LONG and
 * DWORD have four bytes; compiled for Linux, and for Windows. Writes down what it is called with, and answers what the test has set.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef uint32_t DWORD;
typedef int32_t BOOL, LONG, HRESULT;
typedef const uint16_t *PCWSTR;
typedef uint8_t *PBYTE;

typedef struct { DWORD dwVersion; PCWSTR pwszId, pwszName, pwszIcon; } RP;
typedef struct { DWORD dwVersion, cbId; PBYTE pbId; PCWSTR pwszName, pwszIcon, pwszDisplayName; } USER;
typedef struct { DWORD dwVersion, cbClientDataJSON; PBYTE pbClientDataJSON; PCWSTR pwszHashAlgId; } CLIENT_DATA;
typedef struct { DWORD dwVersion; PCWSTR pwszCredentialType; LONG lAlg; } COSE;
typedef struct { DWORD cCredentialParameters; COSE *pCredentialParameters; } COSES;
typedef struct { DWORD cCredentials; void *pCredentials; } CREDENTIALS;
typedef struct { DWORD dwVersion, cbId; PBYTE pbId; PCWSTR pwszCredentialType; DWORD dwTransports; } CREDENTIAL_EX;
typedef struct { DWORD cCredentials; CREDENTIAL_EX **ppCredentials; } CREDENTIAL_LIST;
typedef struct { PCWSTR pwszExtensionIdentifier; DWORD cbExtension; void *pvExtension; } EXTENSION;
typedef struct { DWORD cExtensions; EXTENSION *pExtensions; } EXTENSIONS;
typedef struct {
  DWORD dwVersion, dwTimeoutMilliseconds;
  CREDENTIALS CredentialList;
  EXTENSIONS Extensions;
  DWORD dwAuthenticatorAttachment;
  BOOL bRequireResidentKey;
  DWORD dwUserVerificationRequirement, dwAttestationConveyancePreference, dwFlags;
  uint8_t *pCancellationId;
  CREDENTIAL_LIST *pExcludeCredentialList;
  DWORD dwEnterpriseAttestation, dwLargeBlobSupport;
  BOOL bPreferResidentKey, bBrowserInPrivateMode;
} OPTIONS;
typedef struct {
  DWORD dwVersion;
  PCWSTR pwszFormatType;
  DWORD cbAuthenticatorData; PBYTE pbAuthenticatorData;
  DWORD cbAttestation; PBYTE pbAttestation;
  DWORD dwAttestationDecodeType; void *pvAttestationDecode;
  DWORD cbAttestationObject; PBYTE pbAttestationObject;
  DWORD cbCredentialId; PBYTE pbCredentialId;
  EXTENSIONS Extensions;
  DWORD dwUsedTransport;
  BOOL bEpAtt, bLargeBlobSupported, bResidentKey;
} ATTESTATION;

static char told[4096];
static DWORD version = 4;
static HRESULT answer = 0;
static int waits = 0, freed = 0;
static volatile int cancelled = 0;
static uint8_t object[2048], id[256];
static DWORD objectLength, idLength;
static const uint8_t guid[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

static void say(const char *format, ...) {
  va_list values;
  va_start(values, format);
  size_t used = strlen(told);
  vsnprintf(told + used, sizeof told - used, format, values);
  va_end(values);
}
/* UTF-16; what is not ASCII as \uXXXX. */
static void text(const char *name, PCWSTR at) {
  say("%s=", name);
  if (at == NULL) say("null");
  else for (; *at != 0; at++) *at < 128 ? say("%c", *at) : say("\\u%04x", *at);
  say(" ");
}
static void hex(const char *name, const uint8_t *at, DWORD length) {
  say("%s=", name);
  for (DWORD n = 0; n < length; n++) say("%02x", at[n]);
  say(" ");
}

void DoubleSet(DWORD api, HRESULT result, int waitsForCancel, const uint8_t *o, DWORD ol, const uint8_t *i, DWORD il) {
  version = api; answer = result; waits = waitsForCancel; cancelled = 0; freed = 0; told[0] = 0;
  memcpy(object, o, objectLength = ol); memcpy(id, i, idLength = il);
}
const char *DoubleTold(void) { return told; }
int DoubleFreed(void) { return freed; }

void *GetForegroundWindow(void) { return (void *)0x1234; }
DWORD WebAuthNGetApiVersionNumber(void) { return version; }
HRESULT WebAuthNGetCancellationId(uint8_t *to) { memcpy(to, guid, 16); return 0; }
HRESULT WebAuthNCancelCurrentOperation(const uint8_t *which) { if (memcmp(which, guid, 16) == 0) cancelled = 1; return 0; }

HRESULT WebAuthNAuthenticatorMakeCredential(void *window, const RP *rp, const USER *user, const COSES *algorithms, const CLIENT_DATA *data,
                                            const OPTIONS *o, ATTESTATION **made) {
  say("window=%lx rp=%u ", (unsigned long)(uintptr_t)window, rp->dwVersion);
  text("id", rp->pwszId); text("name", rp->pwszName); text("icon", rp->pwszIcon);
  say("user=%u ", user->dwVersion);
  hex("id", user->pbId, user->cbId); text("name", user->pwszName); text("icon", user->pwszIcon); text("display", user->pwszDisplayName);
  say("algorithms=%u ", algorithms->cCredentialParameters);
  for (DWORD n = 0; n < algorithms->cCredentialParameters; n++) {
    const COSE *each = &algorithms->pCredentialParameters[n];
    say("cose=%u alg=%d ", each->dwVersion, each->lAlg); text("type", each->pwszCredentialType);
  }
  say("data=%u json=%.*s ", data->dwVersion, (int)data->cbClientDataJSON, (const char *)data->pbClientDataJSON);
  text("hash", data->pwszHashAlgId);
  say("options=%u timeout=%u list=%u extensions=%u ", o->dwVersion, o->dwTimeoutMilliseconds, o->CredentialList.cCredentials, o->Extensions.cExtensions);
  for (DWORD n = 0; n < o->Extensions.cExtensions; n++) {
    const EXTENSION *each = &o->Extensions.pExtensions[n];
    text("extension", each->pwszExtensionIdentifier); say("bytes=%u value=%d ", each->cbExtension, *(BOOL *)each->pvExtension);
  }
  say("attachment=%u resident=%d uv=%u attestation=%u flags=%u ", o->dwAuthenticatorAttachment, o->bRequireResidentKey,
      o->dwUserVerificationRequirement, o->dwAttestationConveyancePreference, o->dwFlags);
  hex("cancellation", o->pCancellationId, 16);
  if (o->pExcludeCredentialList != NULL) for (DWORD n = 0; n < o->pExcludeCredentialList->cCredentials; n++) {
    const CREDENTIAL_EX *each = o->pExcludeCredentialList->ppCredentials[n];
    say("exclude=%u ", each->dwVersion); hex("id", each->pbId, each->cbId); text("type", each->pwszCredentialType); say("transports=%u ", each->dwTransports);
  }
  say("enterprise=%u blob=%u prefer=%d private=%d", o->dwEnterpriseAttestation, o->dwLargeBlobSupport, o->bPreferResidentKey, o->bBrowserInPrivateMode);
  while (waits && !cancelled) usleep(1000);
  if (cancelled) return (HRESULT)0x800704C7;
  if (answer != 0) return answer;
  ATTESTATION *a = calloc(1, sizeof *a);
  a->dwVersion = 4;
  a->cbAttestationObject = objectLength; a->pbAttestationObject = object;
  a->cbCredentialId = idLength; a->pbCredentialId = id;
  *made = a;
  return 0;
}
void WebAuthNFreeCredentialAttestation(ATTESTATION *a) { if (a != NULL) { freed++; free(a); } }
