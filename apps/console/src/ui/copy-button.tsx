/** Copies a text; says so by its icon and to screen readers. Never used for a secret. */
import { ActionIcon, CopyButton as MantineCopy, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { text } from '../app/app.text.js';

export function CopyButton({ value, label = text.states.copy }: { value: string; label?: string }) {
  return (
    <MantineCopy value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? text.states.copied : label} withArrow>
          <ActionIcon onClick={copy} aria-label={label} color={copied ? 'green' : 'gray'} size="sm">
            {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
            <VisuallyHidden role="status">{copied ? text.states.copied : ''}</VisuallyHidden>
          </ActionIcon>
        </Tooltip>
      )}
    </MantineCopy>
  );
}
