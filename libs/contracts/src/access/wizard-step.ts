/**
 * Which step of a wizard a holder has on their page now, for whoever helps them. Closed lists and ids only: nothing that anybody typed, and never a PIN.
 * The page tells it when it changes and again while it is open; what is not told again is forgotten.
 */
export const wizardSteps = {
  'add-device': ['browser', 'client', 'device', 'issue', 'pin', 'done'],
  update: ['offer', 'work', 'pin', 'done'],
  reprovision: ['work', 'pin', 'done'],
  pin: ['work', 'pin', 'done'],
} as const;
export type Wizard = keyof typeof wizardSteps;
export type StepOf<Of extends Wizard> = (typeof wizardSteps)[Of][number];
export type WizardStepName = StepOf<Wizard>;
export const wizards = Object.keys(wizardSteps) as Wizard[];
export const wizardStepNames = [...new Set(Object.values(wizardSteps).flat())] as WizardStepName[];

/** What the page says in the step: about the browser, the readers, or why the card in the reader cannot be added. */
export const wizardSays = [
  ...(['insecure', 'old', 'no-reader', 'insert', 'choose', 'starting'] as const),
  ...(['yours', 'setting-up', 'somebody-else', 'used', 'other-kind', 'no-more', 'other-prepared', 'broken'] as const),
  ...(['passkeys-full', 'passkey-pin-blocked', 'passkey-pin-change'] as const),
  ...(['in-use', 'in-work', 'not-allowed', 'not-here', 'nothing-offered', 'not-now'] as const),
] as const;
export type WizardSays = (typeof wizardSays)[number];

export interface ToldStep {
  wizard: Wizard;
  step: WizardStepName;
  says?: WizardSays;
  /** A code of the error catalogue. */
  problem?: string;
  /** The saga that the page shows. One that is not about the holder is not kept. */
  requestId?: string;
  /** The computer whose readers are used. */
  workstationId?: string;
}

export interface WizardStep {
  wizard: Wizard;
  step: WizardStepName;
  says: WizardSays | null;
  problem: string | null;
  requestId: string | null;
  /** Of the saga; else the one that was chosen; else the one that the browser is at. null: nobody knows yet. */
  workstationName: string | null;
  /** When the page came to this step. */
  since: string;
}

/** How often an open page tells its step again, and after how long without that it is taken for closed. */
export const wizardToldEverySeconds = 20;
export const wizardStaleSeconds = 60;
