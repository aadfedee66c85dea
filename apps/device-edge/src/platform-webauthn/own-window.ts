/**
 * The system's WebAuthn API for a program in a person's own session: the desk part, or on Windows an agent that they run themselves. A service has no
 * session; it asks the desk part of whoever is at the seat (agent/desk-authenticator.ts).
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { openPlatformAuthenticator } from './open-platform-authenticator.js';
import type { PlatformAuthenticator, PlatformCredential, PlatformOptions } from './platform-authenticator.port.js';

export class OwnWindow implements PlatformAuthenticator {
  /** One dialog at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly open: () => Promise<PlatformAuthenticator> = openPlatformAuthenticator) {}

  makeCredential(options: PlatformOptions, signal: AbortSignal): Promise<PlatformCredential> {
    const made = this.last.then(async () => {
      if (signal.aborted) throw new CardwrightError('FIDO_USER_CANCELLED');
      const authenticator = await this.open();
      return authenticator.makeCredential(options, signal);
    });
    this.last = made.catch(() => undefined);
    return made;
  }
}
