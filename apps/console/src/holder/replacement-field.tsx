/**
 * Chooses the card that the new one replaces, if an open request of the person waits for a replacement. Otherwise it shows nothing. None is taken by
 * itself, and "no other card" neither: a card issued beside the request would leave the old one as it is.
 */
import { useState } from 'react';
import { Radio, Stack } from '@mantine/core';
import type { Saga } from '../api/types.js';
import { ProfileTitle } from '../catalogue/profile-title.js';
import { Failed } from '../ui/states.js';
import { dayOf } from '../ui/time.js';
import { typeText } from '../sagas/sagas.text.js';
import { text } from './holder.text.js';
import { useWaitingReplacements } from '../sagas/waiting-replacements.js';

const noOther = 'none';

/** before: what was chosen for this person when the page was here last. asked: the request that the address of the page names. */
export function useReplacementChoice(
  personId: string | undefined,
  { before, asked }: { before?: Saga | null | undefined; asked?: string | undefined } = {},
) {
  const [chosen, setChosen] = useState({ personId, request: before });
  const { waiting, error, retry } = useWaitingReplacements(personId);
  const request = chosen.personId === personId ? chosen.request : undefined;
  const first = waiting?.length === 0 ? null : waiting?.find(({ requestId }) => requestId === asked);
  return {
    /** null: the card takes no other's place. undefined: nobody has said yet. */
    replacement: request === undefined ? first : request,
    waiting,
    error,
    retry,
    choose: (request: Saga | null) => setChosen({ personId, request }),
  };
}

export function ReplacementField({ choice }: { choice: ReturnType<typeof useReplacementChoice> }) {
  const { replacement: chosen, waiting = [], error, retry, choose } = choice;
  if (error !== null) return <Failed error={error} retry={retry} />;
  if (waiting.length === 0) return null;
  return (
    <Radio.Group
      label={text.replacement}
      value={chosen === null ? noOther : (chosen?.requestId ?? '')}
      onChange={(value) => choose(waiting.find(({ requestId }) => requestId === value) ?? null)}
    >
      <Stack gap="xs" mt={6}>
        {waiting.map(({ requestId, type, createdAt, profileName }) => (
          <Radio
            key={requestId}
            value={requestId}
            label={text.replacementOf(typeText(type), dayOf(createdAt))}
            description={profileName !== null && <ProfileTitle name={profileName} />}
          />
        ))}
        <Radio value={noOther} label={text.replacementNone} />
      </Stack>
    </Radio.Group>
  );
}
