/** Chooses a reason from the list (D19), says what it means to the certificates, and asks for words: needed for some, welcome for all. */
import { NativeSelect, Stack, Textarea } from '@mantine/core';
import { PlainProblem } from '../ui/plain-problem.js';
import { Failed, Loading } from '../ui/states.js';
import { effectOf, text, titleForHolder, titleOfReason } from './reasons.text.js';
import type { ReasonChoice } from './use-reason-choice.js';

interface ReasonFieldProps {
  label: string;
  choice: ReasonChoice;
  /** Says what the reason means to the certificates; not where the action says it already (suspend, resume). */
  effects?: boolean;
  /** For a card of one's own: its holder reads nothing of certificates and trails. */
  own?: boolean;
}

export function ReasonField({ label, choice, effects = false, own = false }: ReasonFieldProps) {
  const { offered, chosen, words } = choice;
  if (offered === undefined && choice.error === null) return <Loading rows={2} />;
  if (offered === undefined)
    return own ? (
      <PlainProblem error={choice.error} retry={choice.retry} />
    ) : (
      <Failed error={choice.error} title={text.failed} retry={choice.retry} />
    );
  const titleOf = own ? titleForHolder : titleOfReason;
  const needed = own ? text.wordsOwnNeeded : text.wordsNeeded;
  return (
    <Stack gap="md">
      <NativeSelect
        label={label}
        data={[
          { value: '', label: text.choose, disabled: chosen !== undefined },
          ...offered.map(({ code, title }) => ({ value: code, label: titleOf({ code, title }) })),
        ]}
        value={chosen?.code ?? ''}
        onChange={(event) => choice.choose(event.currentTarget.value)}
        description={effects && chosen && effectOf(chosen)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
      />
      <Textarea
        label={text.words}
        description={chosen?.textNeeded ? needed : own ? text.wordsOwn : text.wordsHint}
        required={chosen?.textNeeded ?? false}
        value={words}
        onChange={(event) => choice.say(event.currentTarget.value)}
        maxLength={500}
        autosize
        minRows={2}
      />
    </Stack>
  );
}
