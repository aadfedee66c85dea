/** A workstation by the name that people gave it, which leads to its page; by its id for whoever may not see workstations. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { useMe } from '../me/me.js';

export function WorkstationName({ workstationId }: { workstationId: string }) {
  const me = useMe();
  const workstation = useQuery({ ...queries.workstation(workstationId), enabled: me.can('workstation.view') });
  // Its id says nothing to anybody who waits for its name.
  if (workstation.isLoading) return <span aria-hidden>…</span>;
  if (workstation.data === undefined) return <span className="mono">{workstationId}</span>;
  return (
    <Link to="/workstations/$workstationId" params={{ workstationId }} title={workstationId}>
      {workstation.data.name}
    </Link>
  );
}
