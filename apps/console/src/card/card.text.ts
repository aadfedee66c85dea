/** Texts of what every page with a card in a reader shares: where it is, what it is, what a plan would do to it. */
import { isCardStepKind } from '@cardwright/contracts/card/card-step';
import { cardSteps } from '@cardwright/contracts/card/card-steps';
import type { PlanSummary } from '../api/types.js';

/** What one wants to do with the card that is found. */
export type CardAction = 'issue' | 'reprovision';

export const text = {
  next: 'Continue',
  back: 'Back',
  card: {
    readers: 'Card readers',
    empty: 'Insert a card into a reader',
    emptyHint: 'It is read as soon as it is there.',
    noReader: 'This workstation has no card reader',
    noReaderHint: 'Connect one; it appears here by itself.',
    noCard: 'No card',
    cardIn: 'Card inserted',
    mute: 'The card does not answer',
    busy: 'In use by a saga',
    choose: 'Choose the reader with the card',
    again: 'Read again',
    change: 'Change card',
    failed: 'The card could not be read',
    wrong: 'This is another card',
    wrongHint: (label: string) => `Take it out and insert ${label}.`,
    cannot: {
      issue: 'This card cannot be issued now',
      reprovision: 'This card cannot be reprovisioned now',
    } satisfies Record<CardAction, string>,
    can: { issue: null, reprovision: 'This card can be reprovisioned.' } satisfies Record<CardAction, string | null>,
    openDevice: 'Open the device',
    facts: {
      model: 'Model',
      version: 'Firmware',
      pin: 'PIN tries',
      puk: 'PUK tries',
      management: 'Management key',
      holder: 'Holder',
      unreadable: 'Cannot be read, is kept',
      unanswered: 'The card did not say',
    },
    tries: (left: number | null, total: number | null) =>
      left === null ? 'unknown' : total === null ? `${left}` : `${left} of ${total}`,
    factory: 'factory value',
    own: 'ours',
  },
  plan: {
    title: 'What will happen',
    making: 'Reading the card and making the plan. Nothing is written.',
    failed: 'No plan can be made',
    summary: (plan: PlanSummary) =>
      `${plan.certificates.length} ${plan.certificates.length === 1 ? 'certificate' : 'certificates'}, ${plan.steps.length} card steps, about ${Math.max(1, Math.round(plan.estimateMs / 1000))} seconds`,
    certificates: 'New certificates',
    columns: { container: 'Certificate', key: 'Key', profile: 'Certificate profile', notAfter: 'Expires' },
    steps: 'Card steps',
    drift: 'The card differs from the record',
    keeps: 'What the card keeps',
    acceptance: {
      title: 'Somebody has to answer for this',
      agree: {
        acceptHistoryLoss: 'I know that mail encrypted to the old key can no longer be read with this card',
        acceptWellKnown: 'I know that whoever has this card can take it over with a value that everybody knows',
      },
      words: 'Why this is acceptable',
      wordsHint: 'Goes into the audit trail',
      plan: 'Make the plan with this',
    },
    noReturn: 'From here on the card can only go forward, or be recycled.',
    hash: 'Plan',
    hashHint: 'The run stops when the plan has changed by then.',
  },
};

export const phaseText: Record<string, string> = {
  own: 'Take over the card',
  verify: 'Check the PIN of the card',
  keys: 'Generate keys',
  references: 'Replace keys and certificates, one after the other',
  content: 'Write certificates and data',
  pin: 'Set the PIN',
};

/** For a kind that only a newer server knows, the name of the kind. */
export const stepText = (kind: string): string =>
  (isCardStepKind(kind) ? cardSteps[kind].words.planned : undefined) ?? kind;
