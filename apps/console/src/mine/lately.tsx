/** What happened with a card, newest first, in plain words. */
import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { queries } from '../api/queries.js';
import type { Device, Saga } from '../api/types.js';
import { Panel } from '../ui/page.js';
import { Ago } from '../ui/time.js';
import { happenedOf, text } from './mine.text.js';
import classes from './mine.module.css';

const shown = 8;
/** Work on a card that waits for its start has not happened: it stands under what waits for its holder. */
const hasBegun = ({ type, state }: Saga): boolean => state !== 'READY' || !isCardSaga(type);
/** When what is told of it happened: its end, where it has one. */
const at = ({ finishedAt, createdAt }: Saga): string => finishedAt ?? createdAt;

export function Lately({ device: { deviceId } }: { device: Device }) {
  const sagas = useInfiniteQuery(queries.sagas({ deviceId }));
  const rows = sagas.data?.pages[0]?.rows
    .filter(hasBegun)
    .toSorted((a, b) => at(b).localeCompare(at(a)))
    .slice(0, shown);
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
              <Ago at={at(saga)} />
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
