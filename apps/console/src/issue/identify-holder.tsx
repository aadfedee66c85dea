/** Before a card is written: who the holder is on record, and how whoever issues the card made sure that this is who stands before them. */
import { Box, Group, Radio, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { IssueBody, Person } from '../api/types.js';
import { PersonFace } from '../holder/person-face.js';
import { Facts } from '../ui/facts.js';
import { Loading } from '../ui/states.js';
import { text as issue } from './issue.text.js';
import { Choice } from './choice.js';

const text = issue.identify;

export type IdentifiedBy = NonNullable<IssueBody['identifiedBy']>;

interface IdentifyHolderProps {
  person: Person;
  /** Nobody is asked where the holder is not there, or issues it to themselves. */
  asked: boolean;
  value: IdentifiedBy | null;
  onChange: (value: IdentifiedBy) => void;
}

export function IdentifyHolder({ person, asked, value, onChange }: IdentifyHolderProps) {
  const photo = useQuery(queries.photo(person.personId));
  const ways = (['photo', 'document', 'known'] as const).filter((way) => way !== 'photo' || photo.data != null);
  return (
    <Stack gap="md">
      <Group align="flex-start" wrap="nowrap">
        <PersonFace person={person} />
        <Box flex={1} miw={0}>
          <Facts
            facts={[
              [text.name, person.displayName],
              [text.externalId, <span className="mono">{person.externalId}</span>],
              [text.unit, person.organizationalUnit],
            ]}
          />
        </Box>
      </Group>
      {/* All at once: what came later would move what is below, away from under a pointer. */}
      {asked && photo.isPending && <Loading />}
      {asked && !photo.isPending && (
        <Radio.Group
          label={text.confirm}
          description={text.hint}
          value={value ?? ''}
          onChange={(way) => onChange(way as IdentifiedBy)}
        >
          <Stack gap="xs" mt={6}>
            {ways.map((way) => (
              <Choice key={way} value={way} title={text.ways[way].title} hint={text.ways[way].hint} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {asked && photo.data === null && (
        <Text size="sm" c="dimmed">
          {text.noPhoto}
        </Text>
      )}
    </Stack>
  );
}
