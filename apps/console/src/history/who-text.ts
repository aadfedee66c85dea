/** Who did something, in words. Pure. */
import type { HistoryActor } from '../api/types.js';
import { actorName } from '../ui/actor-name.js';
import { text } from './history.text.js';

const kinds = ['person', 'client', 'agent'] as const;

/** Of a row of the audit trail, which does not say who of the record it was. */
export const actorOf = (actor: string): HistoryActor => ({
  kind: kinds.find((kind) => actor.startsWith(`${kind}:`)) ?? 'system',
  text: actor,
  person: null,
});

/** A person by name and external id, a computer, or Cardwright itself. */
export function whoText({ kind, text: actor, person }: HistoryActor): string {
  if (person !== null) return `${person.displayName} (${person.externalId})`;
  const name = actorName(actor);
  if (kind === 'person') return name;
  const [, after = name] = /^[a-z]+:(.*)$/s.exec(name) ?? [];
  if (kind === 'client') return text.program(after);
  if (kind === 'agent') return text.agent(after);
  if (actor === 'temporal-ui') return text.temporalUi;
  return actor === 'system:issuance-svc' ? text.self : actor === 'system:update-svc' ? text.updates : name;
}
