/**
 * The role table of model.md section 6 as data, for every permission that has an endpoint now. One row per permission,
 * one letter per role: x = yes, p = only if granted, - = no. Column order is `columns`. Rows below the line exist because
 * an endpoint needs them; each says why. issuance-svc decides by it; the console says by it whom to ask.
 */
import type { Permission, Role } from './role.js';

const columns = ['CH', 'HD', 'IO', 'AP', 'SO', 'KR', 'PA', 'IC', 'AU', 'SA', 'SV'] as const satisfies readonly Role[];

// prettier-ignore
const table = {
  //                     CH  HD  IO  AP  SO  KR  PA  IC  AU  SA  SV
  'own.manage':         ' x   x   x   x   x   x   x   x   x   x   - ',
  'others.view':        ' -   x   x   x   x   -   -   p   x   -   p ',
  'request.create':     ' -   x   x   -   x   -   -   -   -   -   p ',
  'card.run':           ' -   -   x   -   -   -   -   -   -   -   - ',
  'card.activate':      ' -   p   x   -   x   -   -   -   -   -   - ',
  'card.unlock':        ' -   x   x   -   x   -   -   -   -   -   - ',
  'card.suspend':       ' -   x   x   -   x   -   -   -   -   -   p ',
  'card.terminate':     ' -   -   p   -   x   -   -   -   -   -   p ',
  'secret.reveal':      ' -   -   p   -   x   -   -   -   -   -   - ',
  'stock.manage':       ' -   -   x   -   -   -   -   x   -   -   p ',
  'profile.edit':       ' -   -   -   -   -   -   x   -   -   -   - ',
  // A new version of a profile, written by somebody else: a second administrator of profiles does as well as an approver.
  'profile.approve':    ' -   -   -   x   x   -   x   -   -   -   - ',
  'audit.read':         ' -   -   -   -   x   -   -   -   x   -   p ',
  'system.manage':      ' -   -   -   -   -   -   -   -   -   x   - ',
  'lease.break':        ' -   -   p   -   x   -   -   -   -   p   - ',
  // ---- not rows of model.md: what the endpoints of this release need besides
  // Profiles and models hold nothing secret, and whoever may start anything has to choose one.
  'catalogue.read':     ' x   x   x   x   x   x   x   x   x   x   x ',
  // Which workstation and reader: everybody who works at one, and who administers them. CH: the card in front of them.
  'workstation.use':    ' x   x   x   -   x   -   -   x   -   x   p ',
  'workstation.view':   ' -   x   x   -   x   -   -   x   x   x   p ',
  // What is wrong at somebody's computer: whoever helps them. An auditor asks nothing of a workstation.
  'workstation.diagnose': ' -  x   x   -   x   -   -   -   -   x   p ',
  // Beside a holder, at the telephone: the step that their page shows.
  'holder.assist':      ' -   x   x   -   x   -   -   -   -   -   - ',
  // A blank card, or one that is not known yet, belongs to nobody: reading it is part of taking it into stock.
  'card.inspect':       ' x   x   x   -   x   -   -   x   -   -   p ',
  // Stuck sagas in the Temporal UI: payloads hold ids and states, never a secret (design.md section 3).
  'saga.inspect':       ' -   -   x   -   x   -   -   -   -   x   - ',
  // "Users, roles": the administrator acts, the security officer and the auditor look.
  'role.view':          ' -   -   -   -   x   -   -   -   x   x   - ',
  // What the vault has to be known by at a relying party: whoever sets that up, and who answers for its keys.
  'relying-party.view': ' -   -   -   -   x   -   -   -   -   x   - ',
} as const satisfies Readonly<Record<Permission, string>>;

export const permissions = Object.keys(table) as Permission[];
export const roles: readonly Role[] = columns;
export type Grade = 'yes' | 'if-granted' | 'no';

const grades: Readonly<Record<string, Grade>> = { x: 'yes', p: 'if-granted', '-': 'no' };

/** WI (witness) has no column in model.md: a witness approves with a card of their own, and has no endpoint yet. */
export function gradeOf(role: Role, permission: Permission): Grade {
  const column = (columns as readonly Role[]).indexOf(role);
  if (column < 0) return 'no';
  return grades[table[permission].trim().split(/\s+/)[column]!]!;
}

/** Who may, or may where it is granted besides: any one of these permissions is enough. */
export const rolesWith = (wanted: readonly Permission[]): Role[] =>
  roles.filter((role) => wanted.some((permission) => gradeOf(role, permission) !== 'no'));

/** Operator workflows: nobody runs them on a card of their own (separation rules; they use the "my" flow). */
export const operatorPermissions: ReadonlySet<Permission> = new Set<Permission>([
  'request.create',
  'card.run',
  'card.activate',
  'card.unlock',
  'card.suspend',
  'card.terminate',
  'stock.manage',
  'lease.break',
]);
