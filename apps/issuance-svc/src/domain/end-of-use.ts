/** FIPS 201-3 section 2.9.1: from the notice until nothing of a card that has ended is trusted any more, its certificates and its passkeys alike. */
export const endOfUseMs = 18 * 3600_000;
