/** Texts of sagas: states, stages, progress, failures. */
import { isCardSaga, sagaKind, waitingRequests } from '@cardwright/contracts/workflow/saga-kinds';
import type { RequestState, RequestType, WaitsFor } from '../api/types.js';
import { inPagesLanguage } from '../ui/language.js';
import { text as german, titles as germanTitles } from './sagas.de.js';
import { text as english } from './sagas.en.js';

/** Holders see it too. */
export const progressText = inPagesLanguage({
  en: {
    progress: 'Progress',
    percent: (percent: number) => `${percent} % done`,
    ended: 'Ended',
    away: 'Connection lost. Progress goes on and is shown as soon as it is back.',
    stageState: {
      done: 'done',
      current: 'running',
      waiting: 'waiting',
      failed: 'stopped',
      skipped: 'left out',
      next: 'to come',
    },
  },
  de: {
    progress: 'Fortschritt',
    percent: (percent: number) => `${percent} % erledigt`,
    ended: 'Beendet',
    away: 'Die Verbindung ist unterbrochen. Die Arbeit geht weiter und wird gezeigt, sobald die Verbindung wieder da ist.',
    stageState: {
      done: 'erledigt',
      current: 'läuft',
      waiting: 'wartet',
      failed: 'angehalten',
      skipped: 'ausgelassen',
      next: 'kommt noch',
    },
  },
});

export const text = inPagesLanguage({ en: english, de: german });

export const stateText = inPagesLanguage<Record<RequestState, string>>({
  en: {
    READY: 'Ready',
    IN_PROGRESS: 'Running',
    AWAITING_USER: 'Waiting for PIN',
    INTERRUPTED: 'Interrupted',
    FAILED: 'Stuck',
    CANCELLING: 'Cancelling',
    CANCELLED: 'Cancelled',
    COMPLETED: 'Completed',
    SUPERSEDED: 'Superseded',
    WITHDRAWN: 'Withdrawn',
  },
  de: {
    READY: 'Bereit',
    IN_PROGRESS: 'Läuft',
    AWAITING_USER: 'Wartet auf die PIN',
    INTERRUPTED: 'Unterbrochen',
    FAILED: 'Steht',
    CANCELLING: 'Wird abgebrochen',
    CANCELLED: 'Abgebrochen',
    COMPLETED: 'Erledigt',
    SUPERSEDED: 'Überholt',
    WITHDRAWN: 'Zurückgezogen',
  },
});

export const waitsForText = inPagesLanguage<Record<WaitsFor, string>>({
  en: { cardholder: 'The cardholder', operator: 'An operator', administrator: 'An administrator' },
  de: { cardholder: 'Der Inhaber', operator: 'Ein Operator', administrator: 'Ein Administrator' },
});

/** What a request does, before "a card" or "the card of Ada"; in German a whole name of it. */
export const typeText = inPagesLanguage<(type: RequestType) => string>({
  en: (type) => (isCardSaga(type) ? sagaKind(type).words.title : waitingRequests[type].title),
  de: (type) => germanTitles[type](null),
});

/** On the button that cancels it. */
export const cancelText = inPagesLanguage<(type: RequestType) => string>({
  en: (type) => (isCardSaga(type) ? sagaKind(type).words.cancel : english.cancel.button),
  de: (type) => (type === 'ISSUE' ? 'Ausstellung abbrechen' : german.cancel.button),
});

/** Who the saga is about, in one line. */
export const sagaTitle = inPagesLanguage<(type: RequestType, personName: string | null) => string>({
  en: (type, personName) => {
    const title = isCardSaga(type) ? sagaKind(type).words.title : waitingRequests[type].title;
    if (personName === null) return `${title} a card`;
    const toHolder = isCardSaga(type) ? sagaKind(type).words.titleToHolder : undefined;
    return `${toHolder ?? `${title} the card of`} ${personName}`;
  },
  de: (type, personName) => germanTitles[type](personName),
});
