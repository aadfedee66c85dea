/** Where the card is that a page or dialog works with: found as whereTheCardIs says, and chosen from then on. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { bridgeQuery } from '../bridge/bridge-api.js';
import { whereTheCardIs, type WorkstationChoice } from './where-the-card-is.js';

/** rows: undefined while they are not known. before: what was chosen on this page. preferred: begun with where this browser is at none. */
export function useWhereTheCardIs(
  rows: readonly WorkstationChoice[] | undefined,
  { before = '', preferred }: { before?: string | undefined; preferred?: string | null | undefined },
) {
  const bridge = useQuery(bridgeQuery());
  const [chosen, choose] = useState(before);
  const paired = bridge.data?.workstation?.workstationId ?? null;
  const workstation =
    rows === undefined || bridge.isPending ? undefined : whereTheCardIs(rows, chosen, [paired, preferred]);
  // When it goes away, or another comes, nothing is exchanged by itself.
  if (workstation !== undefined && chosen === '') choose(workstation.workstationId);
  /** isPaired: this browser was found to be at a workstation. */
  return { isPending: bridge.isPending, isPaired: paired !== null, workstation, choose };
}
