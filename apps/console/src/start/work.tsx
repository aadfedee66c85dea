/** How each kind of work went in the last weeks: two small pictures, and the same as a table, which is what assistive technology reads. */
import { Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { KindOfWork, WeekOfWork } from '../api/types.js';
import { sagaTitle } from '../sagas/sagas.text.js';
import { countText } from '../ui/counts.js';
import { dayOf, shareText } from '../ui/intl.js';
import { Failed, Loading } from '../ui/states.js';
import { spanText, text } from './start.text.js';
import classes from './start.module.css';

export function Work() {
  const { data, error, isPending, refetch } = useQuery(queries.work());
  if (isPending) return <Loading rows={2} />;
  if (data === undefined) return <Failed error={error} retry={refetch} />;
  if (data.length === 0) return <p className={classes.none}>{text.work.none}</p>;
  return (
    <ul className={classes.kinds}>
      {data.map((kind) => (
        <Kind key={kind.type} {...kind} />
      ))}
    </ul>
  );
}

function Kind({ type, weeks }: KindOfWork) {
  const completed = weeks.reduce((sum, week) => sum + week.completed, 0);
  const all = weeks.reduce((sum, week) => sum + endedIn(week), 0);
  const latest = weeks.findLast(({ medianSeconds }) => medianSeconds !== null)?.medianSeconds;
  const longest = Math.max(1, ...weeks.map(({ medianSeconds }) => medianSeconds ?? 0));
  return (
    <li>
      <Title order={3} size="h5">
        {sagaTitle(type, null)}
      </Title>
      <div className={classes.charts}>
        <div>
          <Bars
            weeks={weeks}
            parts={(week) => [ratio(week.completed, endedIn(week)), ratio(week.cancelled, endedIn(week))]}
          />
          <p className={classes.caption}>{text.work.succeeded(shareText(completed, all), countText(all))}</p>
        </div>
        <div>
          <Bars weeks={weeks} parts={({ medianSeconds }) => [(medianSeconds ?? 0) / longest]} />
          <p className={classes.caption}>{latest == null ? text.work.noTime : text.work.median(spanText(latest))}</p>
        </div>
      </div>
      <details>
        <summary>{text.work.numbers(sagaTitle(type, null))}</summary>
        <Table className={classes.weeks} aria-label={text.work.numbers(sagaTitle(type, null))}>
          <Table.Thead>
            <Table.Tr>
              {Object.values(text.work.columns).map((label) => (
                <Table.Th key={label} scope="col">
                  {label}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {weeks.toReversed().map((week) => (
              <Table.Tr key={week.startsOn}>
                <Table.Th scope="row">{dayOf(week.startsOn)}</Table.Th>
                <Table.Td>{countText(week.completed)}</Table.Td>
                <Table.Td>{countText(week.cancelled)}</Table.Td>
                <Table.Td>{endedIn(week) === 0 ? '–' : shareText(week.completed, endedIn(week))}</Table.Td>
                <Table.Td>{week.medianSeconds === null ? '–' : spanText(week.medianSeconds)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </li>
  );
}

const endedIn = ({ completed, cancelled }: WeekOfWork): number => completed + cancelled;
const ratio = (part: number, of: number): number => (of === 0 ? 0 : part / of);

/** In units of the picture, which is as wide as its place. */
const [step, gap, height] = [10, 3, 40];

/** A bar for each week, oldest first. parts: from the ground up, of the whole height; a week without work has the line of the ground alone. */
const Bars = ({ weeks, parts }: { weeks: readonly WeekOfWork[]; parts: (week: WeekOfWork) => number[] }) => (
  <svg
    className={classes.bars}
    viewBox={`0 0 ${weeks.length * step - gap} ${height + 1}`}
    preserveAspectRatio="none"
    aria-hidden
  >
    {weeks.map((week, index) => {
      const x = index * step;
      let ground = height;
      return (
        <g key={week.startsOn}>
          <rect className={classes.ground} x={x} y={height} width={step - gap} height={1} />
          {parts(week).map((part, at) => {
            const tall = part * height;
            ground -= tall;
            return <rect key={at} data-part={at} x={x} y={ground} width={step - gap} height={tall} />;
          })}
        </g>
      );
    })}
  </svg>
);
