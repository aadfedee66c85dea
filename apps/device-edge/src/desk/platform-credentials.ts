/** The desk part's credentials by the system's WebAuthn API, for the machine service; each dialog can be stopped. */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CredentialAnswer, FromService, FromUser } from '../desk-link/protocol.js';
import type { Log } from '../log/log.js';
import {
  platformFailures,
  type PlatformAuthenticator,
  type PlatformOptions,
} from '../platform-webauthn/platform-authenticator.port.js';

export class PlatformCredentials {
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly authenticator: PlatformAuthenticator,
    private readonly send: (message: FromUser) => void,
    private readonly log: Log,
  ) {}

  heard(message: FromService): void {
    if (message.say === 'cancel-credential') this.running.get(message.askId)?.abort();
    if (message.say !== 'ask-credential') return;
    const { askId, options } = message;
    const stop = new AbortController();
    this.running.set(askId, stop);
    void this.make(options, stop.signal).then((answer) => {
      this.running.delete(askId);
      this.send({ ask: 'credential', askId, ...answer });
    });
  }

  /** The service is gone, and nobody waits. */
  stop(): void {
    for (const controller of this.running.values()) controller.abort();
  }

  private async make(options: PlatformOptions, signal: AbortSignal): Promise<CredentialAnswer> {
    try {
      return { made: await this.authenticator.makeCredential(options, signal) };
    } catch (error) {
      const failed = platformFailures.find((code) => isCardwrightError(error, code)) ?? 'FIDO_REFUSED';
      const { status, reason } = isCardwrightError(error) ? error.details : { reason: (error as Error).message };
      this.log('warn', 'the system made no passkey', { code: failed, ...shown({ status, reason }) });
      return { failed, ...(typeof status === 'string' && { status }) };
    }
  }
}

/** What of them is a text. */
const shown = (facts: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).filter((fact): fact is [string, string] => typeof fact[1] === 'string'));
