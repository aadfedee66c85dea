/** What the person does when the card asks for a touch. Governing document: CTAP 2.1 sections 6.1.2 and 11.3.7 (keep-alives). */

/**
 * given: at once. refused: the person says no. afterPolls: the card is asked so often in vain before the touch comes; a host that does not
 * know keep-alives waits for it in the same command.
 */
export type FidoTouch = 'given' | 'refused' | { readonly afterPolls: number };

/** For how long a card waits. */
export const touchTimeoutMs = 30_000;

export type TouchOutcome = 'given' | 'refused' | 'timeout' | 'cancelled';

const pollsOfLate = 20;

/** `given`, `refused`, `late` or `late:N`. Throws TypeError. */
export function touchNamed(text: string): FidoTouch {
  if (text === 'given' || text === 'refused') return text;
  const [, polls] = /^late(?::(\d+))?$/.exec(text) ?? unknownTouch(text);
  return { afterPolls: polls === undefined ? pollsOfLate : Number(polls) };
}

function unknownTouch(text: string): never {
  throw new TypeError(`a touch is given, refused, late or late:N, not ${text}`);
}
