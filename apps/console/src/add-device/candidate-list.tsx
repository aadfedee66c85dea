/** The cards in the readers, by the name of the reader: those that can be added to choose from, each other one with the reason why not (C08). */
import { Stack, Text } from '@mantine/core';
import { IconCreditCard, IconCreditCardOff } from '@tabler/icons-react';
import { RadioRow, RadioRows } from '../ui/radio-rows.js';
import { text } from './add-device.text.js';
import type { Candidate } from './candidates.js';
import classes from './add-device.module.css';

interface CandidateListProps {
  candidates: readonly Candidate[];
  chosen: string | null;
  onChoose: (readerName: string) => void;
}

export function CandidateList({ candidates, chosen, onChoose }: CandidateListProps) {
  const fitting = candidates.filter(({ verdict }) => verdict?.can === 'add');
  const rest = candidates.filter(({ verdict }) => verdict?.can !== 'add');
  return (
    <Stack gap="md">
      {fitting.length > 0 && (
        <RadioRows label={text.device.chooseCard}>
          {fitting.map(({ readerName }) => (
            <RadioRow key={readerName} checked={readerName === chosen} onChoose={() => onChoose(readerName)}>
              <IconCreditCard size={20} stroke={1.6} aria-hidden />
              <span className={classes.reader}>{readerName}</span>
              <span className={classes.state}>{text.device.fits}</span>
            </RadioRow>
          ))}
        </RadioRows>
      )}
      {rest.length > 0 && (
        <ul className={classes.rest} aria-label={text.device.others}>
          {rest.map(({ readerName, verdict }) => (
            <li key={readerName} className={classes.card}>
              <IconCreditCardOff size={20} stroke={1.6} aria-hidden className={classes.icon} />
              <div>
                <Text fw={500}>{readerName}</Text>
                <Text c="dimmed" {...(verdict === null && { role: 'status' })}>
                  {verdict?.can === 'not' ? text.why[verdict.why] : text.device.reading}
                </Text>
                {verdict?.can === 'not' && verdict.why === 'not-now' && verdict.code !== undefined && (
                  <Text size="sm" c="dimmed">
                    {text.device.code(verdict.code)}
                  </Text>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}
