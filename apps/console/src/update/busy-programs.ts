/** Which programs a CARD_BUSY names: its sentence is English, and stops are recorded with nothing else of it. Pure. */

/** `Another program holds the card: a (pid 7)`, `…; it may be a or b` (card-session pcsc-errors.ts, pcsc-clients.ts). */
const names = /(?:: |; it may be )(.+)$/;

export const programsIn = (detail: string): string[] =>
  (names.exec(detail)?.[1] ?? '')
    .split(' or ')
    .map((each) => each.replace(/ \(pid \d+\)$/, '').trim())
    .filter((each) => each !== '');
