/**
 * What becomes of a challenge at this computer: our gateway's, new, from a browser of whoever sits here, and accepted by the server: then the browser goes
 * back to the portal with a code that only it and, as a hash, the server has. Governing document: docs/decisions/0012.
 */
import { createHash, randomBytes } from 'node:crypto';
import { bridgeLandingPath, type BridgeAnswer, type BridgeRefusal } from '@cardwright/contracts/workstation/bridge';
import type { Log } from '../log/log.js';
import type { ActiveSession } from '../sessions/sessions.port.js';
import type { Outcome } from './bridge-door.js';
import type { Verified } from './gateway-keys.js';
import { PerMinute } from './per-minute.js';
import type { LocalConnection } from './socket-owner.js';

export interface BridgeParts {
  verify: (text: string) => Promise<Verified>;
  /** Who sits at the computer (Sessions.active). */
  active: () => Promise<ActiveSession | null | undefined>;
  ownerOf: (connection: LocalConnection) => Promise<number | undefined>;
  /** The user of this process: the only one who is believed to sit here where nobody can say. */
  ownUserId: number;
  answer: (answer: BridgeAnswer) => Promise<{ accepted: boolean }>;
  runningMs: () => number;
  log: Log;
}

/** The server remembers all of them; this keeps repetitions from it. */
const mostRemembered = 256;
const answersPerMinute = 20;

export class Bridge {
  private readonly seen = new Set<string>();
  private readonly answers: PerMinute;

  constructor(private readonly parts: BridgeParts) {
    this.answers = new PerMinute(answersPerMinute, parts.runningMs);
  }

  /** Throws what the server answered, or that it did not. */
  async pair(text: string, connection: LocalConnection): Promise<Outcome> {
    const { verify, answer, log } = this.parts;
    const verified = await verify(text);
    if ('why' in verified) return verified;
    const { iss, jti } = verified.challenge;
    if (!this.isNew(jti) || !this.answers.take()) return { why: 'nothing' };
    const refused = await this.refusalOf(connection);
    if (refused !== undefined) {
      log('info', 'the portal asked from a session that is not in front of this computer', { refused });
      await answer({ jti, refused });
      return { why: 'other-session' };
    }
    const code = randomBytes(32).toString('base64url');
    const codeSha256Hex = createHash('sha256').update(code).digest('hex').toUpperCase();
    const { accepted } = await answer({ jti, codeSha256Hex });
    return accepted ? { location: `${iss}${bridgeLandingPath}#${code}` } : { why: 'nothing' };
  }

  private isNew(jti: string): boolean {
    if (this.seen.has(jti)) return false;
    this.seen.add(jti);
    if (this.seen.size > mostRemembered) this.seen.delete(this.seen.values().next().value!);
    return true;
  }

  private async refusalOf(connection: LocalConnection): Promise<BridgeRefusal | undefined> {
    const [userId, session] = await Promise.all([this.parts.ownerOf(connection), this.parts.active()]);
    if (userId === undefined) return 'unknown-session';
    if (session === undefined) return userId === this.parts.ownUserId ? undefined : 'unknown-session';
    return session?.userId === userId && !session.locked ? undefined : 'other-session';
  }
}
