/** Moments as people read them: how long ago, with the exact time as tooltip; dates without a time. */
import { type ReactNode, useEffect, useState } from 'react';
import { inPagesLocale } from './language.js';
import { dayOf } from './intl.js';
import { lengthOf } from './length-of.js';

export { dayOf };

const relative = inPagesLocale((it) => new Intl.RelativeTimeFormat(it, { numeric: 'auto', style: 'short' }));
const exact = inPagesLocale((it) => new Intl.DateTimeFormat(it, { dateStyle: 'medium', timeStyle: 'medium' }));
const clock = inPagesLocale(
  (it) => new Intl.DateTimeFormat(it, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
);
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

export const exactTime = (at: string): string => exact().format(new Date(at));
export const clockTime = (at: string): string => clock().format(new Date(at));

function since(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  if (Math.abs(seconds) > 30 * 86_400) return dayOf(at);
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return relative().format(Math.trunc(seconds / size), unit);
}

const everyMs = 15_000;
/** Milliseconds since 1970, refreshed while the page is open. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** How long until then, or since then once it is over; refreshed while the page is open. */
export function TimeLeft({
  until,
  children,
}: {
  until: string;
  children: (length: string, over: boolean) => ReactNode;
}) {
  const left = Date.parse(until) - useNow();
  return (
    <time dateTime={until} title={exactTime(until)}>
      {children(lengthOf(left), left < 0)}
    </time>
  );
}

/** What has just happened at a server whose clock is ahead is not in the future; what is further ahead is. */
const clocksApartMs = 60_000;

export function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {since(at, Date.parse(at) - now > clocksApartMs ? now : Math.max(now, Date.parse(at)))}
    </time>
  );
}
