/** Loading, empty and failed: the three states that every list and page has besides the good one. */
import type { ReactNode } from 'react';
import { Alert, Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { eitherOf } from './intl.js';
import { pageLanguage } from './language.js';
import { roleText } from './roles.text.js';
import { text } from './ui.text.js';
import { asProblem } from '../api/problem.js';
import type { Problem, Role } from '../api/types.js';
import { sentence } from './sentence.js';
import classes from './states.module.css';

export function Loading({ rows = 5, label = text.loading }: { rows?: number; label?: string }) {
  return (
    <Stack gap="sm" p="md" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={18} width={`${94 - ((row * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

export function Empty({
  icon,
  title,
  hint,
  action,
}: {
  icon?: ReactNode;
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      {icon && <div className={classes.icon}>{icon}</div>}
      <Text fw={600}>{title}</Text>
      {hint && (
        <Text c="dimmed" maw={440}>
          {hint}
        </Text>
      )}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

interface FailedProps {
  error: unknown;
  title?: string;
  retry?: () => unknown;
}

/** A service account is nobody to ask. */
const rolesText = (roles: readonly Role[]): string =>
  text.whoMay(eitherOf(roles.filter((role) => role !== 'SV').map((role) => roleText[role] ?? role)));

/** Where roles are what is missing, those that have what is needed. */
function whoMay({ code, details }: Problem): string | undefined {
  const roles = code === 'AUTH_FORBIDDEN' ? details?.['roles'] : undefined;
  if (!Array.isArray(roles) || roles.length === 0) return undefined;
  return rolesText(roles as Role[]);
}

/** In the place of a page whose only use would be refused, before anybody fills it in. roles: any one of them is enough. */
export const NotAllowed = ({ roles }: { roles: readonly Role[] }) => (
  <Alert color="red" variant="light" title={text.forbidden} icon={<IconAlertTriangle aria-hidden />} role="alert">
    <Text size="md">{rolesText(roles)}</Text>
  </Alert>
);

/** A problem where the content would be: what happened, what to do, and the facts for whoever helps. */
export function Failed({ error, title = text.failed, retry }: FailedProps) {
  const { problem } = asProblem(error);
  const forbidden = problem.status === 403;
  // Asking again changes nothing about a missing role or a missing thing.
  const again = forbidden || problem.status === 404 ? undefined : retry;
  return (
    <Alert
      color="red"
      variant="light"
      title={forbidden ? text.forbidden : title}
      icon={<IconAlertTriangle aria-hidden />}
      role="alert"
    >
      <Text size="md">
        {whoMay(problem) ?? <span lang={pageLanguage()}>{`${sentence(problem.detail)} ${problem.fix}`}</span>}
      </Text>
      <Group mt="xs" gap="sm">
        {again && (
          <Button size="xs" variant="default" onClick={() => void again()}>
            {text.again}
          </Button>
        )}
        <Text size="xs" c="dimmed">
          <Code>{problem.code}</Code>
          {problem.correlationId && ` ${problem.correlationId}`}
        </Text>
      </Group>
    </Alert>
  );
}
