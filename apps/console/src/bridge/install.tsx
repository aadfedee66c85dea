/** How Cardwright comes to this computer (B11, C05, C06): the package that this installation gives out, or why there is none here, and whom to ask. */
import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { AgentPackage } from '../api/types.js';
import { CopyButton } from '../ui/copy-button.js';
import { Loading } from '../ui/states.js';
import { agentPackagesQuery } from './bridge-api.js';
import { PlainProblem } from '../ui/plain-problem.js';
import { text } from './install.text.js';
import { installCommand, takesPackages } from './install-command.js';

/** newer: it is here, and too old. */
export function Install({ newer = false }: { newer?: boolean }) {
  return (
    <Stack gap="sm" mt="lg" component="section" aria-labelledby="install-title">
      <Title order={2} size="h4" id="install-title">
        {newer ? text.newerTitle : text.title}
      </Title>
      {takesPackages(navigator.userAgent) ? <Packages /> : <Text>{text.otherSystem}</Text>}
    </Stack>
  );
}

function Packages() {
  const { data, error, refetch } = useQuery(agentPackagesQuery());
  if (error !== null) return <PlainProblem error={error} retry={refetch} />;
  if (data === undefined) return <Loading rows={2} />;
  if (data.packages.length === 0) return <Text>{text.none}</Text>;
  return (
    <>
      <Text>{text.lead}</Text>
      {data.packages.map((each) => (
        <Package key={each.file} each={each} />
      ))}
      <Text>{text.noRight}</Text>
      <Text>{text.afterwards}</Text>
    </>
  );
}

function Package({ each }: { each: AgentPackage }) {
  const command = installCommand(each);
  return (
    <Stack gap="xs">
      <Group>
        <Button
          component="a"
          href={each.url}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          // Longer than a telephone is wide.
          styles={{ root: { height: 'auto', paddingBlock: 7 }, label: { whiteSpace: 'normal' } }}
        >
          {text.get(each)}
        </Button>
      </Group>
      <Text size="sm">{text.command}</Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {command}
        </Code>
        <CopyButton value={command} />
      </Group>
    </Stack>
  );
}
