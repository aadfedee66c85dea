/** Which manuals are whose. Pure. */
import type { Permission } from '@cardwright/contracts/access/role';
import { type ManualName, manualNames } from './manual.js';

/** Any one permission is enough; absent: everybody's. */
const whose: Partial<Record<ManualName, readonly Permission[]>> = {
  operator: ['others.view', 'card.run', 'holder.assist', 'stock.manage', 'audit.read'],
  administrator: ['system.manage', 'profile.edit', 'profile.approve'],
  integrator: ['system.manage'],
};

/** permissions: undefined where nobody is signed in, or it is not known who. */
export function manualsFor(permissions: readonly string[] | undefined): { own: ManualName[]; others: ManualName[] } {
  const mine = (name: ManualName): boolean => whose[name]?.some((it) => permissions?.includes(it)) ?? true;
  return { own: manualNames.filter(mine), others: manualNames.filter((name) => !mine(name)) };
}
