/**
 * What was found out about one card that its model does not say: cards of a kind differ, and rows of a registry are written by people.
 * Learned from what the card answered, kept with the device, applied to the model before anything is planned. Facts of the hardware only:
 * they outlive a recycle.
 */
import type { CardModel } from './card-model.js';

export interface CardFacts {
  /** Capabilities that the model has and the card refused. */
  lacks?: (keyof CardModel['capabilities'])[];
  /** How much the objects of a card hold that cannot grow, by tag. It is deleted when the card is put back to the delivered state. */
  objectBytes?: Record<string, ObjectBytes>;
  /** So many bytes its objects take, whatever they held before: it was asked and took them. It is deleted with objectBytes. */
  objectsTake?: number;
}

export interface ObjectBytes {
  /** The object has held so many bytes. */
  fits?: number;
  /** The card has refused so many bytes for it, and will refuse more than that. */
  refused?: number;
}
