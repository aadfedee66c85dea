/** Where this installation registers passkeys, with the part that a profile needs for each way to make one. Nothing is shown where there is none. */
import { Code, Group, Stack, Text } from '@mantine/core';
import type { PasskeyMaker } from '@cardwright/contracts/card/credential-profile';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { CopyButton } from '../ui/copy-button.js';
import { Panel } from '../ui/page.js';
import { Failed } from '../ui/states.js';
import { text as profiles } from './profiles.text.js';

const text = profiles.edit;
/** The agent makes it where nothing is said. */
const partFor = (relyingParty: string, madeBy: PasskeyMaker): string =>
  `"passkey": ${JSON.stringify({ relyingParty, ...(madeBy !== 'agent' && { madeBy }) })}`;
/** A server of the release before does not say who makes it. */
const ofBefore: readonly PasskeyMaker[] = ['agent'];

export function PasskeyOffers() {
  const { data = [], error, refetch } = useQuery(queries.relyingParties());
  if (error) return <Failed error={error} retry={refetch} />;
  if (data.length === 0) return null;
  return (
    <Panel title={text.passkeys}>
      <Stack gap="xs">
        <Text size="md">{text.passkeysLead}</Text>
        {data.flatMap(({ id, makers = ofBefore }) =>
          makers.map((madeBy) => (
            <Group key={`${id} ${madeBy}`} gap="xs">
              <Text>
                {id}: {profiles.passkeyMaker[madeBy]}
              </Text>
              <Code>{partFor(id, madeBy)}</Code>
              <CopyButton value={partFor(id, madeBy)} label={text.copyPasskey(id, profiles.passkeyMaker[madeBy])} />
            </Group>
          )),
        )}
      </Stack>
    </Panel>
  );
}
