/** One of a few ways to do something, each with a sentence about it. */
import { Radio, Stack } from '@mantine/core';

interface ChoiceFieldProps<Value extends string> {
  label: string;
  value: Value;
  /** In the order in which they are shown. */
  values: readonly Value[];
  texts: Record<Value, { label: string; description: string }>;
  onChange: (value: Value) => void;
}

export function ChoiceField<Value extends string>({ label, value, values, texts, onChange }: ChoiceFieldProps<Value>) {
  return (
    <Radio.Group label={label} value={value} onChange={(chosen) => onChange(chosen as Value)}>
      <Stack gap="xs" mt={6}>
        {values.map((each) => (
          <Radio key={each} value={each} {...texts[each]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
