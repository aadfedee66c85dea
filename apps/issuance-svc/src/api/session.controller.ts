/** Sessions of browsers: begun with a sign-in, used, ended. The gateway vouches for the actor; after that the id is the authority. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { appendRepeatable } from '@cardwright/service-kit/audit/repeated-entries';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import type { Answer, Asked } from '../domain/asked.js';
import { requireSha256Hex } from '../domain/sha256-hex.js';
import { contextOf } from '../persistence/change-context.js';
import { sessionObject, SessionRepository } from '../records/sessions/session.repository.js';

/** Longer than anybody works; a gateway that asks for more is not set up as it should be. */
const longestSeconds = 7 * 24 * 3600;

@Controller()
export class SessionController {
  constructor(
    private readonly database: DataSource,
    private readonly access: AuthorisationService,
    private readonly sessions: SessionRepository,
  ) {}

  @MessagePattern(issuanceSubject('sessions.start'))
  async start(@Payload() asked: Asked<'sessions.start'>): Answer<'sessions.start'> {
    await this.access.authorise(asked, 'sessions.start');
    const { body, tenantId } = asked;
    const sessionSha256Hex = requireSha256Hex(body, 'sessionSha256Hex');
    const idleSeconds = secondsOf(body.idleSeconds);
    const absoluteSeconds = secondsOf(body.absoluteSeconds);
    const { iss, sub } = asked.actor!;
    return inTransaction(this.database, async (manager) => {
      const session = { sessionSha256Hex, tenantId, iss, sub, idleSeconds, absoluteSeconds };
      const expiresAt = await this.sessions.insert(manager, session);
      await appendRepeatable(manager, {
        ...contextOf(asked),
        action: 'session.started',
        object: sessionObject(sessionSha256Hex),
        details: { expiresAt: expiresAt.toISOString() },
      });
      return { expiresAt: expiresAt.toISOString() };
    });
  }

  @MessagePattern(issuanceSubject('sessions.check'))
  async check(@Payload() asked: Asked<'sessions.check'>): Answer<'sessions.check'> {
    const session = await this.sessions.check(
      requireSha256Hex(asked.body, 'sessionSha256Hex'),
      asked.body.touch === true,
    );
    return { active: session !== null, pairedWorkstationId: session?.paired ?? null };
  }

  @MessagePattern(issuanceSubject('sessions.end'))
  async end(@Payload() asked: Asked<'sessions.end'>): Answer<'sessions.end'> {
    const sessionSha256Hex = requireSha256Hex(asked.body, 'sessionSha256Hex');
    return inTransaction(this.database, async (manager) => {
      const owner = await this.sessions.end(manager, sessionSha256Hex);
      if (owner === null) return { ended: false };
      await appendRepeatable(manager, {
        ...contextOf(asked),
        actor: { kind: 'person', roleClaims: [], ...owner },
        action: 'session.ended',
        object: sessionObject(sessionSha256Hex),
      });
      return { ended: true };
    });
  }
}

function secondsOf(seconds: number): number {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestSeconds)
    throw new CardwrightError('REQUEST_INVALID', 'A session lasts from a second to a week');
  return seconds;
}
