/** Who gets the card, with which profile, and who chooses the PIN. */
import { useId, useState } from 'react';
import { Button, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { Failed, Loading } from '../ui/states.js';
import { text as cardText } from '../card/card.text.js';
import { Choice } from './choice.js';
import type { HolderChoice } from './choices.js';
import { text } from './issue.text.js';
import { PersonPicker } from '../holder/person-picker.js';
import { ReplacementField, useReplacementChoice } from '../holder/replacement-field.js';
import classes from '../card/card.module.css';

interface HolderStepProps {
  before: HolderChoice | null;
  given: Person | null;
  /** The request that the new card is for, as the address says. */
  replacement: string | undefined;
  onBack: () => void;
  onDone: (choice: HolderChoice) => void;
}

export function HolderStep({ before, given, replacement: asked, onBack, onDone }: HolderStepProps) {
  const profiles = useQuery(queries.profiles());
  const [person, setPerson] = useState(before?.person ?? given);
  const [profileName, setProfileName] = useState(before?.profileName ?? '');
  const [pinChange, setPinChange] = useState<HolderChoice['pinChange']>(before?.pinChange ?? 'holder');
  const choice = useReplacementChoice(person?.personId, { before: before?.replacement, asked });
  const { replacement } = choice;
  const [reason, setReason] = useState(before?.reason ?? '');
  const missingId = useId();
  if (profiles.isPending) return <Loading />;
  if (profiles.data === undefined) return <Failed error={profiles.error} retry={profiles.refetch} />;
  // A request for a replacement names the profile too.
  const offered = profiles.data.filter(
    ({ name, withdrawnAt }) => withdrawnAt === null && (replacement == null || name === replacement.profileName),
  );
  const profile = offered.find(({ name }) => name === (replacement?.profileName ?? profileName));
  const missing = firstMissing();
  function firstMissing(): string | undefined {
    if (person === null) return text.holder.missing.person;
    if (replacement === undefined) return text.holder.missing.replacement;
    return profile === undefined ? text.holder.missing.profile : undefined;
  }
  return (
    <Stack gap="lg">
      <PersonPicker person={person} onChoose={setPerson} />
      <ReplacementField choice={choice} />
      <Radio.Group label={text.holder.profile} value={profile?.name ?? ''} onChange={setProfileName}>
        <Stack gap="xs" mt={6}>
          {offered.length === 0 && <Text c="dimmed">{text.holder.profileEmpty}</Text>}
          {offered.map(({ name, title, version }) => (
            <Choice key={name} value={name} title={title} hint={`${name}, version ${version}`} />
          ))}
        </Stack>
      </Radio.Group>
      <Radio.Group
        label={text.holder.pin}
        value={pinChange}
        onChange={(value) => setPinChange(value as HolderChoice['pinChange'])}
      >
        <Stack gap="xs" mt={6}>
          <Choice value="holder" title={text.holder.pinHolder} hint={text.holder.pinHolderHint} />
          <Choice value="none" title={text.holder.pinNone} hint={text.holder.pinNoneHint} />
        </Stack>
      </Radio.Group>
      <TextInput
        label={text.holder.reason}
        description={text.holder.reasonHint}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {missing !== undefined && (
        <Text id={missingId} size="sm" c="dimmed" ta="right">
          {missing}
        </Text>
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={onBack}>
          {cardText.back}
        </Button>
        <Button
          disabled={missing !== undefined}
          aria-describedby={missing === undefined ? undefined : missingId}
          onClick={() =>
            person &&
            profile &&
            replacement !== undefined &&
            onDone({
              ...{ person, profileName: profile.name, profileTitle: profile.title },
              ...{ pinChange, reason: reason.trim(), replacement },
            })
          }
        >
          {text.holder.plan}
        </Button>
      </div>
    </Stack>
  );
}
