/** Sessions of browsers: begun with a sign-in, used, ended. The gateway vouches for the actor; after that the id is the authority. */
import { type AuthenticationMethod, cardIdentityIssuer } from '@cardwright/contracts/access/card-sign-in';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { appendRepeatable } from '@cardwright/service-kit/audit/repeated-entries';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { personTarget } from '../records/authorisation/targets.js';
import type { Answer, Asked } from '../domain/asked.js';
import { requireSha256Hex } from '../domain/sha256-hex.js';
import { contextOf } from '../persistence/change-context.js';
import { PeopleService } from '../records/people/people.service.js';
import { identityOf, sessionObject, SessionRepository, type Which } from '../records/sessions/session.repository.js';

/** Longer than anybody works; a gateway that asks for more is not set up as it should be. */
const longestSeconds = 7 * 24 * 3600;

@Controller()
export class SessionController {
  constructor(
    private readonly database: DataSource,
    private readonly access: AuthorisationService,
    private readonly sessions: SessionRepository,
    private readonly people: PeopleService,
  ) {}

  @MessagePattern(issuanceSubject('sessions.start'))
  async start(@Payload() asked: Asked<'sessions.start'>): Answer<'sessions.start'> {
    await this.access.authorise(asked, 'sessions.start');
    const { body, tenantId } = asked;
    const sessionSha256Hex = requireSha256Hex(body, 'sessionSha256Hex');
    const idleSeconds = secondsOf(body.idleSeconds);
    const absoluteSeconds = secondsOf(body.absoluteSeconds);
    const amr = methodsOf(body.amr);
    // A card asks for its PIN once, for as long as a program keeps it open: that its key is used says nothing of when. A passkey asks each time.
    const authenticatedAt = amr?.includes('sc') ? null : momentOf(body.authenticatedAt);
    const [browser, system] = [nameOf(body.browser), nameOf(body.system)];
    const renewsSha256Hex =
      body.renewsSha256Hex === undefined
        ? undefined
        : requireSha256Hex({ renewsSha256Hex: body.renewsSha256Hex }, 'renewsSha256Hex');
    return inTransaction(this.database, async (manager) => {
      const session = {
        ...{ ...identityOf(asked), tenantId, sessionSha256Hex, idleSeconds, absoluteSeconds },
        ...{ authenticatedAt, browser, system, renewsSha256Hex, amr },
      };
      const expiresAt = await this.sessions.insert(manager, session);
      await appendRepeatable(manager, {
        ...contextOf(asked),
        action: 'session.started',
        object: sessionObject(sessionSha256Hex),
        details: {
          expiresAt: expiresAt.toISOString(),
          ...(renewsSha256Hex && { renews: sessionObject(renewsSha256Hex) }),
          ...(amr && { amr }),
        },
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
    return {
      active: session !== null,
      pairedWorkstationId: session?.paired ?? null,
      authenticatedSecondsAgo: session?.age ?? null,
    };
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

  @MessagePattern(issuanceSubject('sessions.list'))
  async list(@Payload() asked: Asked<'sessions.list'>): Answer<'sessions.list'> {
    await this.access.authorise(asked, 'sessions.list');
    const { sessionSha256Hex } = asked.body;
    const current = sessionSha256Hex === undefined ? null : requireSha256Hex({ sessionSha256Hex }, 'sessionSha256Hex');
    return { sessions: await this.sessions.list(identityOf(asked), current) };
  }

  @MessagePattern(issuanceSubject('sessions.end-own'))
  async endOwn(@Payload() asked: Asked<'sessions.end-own'>): Answer<'sessions.end-own'> {
    const { personId } = await this.access.authorise(asked, 'sessions.end-own');
    const { sessionId, exceptSha256Hex } = asked.body;
    if (exceptSha256Hex !== undefined) requireSha256Hex({ exceptSha256Hex }, 'exceptSha256Hex');
    const which: Which = { ...(sessionId && { sessionId }), ...(exceptSha256Hex && { exceptSha256Hex }) };
    return inTransaction(this.database, async (manager) => {
      const sessions = await this.sessions.endOf(manager, identityOf(asked), which);
      if (sessions.length > 0)
        await appendRepeatable(manager, {
          ...contextOf(asked),
          action: 'sessions.ended',
          object: personId === null ? `session:${sessions[0]}` : `person:${personId}`,
          details: { sessions },
        });
      return { ended: sessions.length };
    });
  }

  @MessagePattern(issuanceSubject('sessions.end-of-person'))
  async endOfPerson(@Payload() asked: Asked<'sessions.end-of-person'>): Answer<'sessions.end-of-person'> {
    const actor = await this.access.identify(asked);
    const { personId, reason } = asked.body;
    // Who may do this to nobody learns nothing about which ids exist.
    if (personId !== actor.personId) await this.access.check(actor, asked, 'sessions.end-of-person', {});
    const person = await this.people.get(asked.tenantId, personId);
    await this.access.check(actor, asked, 'sessions.end-of-person', personTarget(person));
    const { tenantId } = asked;
    const { linkedIss: iss, linkedSub: sub } = person;
    const linked = iss === null || sub === null ? null : { tenantId, iss, sub };
    return inTransaction(this.database, async (manager) => {
      const sessions = await this.sessions.endOf(manager, { tenantId, iss: cardIdentityIssuer, sub: personId }, {});
      if (linked !== null) sessions.push(...(await this.sessions.endOf(manager, linked, {})));
      // Never signed in: nothing to end.
      else if (sessions.length === 0) return { ended: 0 };
      const object = `person:${personId}`;
      await appendAudit(manager, {
        ...contextOf(asked),
        action: 'sessions.ended',
        object,
        reason,
        details: { sessions },
      });
      return { ended: sessions.length };
    });
  }
}

/** Absent from a gateway of the release before: then it was the sign-in, now. */
function momentOf(at: string | undefined): Date {
  if (at === undefined) return new Date();
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime()))
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Not a moment'), { field: 'at' });
  return moment;
}

/** null: at the issuer, which knows it. */
function methodsOf(amr: readonly string[] | undefined): AuthenticationMethod[] | null {
  if (amr === undefined) return null;
  if (Array.isArray(amr) && amr.length === 1 && (amr[0] === 'sc' || amr[0] === 'hwk')) return [amr[0]];
  throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Not a way to prove who somebody is'), { field: 'amr' });
}

/** A name of the gateway's list, never what a browser says of itself. */
function nameOf(name: string | undefined): string | null {
  if (name === undefined) return null;
  if (typeof name !== 'string' || !/^[A-Za-z ]{1,24}$/.test(name))
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Not a name of a browser or system'));
  return name;
}

function secondsOf(seconds: number): number {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestSeconds)
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('A session lasts from a second to a week'));
  return seconds;
}
