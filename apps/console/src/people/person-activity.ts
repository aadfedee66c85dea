/** What the audit trail has about a person, in words. Pure. */
import type { AuditRow, Role } from '../api/types.js';
import { roleText } from '../ui/roles.text.js';
import { text } from './people.text.js';

export const activityText: Readonly<Record<string, string>> = text.activity.actions;

const fieldNames: Record<string, string> = {
  ...{ externalId: text.columns.externalId, givenName: text.facts.given, surname: text.facts.surname },
  ...{ displayName: text.edit.displayName, email: text.columns.email, upn: text.facts.upn, sid: text.facts.sid },
  ...{ objectId: text.facts.objectId, organizationalUnit: text.columns.unit, enabled: text.edit.enabled },
};

/** An action without words of its own is named as the audit trail names it. */
export function activityOf({ action, details }: Pick<AuditRow, 'action' | 'details'>): string {
  const what = activityText[action] ?? action;
  const role = action.startsWith('role.') ? roleText[details['role'] as Role] : undefined;
  if (role !== undefined) return `${what}: ${role}`;
  const fields = action === 'person.changed' && Array.isArray(details['fields']) ? (details['fields'] as string[]) : [];
  return fields.length === 0 ? what : `${what}: ${fields.map((field) => fieldNames[field] ?? field).join(', ')}`;
}
