/** The cards in the readers, by the name of the reader: those that can be added to choose from, each other one with the reason why not (C08). */
import { Input, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconCreditCard, IconCreditCardOff } from '@tabler/icons-react';
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
        <Stack gap="xs" role="radiogroup" aria-labelledby="candidates-label">
          <Input.Label id="candidates-label" component="span">
            {text.device.chooseCard}
          </Input.Label>
          {fitting.map(({ readerName }) => (
            <UnstyledButton
              key={readerName}
              role="radio"
              aria-checked={readerName === chosen}
              className={classes.card}
              onClick={() => onChoose(readerName)}
            >
              <IconCreditCard size={20} stroke={1.6} aria-hidden />
              <span className={classes.reader}>{readerName}</span>
              <span className={classes.state}>{text.device.fits}</span>
            </UnstyledButton>
          ))}
        </Stack>
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
