/** The states of a request (RequestState) from which no way leads. FAILED and INTERRUPTED are not among them: such a saga waits for a retry. */
export const finalRequestStates = ['COMPLETED', 'CANCELLED', 'SUPERSEDED', 'WITHDRAWN'] as const;
export type FinalRequestState = (typeof finalRequestStates)[number];

export const isFinalState = (state: string | null): state is FinalRequestState =>
  finalRequestStates.some((each) => each === state);
