/** What mails to cardholders tell: which request or change of a card is told as what, and who did it in role words. Nothing here is a secret. */
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { Role } from '@cardwright/contracts/access/role';
import { isCardSaga, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';

export type MailKind = 'due-soon' | 'last-day' | 'done' | 'activity' | 'test';

export type MailEvent =
  | 'updated'
  | 'reprovisioned'
  | 'issued'
  | 'pin-set'
  | 'locked'
  | 'activated'
  | 'emptied'
  | 'suspended'
  | 'resumed'
  | 'terminated'
  | 'replaced'
  | 'revoked-outside'
  | 'new-card-approved'
  | 'new-card-declined'
  | 'new-card-waits'
  | 'new-card-withdrawn'
  | 'new-card-unbound'
  | 'due-soon'
  | 'last-day'
  | 'test';

/** Who did it, as a mail says it: the holder, a role, another program, or nobody (it follows from something else). */
export type MailActor = 'holder' | 'help-desk' | 'card-office' | 'security' | 'administration' | 'program' | 'itself';

export interface MailFacts {
  event: MailEvent;
  by: MailActor;
  /** How the card is called; empty: it has no name. */
  card: string;
  /** When it happened, or until when something is due. ISO 8601; null: no time is told. */
  at: string | null;
  /** What somebody who decided gives as the reason, for the holder to read. */
  words?: string;
  /** Whose page says more; default: the page of all cards. */
  deviceId?: string;
}

const byHolder: Readonly<Record<CardSagaType, MailKind>> = {
  ISSUE: 'done',
  UPDATE: 'done',
  REPROVISION: 'done',
  ACTIVATE: 'activity',
  RECYCLE: 'activity',
  UNLOCK: 'activity',
  CHANGE_PIN: 'activity',
  LOCK: 'activity',
  PASSKEY: 'done',
};
const events: Readonly<Record<CardSagaType, MailEvent>> = {
  ISSUE: 'issued',
  UPDATE: 'updated',
  REPROVISION: 'reprovisioned',
  ACTIVATE: 'activated',
  RECYCLE: 'emptied',
  UNLOCK: 'pin-set',
  CHANGE_PIN: 'pin-set',
  LOCK: 'locked',
  PASSKEY: 'updated',
};

/** Of a saga that has done its work; null for a request that is no saga: what it does to cards is told of the cards. */
export function toldOfRequest(type: string, by: MailActor): { kind: MailKind; event: MailEvent } | null {
  if (!isCardSaga(type)) return null;
  const kind = type === 'REPROVISION' && by !== 'holder' ? 'activity' : byHolder[type];
  return { kind, event: events[type] };
}

/** Of a card whose state somebody has changed; null: nothing that its holder did not know before (it has expired). */
export function toldOfState(state: DeviceState): MailEvent | null {
  if (state === 'SUSPENDED') return 'suspended';
  if (state === 'ACTIVE') return 'resumed';
  if (state === 'TERMINATED') return 'terminated';
  return state === 'REPLACED' ? 'replaced' : null;
}

/** In the order in which a role explains best what somebody did to another's card. */
const roleWords: readonly [Role, MailActor][] = [
  ['SO', 'security'],
  ['IO', 'card-office'],
  ['HD', 'help-desk'],
  ['SA', 'administration'],
  ['SV', 'program'],
];

export function actorOfRoles(roles: readonly Role[]): MailActor {
  return roleWords.find(([role]) => roles.includes(role))?.[1] ?? 'card-office';
}
