/** What went wrong, as somebody reads it who knows nothing of cards: what to do, and for everything else a code to say to the help desk. */
import type { ReactNode } from 'react';
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { asProblem } from '../api/problem.js';
import { eitherOf } from '../ui/intl.js';
import { programsIn } from './busy-programs.js';
import { problemText, text, unknownProblem } from './update.text.js';

interface HolderProblemProps {
  code: string | null;
  /** The sentence of the server, which is English: the programs that it names are read from it, and nothing else. */
  detail?: string | null;
  /** What happens, or is to be done, once a program that it names has let go. */
  freed?: string;
  /** The way on, where there is one. */
  children?: ReactNode;
}

export function HolderProblem({ code, detail, freed, children }: HolderProblemProps) {
  const known = code === null || !Object.hasOwn(problemText, code) ? undefined : problemText[code];
  const { title, fix } = known ?? unknownProblem;
  const programs = programsIn(detail ?? '');
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Text size="md">
        {fix} {programs.length > 0 && text.problem.programs(eitherOf(programs))} {isOtherProgram(code) && freed}
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
    <HolderProblem
      code={code}
      detail={isOtherProgram(code) ? problem.detail : null}
      {...(freed !== undefined && { freed })}
    >
      {retry && (
        <Button size="xs" variant="default" onClick={() => void retry()}>
          {text.problem.again}
        </Button>
      )}
    </HolderProblem>
  );
};

/** What the server says of this code names what helps the holder: which program to close. */
export const isOtherProgram = (code: string | null): boolean => code === 'CARD_BUSY';
