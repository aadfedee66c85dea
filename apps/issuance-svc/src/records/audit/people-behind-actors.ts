/** The people of the record behind actors of the audit trail (`actorText` of service-kit): by the identity that they signed in with. */
import { cardIdentityIssuer } from '@cardwright/contracts/access/card-sign-in';
import type { DataSource } from 'typeorm';

export interface PersonBehind {
  displayName: string;
  externalId: string;
}

/** `person:<sub>@<iss>` and ` via <client>`; null for whoever is no person. An issuer is a URL, and has no spaces. */
export function identityOf(actor: string): { sub: string; iss: string } | null {
  const [, sub, iss] = /^person:(.+)@(\S+?)(?: via .+)?$/s.exec(actor) ?? [];
  return sub === undefined ? null : { sub, iss: iss! };
}

/** How an actor stands in the trail, without a client: a person of the record by each way in which they sign in, anybody else as it is asked. */
export async function identitiesOf(database: DataSource, tenantId: string, actor: string): Promise<string[]> {
  const personId = /^person:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(actor)?.[1];
  if (personId === undefined) return [actor.split(' via ')[0]!];
  const linked: { identity: string }[] = await database.query(
    `SELECT concat('person:', linked_sub, '@', linked_iss) AS identity FROM person
     WHERE tenant_id = $1 AND person_id = $2 AND linked_sub IS NOT NULL`,
    [tenantId, personId],
  );
  return [`person:${personId}@${cardIdentityIssuer}`, ...linked.map(({ identity }) => identity)];
}

export class PeopleBehindActors {
  constructor(private readonly database: DataSource) {}

  /** By actor; whoever is no person of the record is left out. */
  async of(tenantId: string, rows: readonly { actor: string }[]): Promise<ReadonlyMap<string, PersonBehind>> {
    const actors = [...new Set(rows.map(({ actor }) => actor))];
    const identities = actors.flatMap((actor) => {
      const identity = identityOf(actor);
      return identity === null ? [] : [{ actor, ...identity }];
    });
    if (identities.length === 0) return new Map();
    const found: (PersonBehind & { actor: string })[] = await this.database.query(
      `SELECT asked.actor, person.display_name AS "displayName", person.external_id AS "externalId"
       FROM unnest($2::text[], $3::text[], $4::text[]) AS asked (actor, iss, sub)
       JOIN person ON person.tenant_id = $1 AND (
         (person.linked_iss = asked.iss AND person.linked_sub = asked.sub)
         OR (asked.iss = $5 AND person.person_id::text = asked.sub))`,
      [
        tenantId,
        ...(['actor', 'iss', 'sub'] as const).map((field) => identities.map((identity) => identity[field])),
        cardIdentityIssuer,
      ],
    );
    return new Map(found.map(({ actor, ...person }) => [actor, person]));
  }
}
