/**
 * The Windows API without a Windows (`npm run test:windows` has more of one): the structures against the offsets of webauthn.h for x64, and the calls against a library that is compiled from the
 * header's structures, which says what it got and answers as recorded.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import koffi from 'koffi';
import { describeWith } from '@cardwright/testing/describe-with';
import {
  asked,
  askedMore,
  attestationObjectHex,
  credentialIdHex,
  made,
  refusals,
  told,
  toldMore,
} from '../../test/support/webauthn/expected.js';
import type { PlatformAuthenticator } from './platform-authenticator.port.js';
import { webauthnTypes } from './webauthn-types.js';
import { openWindowsAuthenticator } from './windows-authenticator.js';

const source = fileURLToPath(new URL('../../test/support/webauthn/webauthn-double.c', import.meta.url));
describe('the structures of webauthn.h', () => {
  const types = webauthnTypes(koffi);
  it.each<[keyof typeof types, number, Record<string, number>]>([
    ['rpEntity', 32, { dwVersion: 0, pwszId: 8, pwszName: 16, pwszIcon: 24 }],
    ['userEntity', 40, { dwVersion: 0, cbId: 4, pbId: 8, pwszName: 16, pwszIcon: 24, pwszDisplayName: 32 }],
    ['clientData', 24, { dwVersion: 0, cbClientDataJSON: 4, pbClientDataJSON: 8, pwszHashAlgId: 16 }],
    ['coseParameter', 24, { dwVersion: 0, pwszCredentialType: 8, lAlg: 16 }],
    ['coseParameters', 16, { cCredentialParameters: 0, pCredentialParameters: 8 }],
    ['credentialEx', 32, { dwVersion: 0, cbId: 4, pbId: 8, pwszCredentialType: 16, dwTransports: 24 }],
    ['credentialList', 16, { cCredentials: 0, ppCredentials: 8 }],
    ['credentials', 16, { cCredentials: 0, pCredentials: 8 }],
    ['extension', 24, { pwszExtensionIdentifier: 0, cbExtension: 8, pvExtension: 16 }],
    ['extensions', 16, { cExtensions: 0, pExtensions: 8 }],
    [
      'makeCredentialOptions',
      96,
      {
        ...{ dwVersion: 0, dwTimeoutMilliseconds: 4, CredentialList: 8, Extensions: 24, dwAuthenticatorAttachment: 40 },
        ...{ bRequireResidentKey: 44, dwUserVerificationRequirement: 48, dwAttestationConveyancePreference: 52 },
        ...{ dwFlags: 56, pCancellationId: 64, pExcludeCredentialList: 72, dwEnterpriseAttestation: 80 },
        ...{ dwLargeBlobSupport: 84, bPreferResidentKey: 88, bBrowserInPrivateMode: 92 },
      },
    ],
    [
      'credentialAttestation',
      96,
      {
        ...{ dwVersion: 0, pwszFormatType: 8, cbAuthenticatorData: 16, pbAuthenticatorData: 24, cbAttestation: 32 },
        ...{ pbAttestation: 40, dwAttestationDecodeType: 48, pvAttestationDecode: 56, cbAttestationObject: 64 },
        ...{ pbAttestationObject: 72, cbCredentialId: 80, pbCredentialId: 88 },
      },
    ],
  ])('%s has %i bytes', (name, size, offsets) => {
    const type = types[name];
    expect(koffi.sizeof(type)).toBe(size);
    const members = Object.values(type.members!).map((member) => [member.name, member.offset]);
    expect(Object.fromEntries(members)).toEqual(offsets);
  });
});

it('is not there where the library is not', async () => {
  await expect(openWindowsAuthenticator()).rejects.toMatchObject({
    code: 'EDGE_WEBAUTHN_UNAVAILABLE',
    details: { reason: expect.stringContaining('shared library') },
  });
});

function compilerMissing(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the double is compiled for Linux on x64';
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no C compiler (gcc)';
  }
}

describeWith(compilerMissing(), 'a credential by the API of Windows', () => {
  let folder: string;
  let library: string;
  let double: Record<'set' | 'told' | 'freed', (...args: unknown[]) => unknown>;
  let windows: PlatformAuthenticator;
  const attestationObject = Buffer.from(attestationObjectHex, 'hex');
  const credentialId = Buffer.from(credentialIdHex, 'hex');
  const answers = ({ api = 4, result = 0, waits = false } = {}): unknown =>
    double.set(api, result | 0, waits ? 1 : 0, attestationObject, attestationObject.length, credentialId, 48);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cardwright-webauthn-'));
    library = join(folder, 'webauthn.so');
    execFileSync('gcc', ['-shared', '-fPIC', '-Wall', '-Werror', '-o', library, source]);
    const loaded = koffi.load(library);
    double = {
      set: loaded.func('void DoubleSet(uint32_t, int32_t, int, uint8_t *, uint32_t, uint8_t *, uint32_t)'),
      told: loaded.func('const char *DoubleTold(void)'),
      freed: loaded.func('int DoubleFreed(void)'),
    };
    answers();
    windows = await openWindowsAuthenticator({ webauthn: library, user: library });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const never = new AbortController().signal;

  it('is asked for as the header says, and its answer is read and freed', async () => {
    answers();
    expect(await windows.makeCredential(asked, never)).toEqual(made);
    expect(double.told()).toBe(told);
    expect(double.freed()).toBe(1);
  });

  it('takes what is excluded, the extension for signing in to Windows, and the attestation of the organisation', async () => {
    answers();
    await windows.makeCredential(askedMore, never);
    for (const text of toldMore) expect(double.told()).toContain(text);
  });

  it.each(refusals)('%s is a code of ours', async (_name, result, code, status) => {
    answers({ result });
    await expect(windows.makeCredential(asked, never)).rejects.toMatchObject({ code, details: { status } });
    expect(double.freed()).toBe(0);
  });

  it('is waited for no longer when it is stopped, and is not begun when it was', async () => {
    answers({ waits: true });
    const stop = new AbortController();
    const waiting = windows.makeCredential(asked, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED', details: { status: '0x800704C7' } });
    answers();
    await expect(windows.makeCredential(asked, stop.signal)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(double.told()).toBe('');
  });

  it('is not there where the API is of a Windows before version 4', async () => {
    answers({ api: 3 });
    await expect(openWindowsAuthenticator({ webauthn: library, user: library })).rejects.toMatchObject({
      code: 'EDGE_WEBAUTHN_UNAVAILABLE',
      details: { reason: 'its API has version 3' },
    });
  });
});
