/** Reason for reprovision, from the list (D19). */
import type { FormEvent } from 'react';
import { Button, Stack } from '@mantine/core';
import { text as cardText } from '../card/card.text.js';
import { ReasonField } from '../reasons/reason-field.js';
import { type GivenReason, useReasonChoice } from '../reasons/use-reason-choice.js';
import { text } from './reprovision.text.js';
import classes from '../card/card.module.css';

interface ReasonStepProps {
  own: boolean;
  before: GivenReason | null;
  onBack: () => void;
  onDone: (given: GivenReason) => void;
}

export function ReasonStep({ own, before, onBack, onDone }: ReasonStepProps) {
  const choice = useReasonChoice('reprovision', before ?? undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (choice.given) onDone(choice.given);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <ReasonField label={own ? text.reason.labelOwn : text.reason.label} choice={choice} effects={!own} own={own} />
        <div className={classes.foot}>
          <Button variant="default" onClick={onBack}>
            {cardText.back}
          </Button>
          <Button type="submit" disabled={choice.given === undefined}>
            {text.reason.next}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
