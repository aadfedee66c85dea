/** Numbers of cards as operators read them: `1 card`, `17,027 cards`. */
import { counted, numberText } from './intl.js';

export const countText = numberText;
export const cardsText = (count: number): string => counted(count, 'card', 'cards');
