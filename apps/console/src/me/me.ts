/** Who is signed in, for every page below the shell. What a role allows is decided by the server; here it only hides what would be refused. */
import { createContext, useContext } from 'react';
import type { Permission } from '@cardwright/contracts/access/role';
import { sagaKinds, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { Me } from '../api/types.js';

const MeContext = createContext<Me | null>(null);
export const MeProvider = MeContext.Provider;

export function useMe() {
  const me = useContext(MeContext);
  if (me === null) throw new TypeError('useMe outside of the shell');
  const can = (permission: Permission) => me.permissions.includes(permission);
  const owns = (it: { personId: string | null }) => it.personId !== null && it.personId === me.person?.personId;
  return {
    ...me,
    can,
    /** A card or saga of this person is one's own: for these there are the "my" flows, and no operators' ones. */
    owns,
    /** [D02] A saga of this kind, on this card. */
    mayStart: (type: CardSagaType, device: { personId: string | null }) =>
      sagaKinds[type].start[owns(device) ? 'own' : 'others'].some(can),
  };
}
