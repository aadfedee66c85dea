/** Where this installation registers passkeys, each with the part that a profile needs for it. Nothing is shown where there is none. */
import { Code, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { CopyButton } from '../ui/copy-button.js';
import { Panel } from '../ui/page.js';
import { Failed } from '../ui/states.js';
import { text as profiles } from './profiles.text.js';

const text = profiles.edit;
const partFor = (relyingParty: string): string => `"passkey": ${JSON.stringify({ relyingParty })}`;

export function PasskeyOffers() {
  const { data = [], error, refetch } = useQuery(queries.relyingParties());
  if (error) return <Failed error={error} retry={refetch} />;
  if (data.length === 0) return null;
  return (
    <Panel title={text.passkeys}>
      <Stack gap="xs">
        <Text size="md">{text.passkeysLead}</Text>
        {data.map((relyingParty) => (
          <Group key={relyingParty} gap="xs">
            <Text>{relyingParty}</Text>
            <Code>{partFor(relyingParty)}</Code>
            <CopyButton value={partFor(relyingParty)} label={text.copyPasskey(relyingParty)} />
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}
