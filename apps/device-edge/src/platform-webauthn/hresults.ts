/** What the API's HRESULTs mean; those that are not here are FIDO_REFUSED. By WebAuthNGetErrorName of webauthn.h and winerror.h. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PlatformFailure } from './platform-authenticator.port.js';

const meanings: ReadonlyMap<number, PlatformFailure> = new Map([
  // NTE_USER_CANCELLED, ERROR_CANCELLED, ERROR_TIMEOUT, NTE_NOT_FOUND, NTE_DEVICE_NOT_FOUND: all of them NotAllowedError.
  [0x8009_0036, 'FIDO_USER_CANCELLED'],
  [0x8007_04c7, 'FIDO_USER_CANCELLED'],
  [0x8007_05b4, 'FIDO_USER_CANCELLED'],
  [0x8009_0011, 'FIDO_USER_CANCELLED'],
  [0x8009_0035, 'FIDO_USER_CANCELLED'],
  // NTE_EXISTS.
  [0x8009_000f, 'FIDO_CREDENTIAL_EXCLUDED'],
  // NTE_TOKEN_KEYSET_STORAGE_FULL.
  [0x8009_0023, 'FIDO_KEY_FULL'],
]);

/** hresult: as a signed number or an unsigned one; nothing where it is a success. */
export function throwOf(hresult: number): void {
  if (hresult >= 0 && hresult < 0x8000_0000) return;
  const status = hresult >>> 0;
  throw new CardwrightError(meanings.get(status) ?? 'FIDO_REFUSED', undefined, {
    status: `0x${status.toString(16).padStart(8, '0').toUpperCase()}`,
  });
}
