/** Texts of the page that a holder updates their card on. Holders read them: no word of ours for what happens inside. */
import { type UpdateKind, updateKinds } from '@cardwright/contracts/update/update-kinds';
import type { CardSagaType, SagaStageName } from '@cardwright/contracts/workflow/saga-kinds';
import type { RequestType, UpdateCause } from '../api/types.js';
import { inPagesLanguage } from '../ui/language.js';
import * as de from './update.de.js';
import * as en from './update.en.js';

type StageOf<Type extends CardSagaType> = Type extends unknown ? SagaStageName<Type> : never;
export type StageName =
  StageOf<'ISSUE' | 'PASSKEY' | 'UPDATE' | 'REPROVISION' | 'UNLOCK' | 'CHANGE_PIN' | 'LOCK'> | 'requested';

const texts = inPagesLanguage({ en, de });
const { things, why, titles: pageTitles, stageLabels } = texts;
export const { text, unknownProblem } = texts;
/** What a holder can do about it. What stands here needs no help desk; everything else does. */
export const problemText: Readonly<Record<string, { title: string; fix: string }>> = texts.problemText;

export const causeText = ({ kind, cause, keyReferences }: Pick<UpdateCause, 'kind' | 'cause' | 'keyReferences'>) =>
  [things[kind](keyReferences), why[cause]].filter((part) => part !== undefined).join(' ');

export const stageText = (stage: string): string =>
  Object.hasOwn(text.run.stages, stage) ? text.run.stages[stage as StageName] : text.run.working;

/** Below the progress. */
export const stageLabel = ({ name, label }: { name: string; label: string }): string =>
  Object.hasOwn(stageLabels, name) ? stageLabels[name as keyof typeof stageLabels] : label;

/** Alone, for whoever helps; of one that only a newer server knows, that there is work. */
export const stageShort = (name: string): string => stageLabel({ name, label: text.run.working });

export const finishedText = (type: RequestType): string =>
  text.finished[Object.hasOwn(titles, type) ? titles[type as keyof typeof titles] : 'title'];
const titles = {
  UNLOCK: 'pinTitle',
  CHANGE_PIN: 'pinTitle',
  LOCK: 'lockTitle',
  ISSUE: 'issueTitle',
  PASSKEY: 'passkeyTitle',
} as const satisfies Partial<Record<CardSagaType, keyof typeof text.finished>>;

/** A new PIN is no update. */
export const isOfPin = (type: RequestType): boolean => type === 'UNLOCK' || type === 'CHANGE_PIN';
/** A card that is set up, or written anew, is none either. */
const isWork = (type: RequestType): boolean => type === 'ISSUE' || type === 'REPROVISION';
export const stoppedText = (
  type: RequestType,
): Pick<typeof text.stopped, 'title' | 'giveUp' | 'giveUpTitle' | 'giveUpText'> =>
  isOfPin(type)
    ? text.stopped.pin
    : type === 'PASSKEY'
      ? text.stopped.passkey
      : isWork(type)
        ? text.stopped.work
        : text.stopped;
export const cancelledTitle = (type: RequestType): string => cancelled(type).title;

/** Of a card that was to be set up nothing goes on as before. */
const isNew = (type: RequestType): boolean => type === 'ISSUE';
export const giveUpText = (type: RequestType): string =>
  isNew(type) ? text.stopped.giveUpNew : stoppedText(type).giveUpText;
export const cancelledText = (type: RequestType): string =>
  isNew(type) ? text.finished.cancelledNew : cancelled(type).hint;

function cancelled(type: RequestType): { title: string; hint: string } {
  const { finished } = text;
  if (isOfPin(type)) return finished.cancelledPin;
  if (type === 'PASSKEY') return finished.cancelledPasskey;
  return isWork(type) ? finished.cancelledWork : { title: finished.cancelled, hint: finished.cancelledHint };
}

export const titleText = (kind: UpdateKind): string => pageTitles[kind] ?? text.title;
export function startText(kind: UpdateKind): string {
  const { saga } = updateKinds[kind];
  if (isOfPin(saga)) return text.startPin;
  if (saga === 'PASSKEY') return text.startPasskey;
  return isNew(saga) ? text.startNew : text.start;
}
/** What the help is for. */
export const helpAbout = (type: RequestType | undefined): keyof typeof text.help =>
  type === 'UPDATE' ? 'update' : type !== undefined && isOfPin(type) ? 'pin' : 'card';
