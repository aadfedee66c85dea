/** How many of a number of cards came to which outcome: a bar, and the same in words, which is what assistive technology reads. */
import { type MantineColor, Progress, Text } from '@mantine/core';
import { countText } from './counts.js';

export interface TallyPart {
  /** As it stands after the number: `failed`. */
  label: string;
  count: number;
  /** Absent: the rest, which stays empty in the bar. */
  colour?: MantineColor;
}

export function Tally({ parts }: { parts: readonly TallyPart[] }) {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const shown = parts.filter(({ count, colour }) => count > 0 && colour !== undefined);
  return (
    <>
      {total > 0 && (
        <Progress.Root size="sm" aria-hidden maw={260} miw={120}>
          {shown.map(({ label, count, colour }) => (
            // Half a per cent is still seen.
            <div
              key={label}
              style={{
                width: `${Math.max(1, (count / total) * 100)}%`,
                background: `var(--mantine-color-${colour}-filled)`,
              }}
            />
          ))}
        </Progress.Root>
      )}
      <Text size="sm" mt={total > 0 ? 4 : 0}>
        {parts
          .filter(({ count }, index) => count > 0 || index === 0)
          .map(({ label, count }) => `${countText(count)} ${label}`)
          .join(', ')}
      </Text>
    </>
  );
}
