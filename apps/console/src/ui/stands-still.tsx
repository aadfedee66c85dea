/** Why something that goes on by itself stands still: paused or stopped, with the codes of what failed in words. */
import { Alert, Code, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react';
import { errorTitle } from './error-title.js';
import { text } from './ui.text.js';

interface StandsStillProps {
  kind: 'paused' | 'stopped';
  title: string;
  why?: string;
  /** Of the failures because of which it stopped. */
  codes?: readonly string[];
  advice: string;
}

export function StandsStill({ kind, title, why, codes = [], advice }: StandsStillProps) {
  const paused = kind === 'paused';
  return (
    <Alert
      color={paused ? 'yellow' : 'red'}
      icon={paused ? <IconPlayerPause aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={title}
      role="status"
    >
      {why !== undefined && <Text size="md">{why}</Text>}
      {codes.length > 0 && (
        <>
          <Text size="md" mt="xs">
            {text.whyFailed}
          </Text>
          <List size="md">
            {codes.map((code) => (
              <List.Item key={code}>
                {errorTitle(code)} {errorTitle(code) !== code && <Code>{code}</Code>}
              </List.Item>
            ))}
          </List>
        </>
      )}
      <Text size="md" mt={why === undefined ? 0 : 'xs'}>
        {advice}
      </Text>
    </Alert>
  );
}
