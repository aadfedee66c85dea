/**
 * What has become of an act, said where it outlives the row or dialog that it came from: with a link to what was started, and for some seconds the
 * way back, where there is one. Whoever misses the way back finds it as an action on the page of the thing.
 */
import { type ReactNode, useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { asProblem } from '../api/problem.js';
import { pageLanguage } from './language.js';
import { sentence } from './sentence.js';
import { text } from './ui.text.js';

interface Toast {
  title?: string;
  message: string;
  /** To what was started or changed. */
  link?: ReactNode;
  /** Resolves when it is as before. */
  undo?: () => Promise<unknown>;
}

/** What can be pressed is there long enough to be reached by the keyboard. */
const shownMs = { plain: 5_000, toPress: 15_000 } as const;

export function toast({ title, message, link, undo }: Toast): void {
  const id = crypto.randomUUID();
  const toPress = link !== undefined || undo !== undefined;
  notifications.show({
    id,
    ...(title !== undefined && { title }),
    autoClose: toPress ? shownMs.toPress : shownMs.plain,
    message: !toPress ? (
      message
    ) : (
      <>
        <Text size="sm">{message}</Text>
        {/* Whoever follows the link has read it. */}
        <Group gap="xs" mt={6} onClick={({ target }) => (target as Element).closest('a') && notifications.hide(id)}>
          {link}
          {undo && <Undo id={id} undo={undo} />}
        </Group>
      </>
    ),
  });
}

export function failedToast(error: unknown, title?: string): void {
  notifications.show({ ...failure(error), ...(title !== undefined && { title }) });
}

function failure(error: unknown) {
  const { problem } = asProblem(error);
  return {
    message: <span lang={pageLanguage()}>{`${sentence(problem.detail)} ${problem.fix}`}</span>,
    color: 'red',
    role: 'alert',
  } as const;
}

function Undo({ id, undo }: { id: string; undo: () => Promise<unknown> }) {
  const [busy, setBusy] = useState(false);
  const back = async (): Promise<void> => {
    setBusy(true);
    try {
      await undo();
      notifications.update({ id, message: text.undone, autoClose: shownMs.plain });
    } catch (error) {
      notifications.update({ id, ...failure(error), autoClose: shownMs.toPress });
    }
  };
  return (
    <Button size="compact-sm" variant="default" loading={busy} onClick={() => void back()}>
      {text.undo}
    </Button>
  );
}
