/** From counted lengths of work to a week in one line: how many came to their end, how many did not, and how long half of them took. Pure. */
import type { KindOfWork, RequestType, WeekOfWork } from '@cardwright/contracts/nats/issuance.api';

/** So many requests of this kind that ended in this week in this way after this time. week: a Monday, `YYYY-MM-DD`. */
export interface CountedWork {
  week: string;
  type: RequestType;
  completed: boolean;
  seconds: number;
  count: number;
}

/** weeks: all that are shown, oldest first; one without work is there too. Kinds without work in any of them are left out. */
export function kindsOfWork(weeks: readonly string[], counted: readonly CountedWork[]): KindOfWork[] {
  const types = [...new Set(counted.map(({ type }) => type))].sort();
  return types.map((type) => ({
    type,
    weeks: weeks.map((week) =>
      weekOf(
        week,
        counted.filter((row) => row.type === type && row.week === week),
      ),
    ),
  }));
}

function weekOf(week: string, counted: readonly CountedWork[]): WeekOfWork {
  const completed = counted.filter((row) => row.completed);
  return {
    startsOn: week,
    completed: total(completed),
    cancelled: total(counted) - total(completed),
    medianSeconds: medianOf(completed),
  };
}

const total = (counted: readonly CountedWork[]): number => counted.reduce((sum, { count }) => sum + count, 0);

/** The least length that half of them did not exceed; null: there is none. */
function medianOf(counted: readonly CountedWork[]): number | null {
  const half = total(counted) / 2;
  let passed = 0;
  for (const { seconds, count } of [...counted].sort((a, b) => a.seconds - b.seconds)) {
    passed += count;
    if (passed >= half) return seconds;
  }
  return null;
}
