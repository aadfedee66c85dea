/** What is said of a step that a holder's page shows: as the page itself says it, so that both read the same words. */
import type { WizardSays, WizardStepName } from '@cardwright/contracts/access/wizard-step';
import { text as adding } from '../add-device/add-device.text.js';
import type { WizardStep } from '../api/types.js';
import { text as pin } from '../pin/pin.text.js';
import { inPagesLanguage } from '../ui/language.js';
import { text as update } from '../update/update.text.js';

export const text = inPagesLanguage({
  en: {
    title: 'What the holder sees now',
    page: 'Page',
    step: 'Step',
    says: 'It says',
    since: 'Since',
    computer: 'Computer',
    unknown: 'Not known yet',
    reprovision: 'Reprovision my card',
    work: 'In work for this person',
  },
  de: {
    title: 'Was der Inhaber jetzt sieht',
    page: 'Seite',
    step: 'Schritt',
    says: 'Dort steht',
    since: 'Seit',
    computer: 'Computer',
    unknown: 'Noch nicht bekannt',
    reprovision: 'Meine Karte erneuern',
    work: 'Für diese Person in Arbeit',
  },
});

export const pageOf = ({ wizard }: Pick<WizardStep, 'wizard'>): string =>
  ({
    'add-device': adding.title,
    update: update.title,
    reprovision: text.reprovision,
    pin: update.forgotten.page,
  })[wizard];

export function stepOf({ wizard, step }: Pick<WizardStep, 'wizard' | 'step'>): string {
  if (wizard === 'add-device') return step === 'done' ? adding.done : adding.steps[step as keyof typeof adding.steps];
  const steps: Partial<Record<WizardStepName, string>> = {
    offer: update.nothingYet,
    pin: pin.title,
    done: wizard === 'pin' ? update.finished.pinTitle : update.finished.title,
  };
  return steps[step] ?? update.run.working;
}

export function saidOf(says: WizardSays): string {
  switch (says) {
    case 'insecure':
    case 'old':
      return adding.browser[says];
    case 'no-reader':
      return adding.device.noReader;
    case 'insert':
      return adding.device.insert;
    case 'choose':
      return adding.device.chooseCard;
    case 'starting':
      return adding.device.starting;
    default:
      return adding.why[says];
  }
}
