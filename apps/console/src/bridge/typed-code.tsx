/** The other way, where no window can go between portal and computer: the program shows a code, and somebody types it here. */
import { useState, type FormEvent } from 'react';
import { Alert, Button, Code, Group, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { readTypedCode } from '@cardwright/contracts/workstation/typed-code';
import { asProblem } from '../api/problem.js';
import { sendTypedCode } from './bridge-api.js';
import { PlainProblem } from '../ui/plain-problem.js';
import { text } from './bridge.text.js';

export function TypedCode({ onDone }: { onDone: () => void }) {
  const { typed } = text;
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState('');
  const [malformed, setMalformed] = useState(false);
  const send = useMutation({ mutationFn: sendTypedCode, onSuccess: onDone });
  if (!open)
    return (
      <Group justify="center" mt="sm">
        <Button variant="subtle" size="sm" onClick={() => setOpen(true)}>
          {typed.open}
        </Button>
      </Group>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = readTypedCode(code);
    setMalformed(given === undefined);
    if (given !== undefined) send.mutate(given);
  };
  const refused = send.isError ? asProblem(send.error).code : null;
  const refusals: Partial<Record<string, string>> = {
    BRIDGE_CODE_REFUSED: typed.refused,
    REQUEST_RATE_LIMITED: typed.tooOften,
  };
  const sentence = refused === null ? undefined : refusals[refused];
  return (
    <form onSubmit={submit}>
      <Text mt="md">
        {typed.lead} <Code>cardwright-agent pair</Code>
      </Text>
      <TextInput
        mt="xs"
        label={typed.label}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={malformed ? typed.malformed : undefined}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={20}
        data-autofocus
      />
      {sentence !== undefined && (
        <Alert color="red" variant="light" mt="xs" role="alert">
          {sentence}
        </Alert>
      )}
      {refused !== null && sentence === undefined && <PlainProblem error={send.error} />}
      <Group mt="sm">
        <Button type="submit" variant="default" loading={send.isPending}>
          {typed.send}
        </Button>
      </Group>
    </form>
  );
}
