/** The ways in which batches are opened, and which of them a batch takes. */
import { Injectable } from '@nestjs/common';
import {
  cardApplications,
  mainApplication,
  type BatchOpening,
  type CardApplication,
} from '@cardwright/contracts/card/card-applications';
import { applicationOf, type CardStep } from '@cardwright/contracts/card/card-step';
import type { PlannedStep } from '@cardwright/card-plan/planned-step';
import type { CardOpening } from './card-opening.js';
import { ManagementKeyOpening } from './management-key-opening.js';
import { NoOpening } from './no-opening.js';

@Injectable()
export class CardOpenings {
  private readonly ways: Readonly<Record<BatchOpening, CardOpening>>;

  constructor(managementKey: ManagementKeyOpening, none: NoOpening) {
    this.ways = { 'management-key': managementKey, none };
  }

  /** planned: what the plan says, which goes before the way of the application. */
  of(application: CardApplication, planned?: BatchOpening): CardOpening {
    return this.ways[planned ?? cardApplications[application].opens];
  }

  /** For a batch of these steps; none are the main application's. Throws TypeError for steps of two applications. */
  ofBatch(steps: readonly (CardStep | PlannedStep)[], planned?: BatchOpening): CardOpening {
    return this.of(applicationOf(steps) ?? mainApplication, planned);
  }
}
