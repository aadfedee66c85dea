/** What happened with a card, newest first, in plain words. */
import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { Device } from '../api/types.js';
import { Panel } from '../ui/page.js';
import { Ago } from '../ui/time.js';
import { happenedOf, text } from './mine.text.js';
import classes from './mine.module.css';

const shown = 8;

export function Lately({ device: { deviceId } }: { device: Device }) {
  const sagas = useInfiniteQuery(queries.sagas({ deviceId }));
  const rows = sagas.data?.pages[0]?.rows.slice(0, shown);
  if (rows === undefined) return null;
  return (
    <Panel title={text.page.lately} flush>
      {rows.length === 0 && (
        <Text p="md" c="dimmed">
          {text.page.nothingLately}
        </Text>
      )}
      <ul className={classes.rows}>
        {rows.map((saga) => (
          <li key={saga.requestId} className={classes.row}>
            <Text className={classes.rowText}>{happenedOf(saga)}</Text>
            <Text size="sm" c="dimmed">
              <Ago at={saga.finishedAt ?? saga.createdAt} />
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
