/** Who ended the use of a certificate or passkey: the audit trail says it, asked for when somebody opens it; others read it in the history of the card. */
import { useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { AuditLink } from '../history/audit-link.js';
import { actorOf } from '../history/who-text.js';
import { Who } from '../history/who.js';
import { useMe } from '../me/me.js';
import { Failed, Loading } from '../ui/states.js';
import { text } from './revocations.text.js';
import classes from './revocations.module.css';

interface Asked {
  /** As the trail has it. */
  object: string;
  action: string;
}

export function WhoAsked({ deviceId, ...asked }: Asked & { deviceId: string }) {
  const me = useMe();
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{text.details}</summary>
      {open &&
        (me.can('audit.read') ? (
          <ByAudit {...asked} />
        ) : (
          <Link to="/devices/$deviceId" params={{ deviceId }}>
            {text.seeHistory}
          </Link>
        ))}
    </details>
  );
}

function ByAudit({ object, action }: Asked) {
  const asked = useInfiniteQuery(queries.audit({ object, action }));
  if (asked.isPending) return <Loading rows={1} />;
  if (asked.data === undefined) return <Failed error={asked.error} retry={asked.refetch} />;
  const row = asked.data.pages[0]?.rows[0];
  return (
    <>
      {row === undefined ? (
        text.unknownWho
      ) : (
        <>
          {text.who} <Who actor={actorOf(row.actor)} />
        </>
      )}
      {'. '}
      <AuditLink object={object} />
    </>
  );
}
