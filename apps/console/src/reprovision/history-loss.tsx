/**
 * The old key management key can neither be moved nor recovered: whoever goes on says so, and why (model.md section 4). Until then
 * there is no plan.
 */
import { useState } from 'react';
import { Alert, Button, Checkbox, Stack, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { asProblem } from '../api/problem.js';
import { sentence } from '../ui/sentence.js';
import { text } from './reprovision.text.js';

interface HistoryLossProps {
  error: unknown;
  /** Said already, for the reason. */
  words: string;
  onAccept: (accepted: { reasonText: string }) => void;
}

export function HistoryLoss({ error, words: before, onAccept }: HistoryLossProps) {
  const { problem } = asProblem(error);
  const [agreed, setAgreed] = useState(false);
  const [words, setWords] = useState(before);
  const { history } = text.check;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={history.title} role="alert">
      <Stack gap="md">
        <Text size="md">
          {sentence(problem.detail)} {problem.fix}
        </Text>
        <Checkbox
          label={history.accept}
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
        <Textarea
          label={history.words}
          description={history.wordsHint}
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
            disabled={!agreed || words.trim() === ''}
            onClick={() => onAccept({ reasonText: words.trim() })}
          >
            {history.plan}
          </Button>
        </div>
      </Stack>
    </Alert>
  );
}
