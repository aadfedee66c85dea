/** A choice of one, as rows: the browser's own radio buttons, so that the arrow keys, one stop of Tab and screen readers work as everywhere. */
import { createContext, type ReactNode, useContext, useId } from 'react';
import { Input, Stack } from '@mantine/core';
import classes from './radio-rows.module.css';

const Group = createContext('');

export function RadioRows({ label, children }: { label: string; children: ReactNode }) {
  const name = useId();
  const labelId = `${name}-label`;
  return (
    <Stack gap="xs" role="radiogroup" aria-labelledby={labelId}>
      <Input.Label id={labelId} component="span">
        {label}
      </Input.Label>
      <Group value={name}>{children}</Group>
    </Stack>
  );
}

interface RadioRowProps {
  checked: boolean;
  disabled?: boolean;
  onChoose: () => void;
  children: ReactNode;
}

export const RadioRow = ({ checked, disabled = false, onChoose, children }: RadioRowProps) => (
  <label className={classes.row}>
    <input type="radio" name={useContext(Group)} checked={checked} disabled={disabled} onChange={onChoose} />
    {children}
  </label>
);
