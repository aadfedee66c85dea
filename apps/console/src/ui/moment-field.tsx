/** A moment that narrows a list, kept in the address as the API takes it: typed in the time zone of the browser, to the minute. */
import { TextInput } from '@mantine/core';
import classes from './list-filters.module.css';

const two = (number: number): string => String(number).padStart(2, '0');

/** `2026-11-29T09:00`, as it is there; empty for what is no moment. */
function localText(at: string | undefined): string {
  const time = new Date(at ?? '');
  if (Number.isNaN(time.getTime())) return '';
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** value: ISO 8601, UTC. A moment that is typed half is none yet: the browser gives it as empty, and what stood before stays until it is cleared. */
export function MomentField({
  label,
  value,
  onChoose,
}: {
  label: string;
  value: string | undefined;
  onChoose: (value: string | undefined) => void;
}) {
  return (
    <TextInput
      className={classes.choice}
      type="datetime-local"
      label={label}
      max="9999-12-31T23:59"
      // Of what the address says; what is being typed is the browser's.
      key={value ?? ''}
      defaultValue={localText(value)}
      onBlur={({ currentTarget }) => {
        const { value: typed, validity } = currentTarget;
        if (validity.badInput || typed === localText(value)) return;
        onChoose(typed === '' ? undefined : new Date(typed).toISOString());
      }}
      onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
    />
  );
}
