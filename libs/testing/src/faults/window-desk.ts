/**
 * The desk part at a workstation of the harness, with a window for passkeys that is written here: whoever it asks for, by their sign-in name, takes the key
 * in their reader. It comes back to an agent that was killed. Fault harness only.
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { connectToService, type ServiceLink } from '@cardwright/device-edge/desk-link/connect';
import { PlatformCredentials } from '@cardwright/device-edge/desk/platform-credentials';
import type {
  PlatformAuthenticator,
  PlatformCredential,
  PlatformOptions,
} from '@cardwright/device-edge/platform-webauthn/platform-authenticator.port';
import { waitFor } from '@cardwright/embedded-servers/process';
import { credentialByKey, type KeyInBrowser } from '../key-in-browser.js';

export type InWindow = (options: PlatformOptions) => Promise<PlatformCredential>;

const againMs = 100;

export class WindowDesk implements PlatformAuthenticator {
  private readonly people = new Map<string, InWindow>();
  private link: ServiceLink | undefined;
  private stopped = false;

  private constructor(private readonly folder: string) {}

  /** folder: where the agent meets desk parts. */
  static async at(folder: string): Promise<WindowDesk> {
    const desk = new WindowDesk(folder);
    void desk.stay();
    if (!(await waitFor(() => Promise.resolve(desk.isThere), 30_000)))
      throw new Error('the agent lets no desk part come to it');
    return desk;
  }

  /** Whether the agent has it. */
  get isThere(): boolean {
    return this.link !== undefined;
  }

  /** What this person does in each window that asks for them. */
  seat(userName: string, person: InWindow): void {
    this.people.set(userName, person);
  }

  makeCredential(options: PlatformOptions): Promise<PlatformCredential> {
    const person = this.people.get(options.userName);
    return person?.(options) ?? Promise.reject(new CardwrightError('FIDO_USER_CANCELLED'));
  }

  stop(): void {
    this.stopped = true;
    this.link?.close();
  }

  private async stay(): Promise<void> {
    while (!this.stopped && this.link === undefined) {
      await this.connect().catch(() => undefined);
      await delay(againMs);
    }
  }

  private async connect(): Promise<void> {
    const credentials = new PlatformCredentials(
      this,
      (message) => this.link?.send(message),
      () => undefined,
    );
    this.link = await connectToService(this.folder, 'desk', {
      message: (message) => credentials.heard(message),
      end: () => {
        credentials.stop();
        this.link = undefined;
        void this.stay();
      },
    });
  }
}

/** What the window answers once the key is taken, its PIN typed and it is touched. Throws what the key and the reader throw. */
export async function credentialInWindow(key: KeyInBrowser, options: PlatformOptions): Promise<PlatformCredential> {
  const { relyingPartyId, relyingPartyName, userIdBase64url: userId, userName, userDisplayName } = options;
  const { excludeBase64url: exclude, clientDataJsonBase64url } = options;
  const clientData = Buffer.from(clientDataJsonBase64url, 'base64url');
  const { credentialId, attestationObject } = await credentialByKey(
    key,
    { relyingPartyId, relyingPartyName, userId, userName, userDisplayName, exclude },
    new Uint8Array(createHash('sha256').update(clientData).digest()),
  );
  return {
    credentialIdBase64url: Buffer.from(credentialId).toString('base64url'),
    attestationObjectBase64url: Buffer.from(attestationObject).toString('base64url'),
    clientDataJsonBase64url,
  };
}
