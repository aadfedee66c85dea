/** Input of /me/wizard-step. */
import {
  wizards,
  wizardSays,
  wizardStepNames,
  type Wizard,
  type WizardSays,
  type WizardStepName,
} from '@cardwright/contracts/access/wizard-step';
import { OneOf, Text, Token, Uuid } from './fields.js';

export class WizardStepBody {
  @OneOf(wizards)
  wizard: Wizard;

  @OneOf(wizardStepNames, { description: 'A step of this wizard' })
  step: WizardStepName;

  @OneOf(wizardSays, { optional: true, description: 'What the page says in this step' })
  says?: WizardSays;

  @Text(64, { optional: true, pattern: /^[A-Z][A-Z0-9_]*$/, description: 'Error code of the problem that it shows' })
  problem?: string;

  @Uuid({ optional: true, description: 'The saga that it shows' })
  requestId?: string;

  @Token({ optional: true })
  workstationId?: string;
}
