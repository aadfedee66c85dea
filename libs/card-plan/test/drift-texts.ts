/** What a plan says of the card, in English. */
import type { CardPlan } from '../src/planned-step.js';

export const driftTexts = ({ drift }: Pick<CardPlan, 'drift'>): string[] => drift.map(({ text }) => text);
