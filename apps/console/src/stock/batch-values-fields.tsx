/** Management key, PIN and PUK of a batch: typed, or from the file that the command line takes. They stay in the memory of the page. */
import { useState } from 'react';
import { FileInput, Group, NativeSelect, PasswordInput, Stack, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { managementKeyBytes } from '@cardwright/contracts/card/card-identity';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { type BatchValues, problemsOf, type ValueField, valuesIn } from './batch-values.js';
import { text as stock } from './stock.text.js';

const text = stock.import;

interface Props {
  values: BatchValues;
  /** Those of the model. */
  algorithms: readonly ManagementKeyAlgorithm[];
  onChange: (values: BatchValues) => void;
}

export function BatchValuesFields({ values, algorithms, onChange }: Props) {
  const [unreadable, setUnreadable] = useState(false);
  const problems = problemsOf(values);
  const { managementKeyAlgorithm: algorithm } = values;
  const offered = algorithms.includes(algorithm) ? algorithms : [algorithm, ...algorithms];
  const wrong: Record<ValueField, string> = {
    managementKeyHex: text.managementKeyWrong(managementKeyBytes[algorithm]),
    pin: text.pinWrong,
    puk: text.pinWrong,
  };
  const readFrom = (file: File | null): void => {
    setUnreadable(false);
    void file?.text().then((content) => {
      const read = valuesIn(content);
      setUnreadable(read === null);
      if (read !== null) onChange(read);
    });
  };
  const field = (name: ValueField, label: string, maxLength: number) => (
    <PasswordInput
      label={label}
      maxLength={maxLength}
      autoComplete="off"
      value={values[name]}
      onChange={({ currentTarget }) => onChange({ ...values, [name]: currentTarget.value })}
      error={problems[name] === 'wrong' ? wrong[name] : undefined}
      description={problems[name] === 'well-known' ? text.wellKnown : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      maw={480}
    />
  );
  return (
    <Stack gap="md">
      <Text c="dimmed">{text.valuesLead}</Text>
      <FileInput
        label={text.valuesFile}
        description={text.valuesFileHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={text.choose}
        accept="application/json,.json"
        leftSection={<IconFileText size={18} aria-hidden />}
        error={unreadable ? text.valuesUnreadable : undefined}
        onChange={readFrom}
        maw={320}
      />
      <NativeSelect
        label={text.algorithm}
        data={[...offered]}
        value={algorithm}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...values, managementKeyAlgorithm: value as ManagementKeyAlgorithm })
        }
        maw={320}
      />
      {field('managementKeyHex', text.managementKey, 64)}
      <Group align="flex-start" grow maw={480}>
        {field('pin', text.pin, 8)}
        {field('puk', text.puk, 8)}
      </Group>
    </Stack>
  );
}
