/**
 * "Confirm that it is you": what asks for a fresh sign-in is not done; the person signs in again and comes back to this page, where they
 * repeat it. Nothing happens by itself. A sign-in that did not confirm it is said when the page opens.
 */
import { useEffect, useState } from 'react';
import { Button, getDefaultZIndex, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { onStepUp, stepUpAddress } from '../api/step-up.js';
import { text as texts } from './app.text.js';

/** As the page was opened, before the router puts the address in order. */
const outcome = new URLSearchParams(location.search).get('signIn');

/**
 * Each open dialog listens for Escape at the window, in the order in which it came, and closes. This one stands in front of the others: it is asked before all of
 * them, and they do not hear of it. Registered with this file, before any dialog is there.
 */
let onEscape: (() => void) | null = null;
window.addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Escape' || event.isComposing || onEscape === null) return;
    event.stopImmediatePropagation();
    onEscape();
  },
  { capture: true },
);

/** The keyboard goes on in the dialog below: its button was switched off while its call ran, and lost the focus by that. */
function focusBelow(): void {
  const open = [...document.querySelectorAll<HTMLElement>('[role="dialog"]')];
  const below = open.findLast((dialog) => dialog.closest('[data-step-up]') === null);
  if (below !== undefined && !below.contains(document.activeElement)) below.focus({ preventScroll: true });
}

export function StepUp() {
  const text = texts.stepUp;
  const [asked, setAsked] = useState(false);
  const [leaving, setLeaving] = useState(false);
  useEffect(() => onStepUp(() => setAsked(true)), []);
  useEffect(() => {
    const notice = outcome === 'other-person' ? text.otherPerson : outcome === 'unconfirmed' ? text.unconfirmed : null;
    // By its id it is shown once.
    if (notice !== null) notifications.show({ id: 'step-up', color: 'red', message: notice, autoClose: false });
  }, []);
  const close = (): void => setAsked(false);
  useEffect(() => {
    if (!asked) return undefined;
    onEscape = close;
    return () => void (onEscape = null);
  }, [asked]);
  const confirm = (): void => {
    setLeaving(true);
    location.assign(stepUpAddress());
  };
  return (
    // What was refused may have been asked in a dialog of the page: this one stands in front of it.
    <Modal
      opened={asked}
      onClose={close}
      onExitTransitionEnd={focusBelow}
      title={text.title}
      zIndex={getDefaultZIndex('popover')}
      data-step-up
    >
      <Stack gap="md">
        <Text>{text.explanation}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button onClick={confirm} loading={leaving} data-autofocus>
            {text.confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
