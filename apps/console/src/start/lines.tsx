/** Roll-outs and campaigns in a line each, which leads to their list: how many of the newest are in which state. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { campaignStateText, text as campaigns } from '../campaigns/campaigns.text.js';
import { rolloutStateText, text as rollouts } from '../rollouts/rollouts.text.js';
import { countText } from '../ui/counts.js';
import { listed } from '../ui/intl.js';
import { Failed, Loading } from '../ui/states.js';
import { text } from './start.text.js';
import classes from './start.module.css';

export function Lines() {
  return (
    <ul className={classes.lines}>
      <Line
        to="/campaigns"
        label={campaigns.title}
        states={campaignStateText}
        result={useInfiniteQuery(queries.campaigns())}
      />
      <Line
        to="/rollouts"
        label={rollouts.title}
        states={rolloutStateText}
        result={useInfiniteQuery(queries.rollouts())}
      />
    </ul>
  );
}

interface LineProps<State extends string> {
  to: NonNullable<LinkProps['to']>;
  label: string;
  /** In the order in which they are said. */
  states: Record<State, string>;
  result: {
    data: { pages: { rows: { state: State }[]; nextCursor: string | null }[] } | undefined;
    error: unknown;
    isPending: boolean;
    refetch: () => unknown;
  };
}

function Line<State extends string>({ to, label, states, result }: LineProps<State>) {
  const { data, error, isPending, refetch } = result;
  if (data === undefined) return <li>{isPending ? <Loading rows={1} /> : <Failed error={error} retry={refetch} />}</li>;
  const rows = data.pages.flatMap((page) => page.rows);
  const more = data.pages.at(-1)?.nextCursor != null;
  const counts = (Object.keys(states) as State[]).flatMap((state) => {
    const count = rows.filter((row) => row.state === state).length;
    return count === 0 ? [] : [`${countText(count)} ${states[state].toLowerCase()}`];
  });
  return (
    <li>
      <Link to={to}>{label}</Link>: {counts.length === 0 ? text.lines.none : listed(counts)}
      {more && ` ${text.lines.newest(countText(rows.length))}`}
    </li>
  );
}
