/** The system's WebAuthn API of this computer. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PlatformAuthenticator } from './platform-authenticator.port.js';

/** Throws EDGE_WEBAUTHN_UNAVAILABLE {reason}. */
export async function openPlatformAuthenticator(platform = process.platform): Promise<PlatformAuthenticator> {
  if (platform !== 'win32')
    throw new CardwrightError('EDGE_WEBAUTHN_UNAVAILABLE', undefined, { reason: `there is none for ${platform}` });
  const { openWindowsAuthenticator } = await import('./windows-authenticator.js');
  return openWindowsAuthenticator();
}
