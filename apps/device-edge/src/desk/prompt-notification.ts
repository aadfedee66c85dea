/** A prompt as a notification: its text, its choices and how long it is shown, by the manners of the service that shows it. */
import type { Prompt } from '../updates/ports.js';
import type { Manners } from './manners.js';
import type { Notification } from './notification-service.js';
import { cancel, laterText, promptText, updateNow } from './texts.js';

/** Long enough for somebody who reads something else; then it is put off, never refused. */
const normalForMs = 5 * 60_000;
const criticalForMs = 60 * 60_000;
const isCritical = ({ urgency }: Prompt): boolean => urgency === 'critical';

export const shownForMs = (prompt: Prompt): number => (isCritical(prompt) ? criticalForMs : normalForMs);

/** Choices by their ids. `default` is a click on the notification itself; few services draw it, so the same is a button too. */
const begin = { default: 'default', button: 'begin' };
const later = 'later';

export const choiceOf = (actionId: string): 'begin' | 'later' | undefined => {
  if (actionId === later) return 'later';
  return Object.values(begin).includes(actionId) ? 'begin' : undefined;
};

/** When it would be shown again; undefined: it cannot be put off. */
export const comesBack = ({ postponeMs }: Prompt, now: Date): Date | undefined =>
  postponeMs === null ? undefined : new Date(now.getTime() + postponeMs);

export function promptNotification(
  prompt: Prompt,
  { markup, manners }: { markup: boolean; manners: Manners },
  now: Date,
): Notification {
  const otherwise = prompt.choice ? otherChoice(prompt, now) : undefined;
  const actions: [string, string][] = [];
  if (prompt.choice) actions.push([begin.default, updateNow]);
  if (prompt.choice && !manners.drawsDefault) actions.push([begin.button, updateNow]);
  if (otherwise !== undefined) actions.push([later, otherwise]);
  return {
    ...promptText(prompt, { markup, beginsBy: manners.beginsBy, otherwise }),
    actions,
    critical: isCritical(prompt),
    shownForMs: shownForMs(prompt),
  };
}

function otherChoice(prompt: Prompt, now: Date): string | undefined {
  if (prompt.byHand === true) return cancel;
  const at = comesBack(prompt, now);
  return at === undefined ? undefined : laterText(at, now);
}
