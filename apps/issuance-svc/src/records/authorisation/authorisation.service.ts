/**
 * Reads who an actor is (linked person, role grants) and asks the one authorisation function. Links a person at the first
 * sign-in by (iss, sub), and only through the configured immutable claim = the imported external id, never by e-mail
 * (design.md section 2). Refusals are audited.
 */
import { cardIdentityIssuer } from '@cardwright/contracts/access/card-sign-in';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Actor, RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { actorText, appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { appendRepeatable } from '@cardwright/service-kit/audit/repeated-entries';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { fieldKey } from '@cardwright/service-kit/subject-fields/subject-fields';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  authorise,
  listScopes,
  separated,
  type ActorContext,
  type Grant,
  type Scopes,
  type Target,
} from '../../domain/authorisation.js';
import { startEndpoint, type Endpoint } from '../../domain/endpoints.js';
import { cardSagaTypes } from '@cardwright/contracts/workflow/saga-kinds';
import { grantsOfClaims, type RoleClaimMap } from '../../domain/role-claims.js';
import type { Permission } from '@cardwright/contracts/access/role';
import { contextOf, type ChangeContext } from '../../persistence/change-context.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { RoleGrantEntity } from '../../persistence/role-grant.entity.js';
import { SeparationOfDuties } from './separation-of-duties.js';

export const ROLE_CLAIM_MAP = Symbol('ROLE_CLAIM_MAP');

export interface KnownActor extends ActorContext {
  person: PersonEntity | null;
  /** The envelope's actor is one of our services, to which NATS permissions allow this request. */
  service?: true;
}

type Envelope = Pick<RequestEnvelope<unknown>, 'actor' | 'tenantId' | 'correlationId'> & {
  body?: unknown;
  [ofService]?: true;
};

/** A symbol is no JSON key, so no message can carry it. */
const ofService = Symbol('ofService');
/**
 * The envelope of a request on a subject that only services may use. Throws AUTH_REQUIRED where it does not name the service, because the
 * audit needs the name.
 */
export function serviceEnvelope<Of extends RequestEnvelope<unknown>>(envelope: Of): Of & { [ofService]: true } {
  if (envelope.actor?.kind !== 'system') throw new CardwrightError('AUTH_REQUIRED');
  return { ...envelope, [ofService]: true };
}

@Injectable()
export class AuthorisationService {
  constructor(
    private readonly database: DataSource,
    @Inject(ROLE_CLAIM_MAP) private readonly claimMap: RoleClaimMap,
    readonly duties: SeparationOfDuties,
  ) {}

  /** Throws AUTH_REQUIRED, AUTH_FORBIDDEN, AUTH_NOT_YOUR_DEVICE or AUTH_SEPARATION_OF_DUTIES (all but the first audited). Returns the identified actor. */
  async authorise(envelope: Envelope, endpoint: Endpoint, target: Target = {}): Promise<KnownActor> {
    const actor = await this.identify(envelope);
    await this.check(actor, envelope, endpoint, target);
    return actor;
  }

  /** Authorises a further target of the same request. Returns the permissions that allow it. */
  async check(
    actor: KnownActor,
    envelope: Envelope,
    endpoint: Endpoint,
    target: Target,
  ): Promise<readonly Permission[]> {
    if (actor.service && isStart(endpoint)) return [];
    try {
      const permissions = authorise(actor, endpoint, target, 'single-operator');
      const duties = await this.duties.forAct(actor, changeOf(envelope), endpoint, target);
      return duties === 'enforced' ? authorise(actor, endpoint, target) : permissions;
    } catch (error) {
      if (isCardwrightError(error) && audited.includes(error.code))
        await this.auditRefusal(actor, envelope, endpoint, error.code);
      throw error;
    }
  }

  /** What `check` would refuse it with now; null: nothing. For whoever only asks: nothing is done, and nothing audited. */
  async refusal(
    actor: KnownActor,
    tenantId: string,
    endpoint: Endpoint,
    target: Target,
  ): Promise<CardwrightError | null> {
    const waived = await this.duties.waived(actor, tenantId, endpoint, target);
    try {
      authorise(actor, endpoint, target, waived === null ? 'enforced' : 'single-operator');
      return null;
    } catch (error) {
      if (isCardwrightError(error)) return error;
      throw error;
    }
  }

  /** For lists: the scopes to which the answer is limited. Throws AUTH_REQUIRED, or AUTH_FORBIDDEN (audited). */
  async listScopes(envelope: Envelope, endpoint: Endpoint): Promise<Scopes> {
    const actor = await this.authorise(envelope, endpoint);
    return listScopes(actor, endpoint);
  }

  /** The same for lists of things that a person may own: an actor who may not see the rows of others gets their own rows. */
  async listFilter(
    envelope: Envelope,
    endpoint: 'devices.list' | 'sagas.list' | 'sagas.attention',
    mine = false,
  ): Promise<{ personId?: string; scopes: Scopes }> {
    const actor = await this.identify(envelope);
    if (!mine)
      try {
        return { scopes: listScopes(actor, endpoint) };
      } catch (error) {
        if (!isCardwrightError(error, 'AUTH_FORBIDDEN')) throw error;
      }
    await this.check(actor, envelope, endpoint, { own: true });
    if (actor.personId === null) throw new CardwrightError('AUTH_PERSON_UNKNOWN');
    return { personId: actor.personId, scopes: null };
  }

  async identify({ actor, tenantId, correlationId, [ofService]: service }: Envelope): Promise<KnownActor> {
    if (actor === undefined || actor.kind === 'system')
      return {
        personId: null,
        person: null,
        actorText: actor ? actorText(actor) : 'nobody',
        signedIn: false,
        grants: [],
        ...(service && { service }),
      };
    const person = await this.linkedPerson(actor, tenantId, correlationId);
    // A disabled person has no rights, whatever the identity provider still says.
    const grants = separated(person?.enabled === false ? [] : await this.grantsOf(actor, person));
    return {
      personId: person?.personId ?? null,
      person,
      actorText: actorText(actor),
      signedIn: true,
      ...(actor.holderOnly === true ? asHolder(grants) : { grants }),
    };
  }

  private async grantsOf(actor: Actor, person: PersonEntity | null): Promise<Grant[]> {
    const claimed = grantsOfClaims(actor.roleClaims, this.claimMap);
    if (person === null) return claimed;
    const stored = await this.database.manager.findBy(RoleGrantEntity, {
      tenantId: person.tenantId,
      personId: person.personId,
    });
    const holder: Grant = { role: 'CH', groupScope: '*', profileScope: '*', grantedPermissions: [] };
    return [holder, ...claimed, ...stored];
  }

  private async linkedPerson(actor: Actor, tenantId: string, correlationId: string): Promise<PersonEntity | null> {
    // A client acts for itself: it is never a person, even if its subject looks like one.
    if (actor.kind !== 'person') return null;
    const { iss: linkedIss, sub: linkedSub, externalId } = actor;
    // Signed in with a card and never at the issuer: whose card it was is known by our own record, and there is nothing to link.
    if (linkedIss === cardIdentityIssuer)
      return this.database.manager.findOneBy(PersonEntity, { tenantId, personId: linkedSub });
    const linked = await this.database.manager.findOneBy(PersonEntity, { tenantId, linkedIss, linkedSub });
    if (linked !== null || externalId === undefined || externalId === '') return linked;
    return inTransaction(this.database, async (manager) => {
      // An existing link is never replaced: another identity with the same claim stays unknown.
      const [rows]: [{ person_id: string }[], number] = await manager.query(
        `UPDATE person SET linked_iss = $3, linked_sub = $4, updated_at = now()
         WHERE tenant_id = $1 AND (external_id_key = $2 OR (external_id = $5 AND keyed_from IS NULL))
           AND (linked_iss IS NULL OR (linked_iss = $3 AND linked_sub = $4))
         RETURNING person_id`,
        [tenantId, fieldKey('externalId', externalId), linkedIss, linkedSub, externalId],
      );
      const personId = rows[0]?.person_id;
      if (personId === undefined) return null;
      await appendAudit(manager, {
        tenantId,
        correlationId,
        actor,
        action: 'person.linked',
        object: `person:${personId}`,
        details: { iss: linkedIss },
      });
      return manager.findOneBy(PersonEntity, { personId });
    });
  }

  private async auditRefusal(
    actor: KnownActor,
    envelope: Envelope,
    endpoint: Endpoint,
    code: ErrorCode,
  ): Promise<void> {
    await appendRepeatable(this.database.manager, {
      ...changeOf(envelope),
      action: 'authorisation.refused',
      object: `endpoint:${endpoint}`,
      details: { personId: actor.personId, code },
    });
  }
}

const audited: readonly ErrorCode[] = ['AUTH_FORBIDDEN', 'AUTH_NOT_YOUR_DEVICE', 'AUTH_SEPARATION_OF_DUTIES'];

/** In place of people, a service may only start sagas. */
const isStart = (endpoint: Endpoint): boolean => cardSagaTypes.some((type) => startEndpoint(type) === endpoint);

const changeOf = (envelope: Envelope): ChangeContext => contextOf({ ...envelope, body: undefined });

/** An operator's duties separate also when they sign in as nothing but a holder. */
const asHolder = (grants: readonly Grant[]): Required<Pick<ActorContext, 'grants' | 'setAside'>> => ({
  grants: grants.filter(({ role }) => role === 'CH'),
  setAside: grants.map(({ role }) => role),
});
