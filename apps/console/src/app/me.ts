/** Who is signed in, for every page below the shell. What a role allows is decided by the server; here it only hides what would be refused. */
import { createContext, useContext } from 'react';
import type { Me } from '../api/types.js';

export type Permission =
  | 'own.manage'
  | 'others.view'
  | 'audit.read'
  | 'request.create'
  | 'card.run'
  | 'card.activate'
  | 'card.unlock'
  | 'card.suspend'
  | 'card.terminate'
  | 'stock.manage'
  | 'secret.reveal'
  | 'system.manage'
  | 'workstation.view'
  | 'saga.inspect';

const MeContext = createContext<Me | null>(null);
export const MeProvider = MeContext.Provider;

export function useMe() {
  const me = useContext(MeContext);
  if (me === null) throw new TypeError('useMe outside of the shell');
  return {
    ...me,
    can: (permission: Permission) => me.permissions.includes(permission),
    /** A card or saga of this person is one's own: for these there are the "my" flows, and no operators' ones. */
    owns: (it: { personId: string | null }) => it.personId !== null && it.personId === me.person?.personId,
  };
}
