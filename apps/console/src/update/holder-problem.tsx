/** What went wrong, as somebody reads it who knows nothing of cards: what to do, and for everything else a code to say to the help desk. */
import type { ReactNode } from 'react';
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { busyPrograms } from '@cardwright/contracts/errors/busy-programs';
import { asProblem } from '../api/problem.js';
import { eitherOf } from '../ui/intl.js';
import { problemText, text, unknownProblem } from './update.text.js';

interface HolderProblemProps {
  code: string | null;
  /** That may hold the card, by their names. */
  programs?: readonly string[] | undefined;
  /** What happens, or is to be done, once a program that it names has let go. */
  freed?: string;
  /** The way on, where there is one. */
  children?: ReactNode;
}

export function HolderProblem({ code, programs = [], freed, children }: HolderProblemProps) {
  const known = code === null || !Object.hasOwn(problemText, code) ? undefined : problemText[code];
  const { title, fix } = known ?? unknownProblem;
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Text size="md">
        {fix} {programs.length > 0 && text.problem.programs(eitherOf(programs))} {code === 'CARD_BUSY' && freed}
      </Text>
      {known === undefined && code !== null && <Text size="sm">{text.problem.code(code)}</Text>}
      {children && (
        <Group mt="sm" gap="sm">
          {children}
        </Group>
      )}
    </Alert>
  );
}

/** retry: offered as a button. */
export const ErrorOfHolder = ({ error, freed, retry }: { error: unknown; freed?: string; retry?: () => unknown }) => {
  const { code, problem } = asProblem(error);
  return (
    <HolderProblem code={code} programs={busyPrograms(problem)} {...(freed !== undefined && { freed })}>
      {retry && (
        <Button size="xs" variant="default" onClick={() => void retry()}>
          {text.problem.again}
        </Button>
      )}
    </HolderProblem>
  );
};
