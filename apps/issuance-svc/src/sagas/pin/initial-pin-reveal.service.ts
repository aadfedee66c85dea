/**
 * Shows the initial PIN of a card to whoever may see it, sealed to their own key (requirements section E 3): with a reason in words,
 * audited before the vault answers, and a few times an hour only, so that nobody reads the office's PINs one after the other.
 * A saga is good for this as long as the card is still with the person whom it was issued to.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { actorText, appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { requestTarget } from '../../records/authorisation/targets.js';
import { requireWords } from '../../domain/reason-check.js';
import { callContextOf, contextOf, type ChangeContext } from '../../persistence/change-context.js';
import { ProfileService } from '../../records/profiles/profile.service.js';
import { RequestService } from '../../records/requests/request.service.js';
import type { Asked } from '../../domain/asked.js';

/** How often one card's PIN may be revealed in an hour: a person who writes it down needs no more. */
const revealsOfDevice = 5;
/** How many PINs one person may reveal in an hour. A desk that hands out cards all day stays below this. */
const revealsByPerson = 30;
const action = 'secret.revealed';
/** How many of the newest reveals are read for counting: more than any office makes in an hour. */
const looked = 5_000;

@Injectable()
export class InitialPinReveal {
  constructor(
    private readonly database: DataSource,
    private readonly access: AuthorisationService,
    private readonly requests: RequestService,
    private readonly profiles: ProfileService,
    private readonly rpc: RpcClient,
  ) {}

  /** Throws REASON_TEXT_REQUIRED, LIFECYCLE_TRANSITION, AUTH_FORBIDDEN (profile), REQUEST_RATE_LIMITED, VAULT_SECRET_UNKNOWN. */
  async reveal(envelope: Asked<'sagas.reveal-initial-pin'>): Promise<{ jwe: string }> {
    const { requestId, recipientJwk, reason } = envelope.body;
    const view = await this.requests.view(envelope.tenantId, requestId);
    await this.access.authorise(envelope, 'sagas.reveal-initial-pin', requestTarget(view));
    requireWords(reason, say('record.why-pin-shown'));
    const { request, device } = view;
    if (device === null || device.personId !== request.personId)
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('record.not-with-person'));
    if (device.pin !== 'initial' && device.pin !== 'must-change')
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('record.no-initial-pin'));
    const { definition } = await this.profiles.get(request.tenantId, request.profileName!, request.profileVersion!);
    if (definition.initialPin === 'none')
      throw new CardwrightError('AUTH_FORBIDDEN', say('access.not-this-initial-pin'));
    const change = contextOf(envelope);
    const { deviceId } = request;
    await inTransaction(this.database, (manager) => this.record(manager, { deviceId, requestId, reason }, change));
    return this.rpc.pki('vault.initial-pin.reveal', { deviceId, recipientJwk, requestId }, callContextOf(change));
  }

  /** The reveal is counted and written under a lock of the card and a lock of the person, so that simultaneous reveals are all counted. */
  private async record(
    manager: EntityManager,
    { deviceId, requestId, reason }: { deviceId: string; requestId: string; reason: string },
    change: ChangeContext,
  ): Promise<void> {
    const actor = actorText(change.actor);
    const object = `device:${deviceId}`;
    // The locks are always taken in this order, so that two reveals never wait for each other.
    for (const lock of [object, actor])
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`reveal/${lock}`]);
    const [seen]: { device: number; person: number; device_first: Date | null; person_first: Date | null }[] =
      await manager.query(
        `SELECT count(*) FILTER (WHERE object = $1)::int AS device, min(at) FILTER (WHERE object = $1) AS device_first,
           count(*) FILTER (WHERE actor = $2)::int AS person, min(at) FILTER (WHERE actor = $2) AS person_first
         FROM (SELECT object, actor, at FROM audit_log WHERE action = $3 ORDER BY id DESC LIMIT ${looked}) AS newest
         WHERE at > clock_timestamp() - interval '1 hour'`,
        [object, actor, action],
      );
    if (seen!.device >= revealsOfDevice) throw tooMany('card', seen!.device_first!);
    if (seen!.person >= revealsByPerson) throw tooMany('you', seen!.person_first!);
    const details = { secret: 'initial-pin', requestId };
    await appendAudit(manager, { ...change, action, object, reason, details });
  }
}

/** first: the oldest reveal of the last hour, which is the next to stop counting. */
const tooMany = (whose: 'card' | 'you', first: Date): CardwrightError =>
  new CardwrightError('REQUEST_RATE_LIMITED', say(`access.initial-pin-often-${whose}`), {
    retryAfterSeconds: Math.max(1, Math.ceil((first.getTime() + 3_600_000 - Date.now()) / 1000)),
  });
