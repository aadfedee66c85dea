/**
 * The details of one row beside its list, which stays as it is: not a dialog, so the list can be used meanwhile. The heading has the focus once it is
 * opened, Escape closes it from wherever the focus is, and the focus is then on the button that opened it. Where the window is narrow there is none, and
 * the row leads to its page.
 */
import { type ReactNode, useEffect, useRef } from 'react';
import { CloseButton, Group, Title } from '@mantine/core';
import { text } from './ui.text.js';
import classes from './beside.module.css';

interface BesideProps {
  id: string;
  /** Of its row: what opened it is found by it. */
  rowKey: string;
  title: string;
  /** The link to the page of the row. */
  page: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

export function Beside({ id, rowKey, title, page, onClose, children }: BesideProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const closing = useRef(onClose);
  closing.current = onClose;
  const close = (): void => {
    closing.current();
    document.querySelector<HTMLElement>(`[data-opens="${CSS.escape(rowKey)}"]`)?.focus();
  };
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // A dialog or menu over the page has its own Escape.
      const over = document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
      if (event.key === 'Escape' && !event.defaultPrevented && !over) close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  return (
    <aside id={id} className={classes.beside} aria-label={title}>
      <Group justify="space-between" wrap="nowrap" mb="md">
        <Title order={2} ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </Title>
        <CloseButton aria-label={text.close} onClick={close} />
      </Group>
      {children}
      <Group mt="lg">{page}</Group>
    </aside>
  );
}
