/**
 * Facts about one card that its model does not contain: cards of one model differ, and people write the rows of the registry. The services
 * learn the facts from the card's answers, store them with the device, and apply them to the model before they plan. They are facts of the
 * hardware only, so they outlive a recycle.
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
