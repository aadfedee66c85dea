export interface WorkstationChoice {
  workstationId: string;
  name: string;
  online: boolean;
}

/**
 * The workstation whose readers are shown: the one that was chosen, even when it went offline meanwhile; else the first of those that are likely,
 * which is online; else the only one that is. Of several nobody knows in which room the card is, so none is taken by itself. Pure.
 */
export function whereTheCardIs(
  rows: readonly WorkstationChoice[],
  chosen: string,
  likely: readonly (string | null | undefined)[],
): WorkstationChoice | undefined {
  const found = rows.find(({ workstationId }) => workstationId === chosen);
  if (found !== undefined) return found;
  const online = rows.filter((row) => row.online);
  const first = likely.map((id) => online.find(({ workstationId }) => workstationId === id));
  return first.find((row) => row !== undefined) ?? (online.length === 1 ? online[0] : undefined);
}
