/**
 * What was found out about one card that its model does not say: cards of a kind differ, and rows of a registry are written by people.
 * Learned from what the card answered, kept with the device, applied to the model before anything is planned. Facts of the hardware only:
 * they outlive a recycle.
 */
import type { CardModel } from './card-model.js';

export interface CardFacts {
  /** Capabilities that the model has and the card refused. */
  lacks?: (keyof CardModel['capabilities'])[];
}
