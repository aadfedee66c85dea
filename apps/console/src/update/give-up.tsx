/** Gives up an update, a new PIN or a new passkey: what that does depends on which it is. */
import type { Saga } from '../api/types.js';
import { StopSaga } from './stop-saga.js';
import { giveUpText, stoppedText, text } from './update.text.js';

export function GiveUp({ saga }: { saga: Saga }) {
  const { giveUp, giveUpTitle } = stoppedText(saga.type);
  const { keep, reason } = text.stopped;
  const words = {
    button: giveUp,
    title: giveUpTitle,
    text: giveUpText(saga.type),
    confirm: giveUp,
    cancel: keep,
    reason,
  };
  return <StopSaga saga={saga} words={words} size="sm" />;
}
