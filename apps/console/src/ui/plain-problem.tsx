/** A request that failed, in holders' words by its cause, where more is not known of it. The code is for whoever helps: it stands in the details alone. */
import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { asProblem } from '../api/problem.js';
import { failureOf } from './failure.js';
import { text } from './ui.text.js';

/** retry: offered as a button. */
export function PlainProblem({ error, retry }: { error: unknown; retry?: () => unknown }) {
  const { code, status, problem } = asProblem(error);
  const { title, fix } = text.failures[failureOf(code, status)];
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Text size="md">{fix}</Text>
      {retry && (
        <Group mt="sm">
          <Button variant="default" onClick={() => void retry()}>
            {text.again}
          </Button>
        </Group>
      )}
      <details>
        <summary>{text.details}</summary>
        <Code>{code}</Code> {problem.correlationId}
      </details>
    </Alert>
  );
}
