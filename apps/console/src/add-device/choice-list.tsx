/** What the card shall become, where the person may choose between several. */
import { Radio, Stack } from '@mantine/core';
import { text } from './add-device.text.js';
import type { Choice } from './candidates.js';

interface ChoiceListProps {
  choices: readonly Choice[];
  chosen: string | null;
  onChoose: (profileName: string) => void;
}

export const ChoiceList = ({ choices, chosen, onChoose }: ChoiceListProps) => (
  <Radio.Group label={text.device.choosePurpose} value={chosen} onChange={onChoose}>
    <Stack gap="xs" mt={6}>
      {choices.map(({ profileName, title }) => (
        <Radio key={profileName} value={profileName} label={title} />
      ))}
    </Stack>
  </Radio.Group>
);
