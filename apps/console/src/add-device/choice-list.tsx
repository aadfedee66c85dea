/** What the card shall become, where the person may choose between several. */
import { Radio, Stack } from '@mantine/core';
import { text } from './add-device.text.js';
import { type Choice, choiceKey } from './choices.js';

interface ChoiceListProps {
  choices: readonly Choice[];
  /** Its `choiceKey`. */
  chosen: string | null;
  /** By `choiceKey`. */
  onChoose: (key: string) => void;
}

export const ChoiceList = ({ choices, chosen, onChoose }: ChoiceListProps) => (
  <Radio.Group label={text.device.choosePurpose} value={chosen} onChange={onChoose}>
    <Stack gap="xs" mt={6}>
      {choices.map((choice) => (
        <Radio
          key={choiceKey(choice)}
          value={choiceKey(choice)}
          label={choice.title}
          {...(choices.some(({ inPlaceOf }) => inPlaceOf) && { description: whatBecomesOfOthers(choice) })}
        />
      ))}
    </Stack>
  </Radio.Group>
);

const whatBecomesOfOthers = ({ inPlaceOf }: Choice): string =>
  inPlaceOf ? text.device.inPlaceOf(inPlaceOf.label) : text.device.oneMore;
