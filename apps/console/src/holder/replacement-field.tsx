/** Chooses the card that the new one replaces, if an open request of the person waits for a replacement. Otherwise it shows nothing. */
import { Radio, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import { Failed } from '../ui/states.js';
import { dayOf } from '../ui/time.js';
import { typeText } from '../sagas/sagas.text.js';
import { text } from './holder.text.js';

interface ReplacementFieldProps {
  personId: string;
  chosen: Saga | null;
  onChoose: (request: Saga | null) => void;
}

const isReplacement = ({ type }: Saga): boolean => !isCardSaga(type);

export function ReplacementField({ personId, chosen, onChoose }: ReplacementFieldProps) {
  const ready = useInfiniteQuery(queries.sagas({ personId, state: 'READY' }));
  if (ready.isError && !ready.data) return <Failed error={ready.error} retry={ready.refetch} />;
  const waiting = ready.data?.pages.flatMap(({ rows }) => rows).filter(isReplacement) ?? [];
  if (waiting.length === 0) return null;
  return (
    <Radio.Group
      label={text.replacement}
      value={chosen?.requestId ?? ''}
      onChange={(value) => onChoose(waiting.find(({ requestId }) => requestId === value) ?? null)}
    >
      <Stack gap="xs" mt={6}>
        {waiting.map(({ requestId, type, createdAt, profileName }) => (
          <Radio
            key={requestId}
            value={requestId}
            label={text.replacementOf(typeText(type), dayOf(createdAt))}
            description={profileName}
          />
        ))}
        <Radio value="" label={text.replacementNone} />
      </Stack>
    </Radio.Group>
  );
}
