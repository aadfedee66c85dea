/**
 * Consequences of a plan for which a person must take responsibility. The person agrees to each one and writes why it is acceptable. The
 * plan is shown next to them and cannot be started before.
 */
import { useState } from 'react';
import { Alert, Button, Checkbox, Stack, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { PlanSummary } from '../api/types.js';
import { acceptedText, text } from './card.text.js';

type Asked = NonNullable<PlanSummary['mustAccept']>;
export type Accepted = { [field in Asked[number]['field']]?: true } & { words: string };

interface AcceptanceProps {
  asked: Asked;
  /** The words that were already given with the reason. */
  words: string;
  /** For a card of one's own: its holder reads of no trail. */
  own?: boolean;
  onAccept: (accepted: Accepted) => void;
}

export function Acceptance({ asked, words: before, own = false, onAccept }: AcceptanceProps) {
  const [agreed, setAgreed] = useState<readonly string[]>([]);
  const [words, setWords] = useState(before);
  const { acceptance } = text.plan;
  const all = asked.every(({ field }) => agreed.includes(field));
  const fields = [...new Set(asked.map(({ field }) => field))];
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={acceptance.title} role="alert">
      <Stack gap="md">
        {asked.map((each) => (
          <Text key={each.sentence} size="md">
            {acceptedText(each)}
          </Text>
        ))}
        {fields.map((field) => (
          <Checkbox
            key={field}
            label={acceptance.agree[field]}
            checked={agreed.includes(field)}
            onChange={(event) =>
              setAgreed(event.currentTarget.checked ? [...agreed, field] : agreed.filter((each) => each !== field))
            }
          />
        ))}
        <Textarea
          label={acceptance.words}
          description={own ? acceptance.wordsOwn : acceptance.wordsHint}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
          required
        />
        <div>
          <Button
            color="red"
            size="xs"
            disabled={!all || words.trim() === ''}
            onClick={() =>
              onAccept({ ...Object.fromEntries(fields.map((field) => [field, true])), words: words.trim() })
            }
          >
            {acceptance.plan}
          </Button>
        </div>
      </Stack>
    </Alert>
  );
}
