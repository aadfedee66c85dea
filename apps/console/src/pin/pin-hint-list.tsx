/** The rules of a new PIN, each of which turns met while it is typed; said once typing pauses on a change, and politely. */
import { Text, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { PinRule } from '../api/types.js';
import { hintsOf, type PinHint } from './pin-hints.js';
import { hintText, text } from './pin.text.js';
import classes from './pin-hint-list.module.css';

interface PinHintListProps {
  rule: PinRule;
  met: readonly PinHint[];
  /** Nothing is said of fields that nobody has typed into. */
  typed: boolean;
}

export function PinHintList({ rule, met, typed }: PinHintListProps) {
  const hints = hintsOf(rule);
  const missing = hints.filter((hint) => !met.includes(hint));
  return (
    <div>
      <ul className={classes.hints} aria-label={text.hints.title}>
        {hints.map((hint) => {
          const isMet = met.includes(hint);
          const Icon = isMet ? IconCircleCheckFilled : IconCircle;
          return (
            <li key={hint} className={classes.hint} data-met={isMet || undefined}>
              <Icon size={16} aria-hidden />
              <Text component="span" size="sm">
                {hintText(hint, rule)}
              </Text>
              <VisuallyHidden>{isMet ? text.hints.met : text.hints.unmet}</VisuallyHidden>
            </li>
          );
        })}
      </ul>
      <VisuallyHidden role="status">
        {typed &&
          (missing.length === 0
            ? text.hints.allMet
            : text.hints.missing(missing.map((hint) => hintText(hint, rule)).join('; ')))}
      </VisuallyHidden>
    </div>
  );
}
