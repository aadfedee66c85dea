/** Inputs of /rollouts. */
import { Text, Whole } from './fields.js';

export class AdvanceRolloutBody {
  @Whole(1, 100, { optional: true, description: 'The ring to be opened: refused if another one is next by now' })
  ring?: number;

  @Whole(0, 60, {
    optional: true,
    description: 'Over so many days from the opening of a ring its cards become due; without it as before',
  })
  spreadDays?: number;
}

export class StopRolloutBody {
  @Text(1000, { description: 'Why, for everybody who looks at it and for the audit trail' })
  reasonText: string;
}
