/**
 * What has become of an act, said where it outlives the row or dialog that it came from: with a link to what was started, and for some seconds the
 * way back, where there is one. Whoever misses the way back finds it as an action on the page of the thing.
 */
import { type ReactNode, useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { asProblem, isProblem } from '../api/problem.js';
import { stepUpCode } from '../api/step-up.js';
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
  const stay = (): void => void notifications.update({ id, message: content, autoClose: false });
  const content = !toPress ? (
    message
  ) : (
    <>
      <Text size="sm">{message}</Text>
      {/* Whoever follows the link has read it. */}
      <Group gap="xs" mt={6} onClick={({ target }) => (target as Element).closest('a') && notifications.hide(id)}>
        {link}
        {undo && <Undo {...{ id, undo, stay }} />}
      </Group>
    </>
  );
  notifications.show({
    id,
    ...(title !== undefined && { title }),
    autoClose: toPress ? shownMs.toPress : shownMs.plain,
    message: content,
  });
}

export function failedToast(error: unknown, title?: string): void {
  notifications.show({ ...failure(error), ...(title !== undefined && { title }) });
}

function failure(error: unknown) {
  const { problem } = asProblem(error);
  return {
    message: `${sentence(problem.detail)} ${problem.fix}`,
    color: 'red',
    role: 'alert',
  } as const;
}

/** stay: it is shown until somebody closes it. */
function Undo({ id, undo, stay }: { id: string; undo: () => Promise<unknown>; stay: () => void }) {
  const [busy, setBusy] = useState(false);
  const back = async (): Promise<void> => {
    setBusy(true);
    try {
      await undo();
      notifications.update({ id, message: text.undone, autoClose: shownMs.plain });
    } catch (error) {
      // Nothing was changed, and a dialog asks for a fresh sign-in: it can be pressed again.
      if (isProblem(error, stepUpCode)) {
        setBusy(false);
        return stay();
      }
      notifications.update({ id, ...failure(error), autoClose: shownMs.toPress });
    }
  };
  return (
    <Button size="compact-sm" variant="default" loading={busy} onClick={() => void back()}>
      {text.undo}
    </Button>
  );
}
