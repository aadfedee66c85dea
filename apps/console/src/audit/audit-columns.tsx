/** One row of the trail: when, who, what and why, on what; the rest is unfolded. */
import { useState } from 'react';
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { AuditRow } from '../api/types.js';
import { whyOf } from '../history/history.text.js';
import { actorOf } from '../history/who-text.js';
import { Who } from '../history/who.js';
import type { Column } from '../ui/data-table.js';
import { type Fact, Facts, Id } from '../ui/facts.js';
import { exactTime } from '../ui/time.js';
import { auditSentence } from './audit-sentences.js';
import { text } from './audit.text.js';
import classes from './audit.module.css';
import { shownObject } from './objects.js';

export const auditColumns: Column<AuditRow>[] = [
  { label: text.columns.when, cell: ({ at }) => <time dateTime={at}>{exactTime(at)}</time>, width: '12rem' },
  { label: text.columns.who, cell: ({ actor }) => <Who actor={actorOf(actor)} />, width: '12rem' },
  { label: text.columns.what, cell: (row) => <What row={row} /> },
  { label: text.columns.object, cell: ({ object }) => <On object={object} />, width: '13rem' },
];

/** A row has no id of its own before it is chained, and several may be of one moment. */
export const auditKey = ({ at, action, object, correlationId, details }: AuditRow): string =>
  [at, action, object, correlationId, JSON.stringify(details)].join(' ');

function On({ object }: { object: string }) {
  const { title, id, to } = shownObject(object);
  const words = (
    <>
      {title} <span className="mono">{id}</span>
    </>
  );
  return (
    <span className={classes.id} title={object}>
      {to === undefined ? words : <Link to={to}>{words}</Link>}
    </span>
  );
}

function What({ row }: { row: AuditRow }) {
  const [open, setOpen] = useState(false);
  const why = whyOf(row);
  return (
    <>
      {auditSentence(row)}
      {why !== null && (
        <Text size="sm" c="dimmed">
          {text.reason(why)}
        </Text>
      )}
      <details className={classes.details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{text.details}</summary>
        {open && <Whole row={row} />}
      </details>
    </>
  );
}

function Whole({ row }: { row: AuditRow }) {
  const { action, object, actor, correlationId, sequence, hashHex, details } = row;
  const { facts } = text;
  // The trail finds them with every client.
  const [identity] = actor.split(' via ');
  return (
    <div className={classes.facts}>
      <Facts
        facts={[
          [facts.action, <span className="mono">{action}</span>],
          [facts.object, <Id value={object} />],
          [facts.actor, actor],
          [facts.correlation, <Id value={correlationId} />],
          [facts.sequence, sequence ?? text.unchained],
          hashHex !== null && [facts.hash, <span className={`mono ${classes.hash}`}>{hashHex}</span>],
          ...Object.entries(details).map(([name, value]): Fact => [name, shownValue(value)]),
        ]}
      />
      <div className={classes.links}>
        <Link to="/audit" search={{ object }}>
          {text.onlyObject}
        </Link>
        <Link to="/audit" search={{ action }}>
          {text.onlyAction}
        </Link>
        <Link to="/audit" search={{ actor: identity }}>
          {text.onlyActor}
        </Link>
        <Link to="/audit" search={{ correlationId }}>
          {text.onlyRequest}
        </Link>
      </div>
    </div>
  );
}

const shownValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
