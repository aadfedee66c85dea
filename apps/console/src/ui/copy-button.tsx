/** Copies a text; says so by its icon and to screen readers. Never used for a secret. */
import { ActionIcon, CopyButton as MantineCopy, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { text } from './ui.text.js';

export function CopyButton({ value, label = text.copy }: { value: string; label?: string }) {
  return (
    <MantineCopy value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? text.copied : label} withArrow>
          <ActionIcon onClick={copy} aria-label={label} color={copied ? 'green' : 'gray'} size="sm">
            {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
            <VisuallyHidden role="status">{copied ? text.copied : ''}</VisuallyHidden>
          </ActionIcon>
        </Tooltip>
      )}
    </MantineCopy>
  );
}
