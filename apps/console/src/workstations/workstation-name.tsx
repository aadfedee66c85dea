/** A workstation by the name that people gave it; by its id for whoever may not see workstations. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { useMe } from '../me/me.js';

export function WorkstationName({ workstationId }: { workstationId: string }) {
  const me = useMe();
  const workstations = useQuery({ ...queries.workstations(), enabled: me.can('workstation.view') });
  const name = workstations.data?.find((workstation) => workstation.workstationId === workstationId)?.name;
  return name ? <span title={workstationId}>{name}</span> : <span className="mono">{workstationId}</span>;
}
