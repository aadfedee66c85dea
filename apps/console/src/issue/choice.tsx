/** One of several, with what it means. */
import { Radio, Stack, Text } from '@mantine/core';
import classes from '../card/card.module.css';

export function Choice({ value, title, hint }: { value: string; title: string; hint: string }) {
  return (
    <Radio.Card value={value} className={classes.choice} aria-label={`${title}. ${hint}`}>
      <Stack gap={0} pl={28} pos="relative">
        <Radio.Indicator pos="absolute" left={0} top={3} size="xs" />
        <Text>{title}</Text>
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      </Stack>
    </Radio.Card>
  );
}
