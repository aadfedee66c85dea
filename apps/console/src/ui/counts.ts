/** Numbers of cards as people read them: `1 card`, `17,027 cards`. */
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

export const countText = (count: number): string => whole.format(count);
export const cardsText = (count: number): string => (count === 1 ? '1 card' : `${countText(count)} cards`);
