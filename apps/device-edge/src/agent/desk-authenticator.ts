/**
 * The system's WebAuthn API as the machine service has it: by the desk part of the person at the seat, who is asked there. What a user's process answers is
 * believed as far as it is a credential for what was asked for; on which key it is, is proved elsewhere.
 */
import { createHash } from 'node:crypto';
import { bytesEqual } from '@cardwright/card-protocol/bytes';
import { parseAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import { parseAttestationObject } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { Visitor } from '../desk-link/desk-door.js';
import type { Desks } from '../desk-link/desks.js';
import type { CredentialAnswer } from '../desk-link/protocol.js';
import {
  platformFailures,
  type PlatformAuthenticator,
  type PlatformCredential,
  type PlatformOptions,
} from '../platform-webauthn/platform-authenticator.port.js';
import { DeskQuestions } from './desk-questions.js';

/** After the time of the dialog itself. */
const graceMs = 10_000;
/** An attestation object has a few certificates at most. */
const mostCharacters = 32 * 1024;

export class DeskAuthenticator implements PlatformAuthenticator {
  private readonly asks: DeskQuestions<CredentialAnswer>;

  /** dialogMs: the longest that a dialog is open. */
  constructor(
    private readonly desks: Pick<Desks, 'withWindow'>,
    private readonly dialogMs = 120_000,
  ) {
    this.asks = new DeskQuestions<CredentialAnswer>(dialogMs + graceMs, { failed: 'FIDO_USER_CANCELLED' });
  }

  /** Throws EDGE_WEBAUTHN_UNAVAILABLE where nobody with a desk part is at the seat, and what PlatformAuthenticator says. */
  async makeCredential(asked: PlatformOptions, signal: AbortSignal): Promise<PlatformCredential> {
    const options = { ...asked, timeoutMs: Math.min(asked.timeoutMs, this.dialogMs) };
    const visitor = await this.desks.withWindow().catch(() => undefined);
    if (visitor === undefined) throw new CardwrightError('EDGE_WEBAUTHN_UNAVAILABLE', say('desk.not-in-session'));
    if (signal.aborted) throw new CardwrightError('FIDO_USER_CANCELLED');
    let cancel = (): void => undefined;
    try {
      const answer = await this.asks.ask(visitor, (askId) => {
        cancel = () => {
          visitor.send({ say: 'cancel-credential', askId });
          this.asks.answered(visitor, askId, { failed: 'FIDO_USER_CANCELLED' });
        };
        signal.addEventListener('abort', cancel, { once: true });
        return { say: 'ask-credential', askId, options };
      });
      if ('failed' in answer) throw new CardwrightError(answer.failed, undefined, detailsOf(answer));
      return checked(answer.made, options);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** What a desk part says. Only who was asked has an answer, and a user's process may say anything. */
  answered(visitor: Visitor, askId: unknown, said: Record<string, unknown>): void {
    this.asks.answered(visitor, String(askId), answerOf(said));
  }

  left(visitor: Visitor): void {
    this.asks.left(visitor);
  }
}

const detailsOf = ({ status }: { status?: string }): { status?: string } => (status === undefined ? {} : { status });

function answerOf({ made, failed, status }: Record<string, unknown>): CredentialAnswer {
  const fields = typeof made === 'object' && made !== null ? (made as Record<string, unknown>) : {};
  const { credentialIdBase64url: id, attestationObjectBase64url: object, clientDataJsonBase64url: data } = fields;
  if (isBase64url(id) && isBase64url(object) && isBase64url(data))
    return {
      made: { credentialIdBase64url: id, attestationObjectBase64url: object, clientDataJsonBase64url: data },
    };
  const code = platformFailures.find((each) => each === failed) ?? 'FIDO_REFUSED';
  return { failed: code, ...(typeof status === 'string' && /^0x[0-9A-F]{8}$/.test(status) && { status }) };
}

const isBase64url = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= mostCharacters && /^[A-Za-z0-9_-]+$/.test(text);

/** Throws FIDO_REFUSED for what is no credential for this. */
function checked(made: PlatformCredential, options: PlatformOptions): PlatformCredential {
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
  try {
    const { authData } = parseAttestationObject(bytes(made.attestationObjectBase64url));
    const { rpIdHash, userVerified, attestedCredential } = parseAuthenticatorData(authData);
    const rpId = new Uint8Array(createHash('sha256').update(options.relyingPartyId).digest());
    const isAsked =
      bytesEqual(rpIdHash, rpId) &&
      userVerified &&
      attestedCredential !== undefined &&
      bytesEqual(attestedCredential.credentialId, bytes(made.credentialIdBase64url)) &&
      made.clientDataJsonBase64url === options.clientDataJsonBase64url;
    if (isAsked) return made;
  } catch (error) {
    throw new CardwrightError('FIDO_REFUSED', undefined, {}, error);
  }
  throw new CardwrightError('FIDO_REFUSED');
}
