/** From the page of a thing to all that the audit trail has of it, for whoever reads the trail. */
import { Link } from '@tanstack/react-router';
import { useMe } from '../me/me.js';
import { text } from './history.text.js';

/** object: as the trail has it, `device:<id>`. */
export function AuditLink({ object }: { object: string }) {
  const me = useMe();
  if (!me.can('audit.read')) return null;
  return (
    <Link to="/audit" search={{ object }}>
      {text.audit}
    </Link>
  );
}
